"""What ``--save`` of ``send`` and ``listen`` does: saves the request into a collection."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from aiurdesk.cli.arguments import FROM_VARIABLE
from aiurdesk.cli.bodies import body_of, typed_body
from aiurdesk.cli.bodies import references as body_references
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.environment import OF_PROCESS
from aiurdesk.core.request.request import Request
from aiurdesk.services.collections import Saving, save_request
from aiurdesk.services.sandbox_host import ENVIRONMENT_NAME
from aiurdesk.services.send_pipeline import PlannedRequest


async def save(arguments: argparse.Namespace, plan: PlannedRequest) -> None:
    """Save the planned request; a secret of an environment variable becomes a reference to it.

    Raises:
        AiurdeskError: It cannot be saved; the text says why.
    """
    request = plan.request
    known_endpoint = request.endpoint if request.endpoint.service_id else None
    typed, pairs = typed_body(arguments, known_endpoint)
    references = dict(_references(pairs, request))
    values = tuple((name, references.get(name, value)) for name, value in request.values)
    known = tuple(
        Secret(value)
        for name, value in request.values
        if name in references and isinstance(value, str)
    )
    body = request.body
    if typed.in_body and body is not None:
        # Made once more, with references in the place of what came from environment variables.
        body = body_of(typed, body_references)
    # Without --credential there is nothing that the person has chosen.
    credential = None if arguments.credential is None else request.credential
    environment = arguments.environment
    if environment is None and plan.environment.is_sandbox:
        environment = ENVIRONMENT_NAME
    saving = Saving(
        file=Path(arguments.save),
        request=replace(request, values=values, credential=credential, body=body),
        environment=environment or "",
        not_secret=tuple(arguments.not_secret),
        known=known,
    )
    await save_request(saving)
    sys.stderr.write(f"Saved as {arguments.save}.\n")


def _references(pairs: tuple[tuple[str, str], ...], request: Request) -> Iterator[tuple[str, str]]:
    """Yield the secrets that came from an environment variable, each with its reference."""
    for name, text in pairs:
        parameter = request.endpoint.parameter(name)
        if parameter and parameter.traits.is_secret and text.startswith(FROM_VARIABLE):
            variable = text.removeprefix(FROM_VARIABLE)
            yield parameter.name, "{{" + OF_PROCESS + variable + "}}"
