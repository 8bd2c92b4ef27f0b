"""Option ``--save`` of ``send`` and ``listen``: save the request into a collection."""

import argparse
import asyncio
import shutil
import sys
from pathlib import Path

from msgspec.structs import replace

from aiurdesk.cli.arguments import (
    FROM_STANDARD_INPUT,
    FROM_VARIABLE,
    ArgumentItem,
    Mark,
    split_items,
)
from aiurdesk.cli.bodies import body_of, checked_headers, referring_header, typed_body, variables_of
from aiurdesk.cli.bodies import references as body_references
from aiurdesk.cli.output import tell
from aiurdesk.core.collection.file_name import REQUEST_SUFFIX, file_name
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import ProblemError, storage_errors
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.preparing.header import secrets_of
from aiurdesk.core.request.request import FileBody, GraphqlBody, Header, Request
from aiurdesk.core.translation import printable, tr
from aiurdesk.services.collections.collections import (
    SERVICE_SAVED,
    Saving,
    carry_service,
    save_request,
)
from aiurdesk.services.collections.examples import save_example
from aiurdesk.services.sandbox_host import ENVIRONMENT_NAME
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.services.services import Services


async def save(arguments: argparse.Namespace, plan: PlannedRequest, services: Services) -> None:
    """Save the planned request; a secret of an environment variable becomes a reference to it.

    Raises:
        ProblemError: It cannot be saved; the text says why.
    """
    request = plan.request
    _check_pipes(arguments.values)
    known_endpoint = None if request.is_typed else request.endpoint
    typed, items = typed_body(arguments, known_endpoint)
    references = _references(items, request)
    values, known_secrets = [], []
    for name, value in request.values:
        # A name that is repeated has a reference for each value, in their order.
        reference = references[name].pop(0) if references.get(name) else ""
        values.append((name, reference or value))
        if reference and isinstance(value, str):
            known_secrets.append(Secret(value))
    headers, of_headers = _headers(arguments, request)
    body = request.body
    if typed.in_body and body is not None:
        # Made once more, with references instead of what came from environment variables.
        body = (
            replace(body, variables=variables_of(typed, body_references))
            if isinstance(body, GraphqlBody)
            else body_of(typed, body_references)
        )
    # The bytes of a pipe exist nowhere else when the command has ended.
    of_input = body if _is_pipe(arguments.body) else None
    if isinstance(of_input, FileBody):
        body = replace(of_input, path=_beside(arguments.save))
    # Without --credential there is nothing that the person has chosen.
    credential = None if arguments.credential is None else request.credential
    environment = arguments.environment
    if environment is None and plan.environment.is_sandbox:
        environment = ENVIRONMENT_NAME
    saving = Saving(
        file=Path(arguments.save),
        request=replace(
            request, values=tuple(values), headers=headers, credential=credential, body=body
        ),
        environment=environment or "",
        not_secret=tuple(arguments.not_secret),
        secrets=(*known_secrets, *of_headers),
    )
    outside = await save_request(saving, services.trust)
    service = await carry_service(services.library.own, request, saving.file)
    if isinstance(of_input, FileBody) and isinstance(body, FileBody):
        with storage_errors(tr("{path} could not be written ({value})."), path=body.path):
            await asyncio.to_thread(shutil.copyfile, of_input.path, body.path)
    _tell_saved(arguments.save, outside, service)


async def keep_example(exchange: Exchange, arguments: argparse.Namespace) -> None:
    """Keep a response beside its saved request.

    Raises:
        ProblemError: There is no response, it is too long, or it cannot be written.
    """
    request, name = exchange.request, arguments.save_example
    file = arguments.save
    if not file:
        file = str(Path(request.folder) / f"{file_name(request.saved_name)}{REQUEST_SUFFIX}")
    await save_example(file, name, exchange)
    tell(tr("Saved the example {name}.").format(name=name))


def _tell_saved(file: str, outside: tuple[str, ...], service: str) -> None:
    sys.stderr.write(tr("Saved as {save}.\n").format(save=file))
    if service:
        tell(SERVICE_SAVED.format(service=printable(service)))
    for path in outside:
        text = tr(
            "{path} lies outside of the collection, so the request names it by its "
            "whole path. Move it into the collection, and save again, to share the "
            "request.\n"
        )
        sys.stderr.write(text.format(path=path))


def _check_pipes(values: list[str]) -> None:
    """Refuse a pipe as one of several files.

    Raises:
        ProblemError: There is one; the text says what to do.
    """
    for item in split_items(values):
        if item.mark is Mark.FILE and Path(item.text).is_fifo():
            text = tr("{name} comes from a pipe, which a saved request cannot name. Name a file.")
            raise ProblemError(text.format(name=item.name))


def _is_pipe(file: str | None) -> bool:
    return file is not None and (file == FROM_STANDARD_INPUT or Path(file).is_fifo())


def _beside(save: str) -> str:
    """Return where the body of a request is kept that came from a pipe."""
    file = Path(save).absolute()
    return str(file.with_name(f"{file.name.removesuffix(REQUEST_SUFFIX)}.body"))


def _headers(
    arguments: argparse.Namespace, request: Request
) -> tuple[tuple[Header, ...], tuple[Secret, ...]]:
    """Return the headers to save, and the secrets that references stand for."""
    typed = checked_headers(arguments.header)
    # The headers of the arguments follow the headers of the body.
    first = len(request.headers) - len(typed)
    headers, replaced = list(request.headers), []
    for position, header in enumerate(typed, first):
        referring = referring_header(header)
        if referring is not None:
            replaced.append(headers[position])
            headers[position] = referring
    return tuple(headers), tuple(secrets_of(tuple(replaced)))


def _references(items: tuple[ArgumentItem, ...], request: Request) -> dict[str, list[str]]:
    """Return what stands for the values of secrets, by name; empty text for one that is typed."""
    references: dict[str, list[str]] = {}
    for item in items:
        parameter = request.endpoint.parameter(item.name)
        if parameter and parameter.traits.is_secret:
            is_referred = item.text.startswith(FROM_VARIABLE)
            text = body_references(parameter.name, item.text) if is_referred else ""
            references.setdefault(parameter.name, []).append(text)
    return references
