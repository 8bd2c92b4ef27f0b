"""Command ``aiurdesk send``: plan a request from the arguments, send it, print the exchange."""

import argparse
import asyncio
import difflib
import sys
import time
from pathlib import Path
from typing import IO

from msgspec.structs import replace

from aiurdesk import cli
from aiurdesk.cli import output, response_text
from aiurdesk.cli.arguments import (
    NO_CREDENTIAL_NAME,
    SecretSource,
    saved_place,
    stays_here,
    values_of,
)
from aiurdesk.cli.bodies import (
    body_of,
    checked_headers,
    read_headers,
    reading,
    type_headers,
    typed_body,
)
from aiurdesk.cli.code import is_printed, written
from aiurdesk.cli.credentials import load, show_sign_in_failure, unknown_credential
from aiurdesk.cli.environments import (
    SECRET_OPTION,
    asking,
    environment_name,
    environment_named,
    given_variables,
)
from aiurdesk.cli.logged_run import follow_settings
from aiurdesk.cli.options import given_plain, given_route
from aiurdesk.cli.output import tell, write_body, write_bytes, write_data
from aiurdesk.core.api.endpoint import ACCESS_TOKEN, Endpoint, Location
from aiurdesk.core.collection.saved_request import unknown_endpoint
from aiurdesk.core.credentials.credential import NO_CREDENTIAL
from aiurdesk.core.environments.environment import BUILT_IN
from aiurdesk.core.environments.route import DIRECT
from aiurdesk.core.errors import AuthError, ProblemError, StorageError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.frame import frame_line
from aiurdesk.core.exchange.sockets.socket_options import limited_options
from aiurdesk.core.exchange.sockets.transcript import transcript_of
from aiurdesk.core.preparing.address import scheme_note, with_scheme
from aiurdesk.core.preparing.availability import environment_fixes
from aiurdesk.core.preparing.custom_url import address_problem, is_custom_url
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import (
    Body,
    JsonBody,
    Request,
    SendOptions,
    has_subscription,
)
from aiurdesk.core.request.typed import Typed, path_names
from aiurdesk.core.response.response import Response, has_transcript, is_stream
from aiurdesk.core.translation import format_size, printable, tr
from aiurdesk.core.verdict.verdict import ExitCode, Severity, exit_code
from aiurdesk.services.credentials.credential_secrets import SANDBOX_APP
from aiurdesk.services.credentials.sign_in import SignInFailed
from aiurdesk.services.dialects.dialect_files import check_dialect
from aiurdesk.services.expectations.examination import Examined
from aiurdesk.services.library import Library
from aiurdesk.services.sending.exchange_record import as_json
from aiurdesk.services.sending.planned_request import NotSent, PlannedRequest
from aiurdesk.services.services import Services
from aiurdesk.services.sockets.street import StreetTerms, last_of


async def plan_of(
    arguments: argparse.Namespace, services: Services, standard_input: IO[str] | None = None
) -> PlannedRequest:
    """Return the planned request. Its environment is ``SANDBOX`` if the sandbox must be started.

    Args:
        standard_input: Has the secrets of ``name=-``; None means the process's own.

    Raises:
        ProblemError: An argument or a value is not valid.
        AuthError: The scheme of the credential is not known.
    """
    # From cheap to expensive, and everything that can be refused before a secret is read.
    arguments.endpoint = with_told_scheme(arguments.endpoint)
    route = given_route(arguments)
    services.connections.plain.given = given_plain(arguments)
    environment = await environment_named(environment_name(arguments), services)
    environment = replace(environment, secret_option=SECRET_OPTION)
    # Here and not with the connections: code that is printed has it, too.
    if route != DIRECT:
        environment = replace(environment, route=route.over(environment.route))
    wants_sandbox = environment.is_sandbox
    listed = None if is_custom_url(arguments.endpoint) else _listed(arguments.endpoint, services)
    typed, items = typed_body(arguments, listed)
    target = listed or _custom(arguments, tuple(item.name for item in items), typed.kind)
    if arguments.dialect is not None:
        _check_dialect(arguments.dialect, services.library)
    # The credentials are read from disk only where one is named.
    typed_headers = checked_headers(arguments.header)
    if arguments.secret or arguments.secret_file:
        await cli.given_secrets.give_secrets(arguments, services, standard_input)
    named = await _named_credential(arguments.credential, wants_sandbox, services)
    request = Request(
        target,
        method=arguments.method,
        dialect=arguments.dialect or "",
        is_forced=arguments.anyway,
        options=SendOptions(http_version=route.http_version),
        credential=named,
        headers=(*type_headers(typed), *typed_headers),
    )
    # Without values for now: the plan says which of them the credential will fill in.
    plan = services.pipeline.plan(request, environment, SANDBOX_APP if wants_sandbox else None)
    # Checked before the values are read, so that no secret is typed for a refused request.
    if plan.unavailable is not None:
        fixes = environment_fixes(plan.request.endpoint, plan.service, BUILT_IN)
        problems = (replace(plan.unavailable, fixes=fixes),)
        raise ProblemError(output.lines_of(problems, plan.terminal_steps(problems)))
    _check_credential(plan, services)
    # Arguments can be seen by other users (ps) and stay in the history of the shell.
    secrets = SecretSource(
        takes_literals=wants_sandbox or stays_here(request), standard_input=standard_input
    )
    environment = given_variables(arguments.set, standard_input).over(environment)
    placed = replace(request, values=tuple((item.name, "") for item in items), body=typed.kind)
    values = values_of(placed.endpoint, items, secrets)
    body = body_of(typed, reading(secrets))
    headers = (*type_headers(typed), *read_headers(typed_headers, secrets))
    request = replace(plan.request, values=values, headers=headers, body=body)
    request = with_json_parameter(request)
    plan = services.pipeline.plan(request, environment, plan.credential)
    if errors := plan.problems:
        lines = output.lines_of(errors, plan.terminal_steps(errors))
        raise ProblemError(lines + _hint(plan, errors))
    return plan


def with_told_scheme(endpoint: str, *, is_socket: bool = False) -> str:
    """Return an address with the scheme that was not typed, and say so; an id as it is."""
    if not is_custom_url(endpoint):
        return endpoint
    note = scheme_note(endpoint, is_socket=is_socket)
    if note:
        tell(note)
    return with_scheme(endpoint)


def _check_dialect(name: str, library: Library) -> None:
    """Print the mistakes in the files of dialects: one may be the reason for a missing dialect.

    Raises:
        ProblemError: There is no dialect of that name.
    """
    tell(*library.dialects.mistakes)
    check_dialect(name, library.dialects)


async def _named_credential(
    typed: str | None, wants_sandbox: bool, services: Services
) -> str | None:
    """Return the credential of the request; outside the sandbox there is no default one."""
    if typed is None:
        return None if wants_sandbox else NO_CREDENTIAL
    if typed.casefold() == NO_CREDENTIAL_NAME:
        return NO_CREDENTIAL
    await load(services)
    return typed


def _check_credential(plan: PlannedRequest, services: Services) -> None:
    """Raise an error if the credential does not exist or its scheme is not known."""
    if not plan.credential_problem:
        return
    if plan.credential is None:
        raise unknown_credential(plan.request.credential or "", services, plan)
    raise AuthError(plan.credential_problem)


def _hint(plan: PlannedRequest, errors: tuple[Problem, ...]) -> str:
    """Suggest a credential if the access token is missing."""
    token = next((p for p in plan.request.endpoint.parameters if p.name == ACCESS_TOKEN), None)
    if token is None or all(error.field.parameter != token.name for error in errors):
        return ""
    return tr("\nA credential fills {name} in: name one with --credential.").format(name=token.name)


def with_json_parameter(request: Request) -> Request:
    """Return a request whose JSON is the value of the parameter that an endpoint has for it."""
    body = request.body
    if not isinstance(body, JsonBody):
        return request
    parameter = next((p for p in request.endpoint.parameters if p.location is Location.JSON), None)
    if parameter is None:
        return request
    return replace(request, values=(*request.values, (parameter.name, body.text)), body=None)


def _custom(arguments: argparse.Namespace, names: tuple[str, ...], body: Body | None) -> Typed:
    url = arguments.endpoint
    refused = address_problem(url)
    if refused is not None:
        raise ProblemError(refused)
    # As curl does: data without a method is posted.
    in_path = {name.lower() for name in path_names(url)}
    is_posted = body is not None or any(name.lower() not in in_path for name in names)
    return Typed(url, arguments.method.upper() or ("POST" if is_posted else "GET"))


def _listed(name: str, services: Services) -> Endpoint:
    """Return an endpoint of the catalogue.

    Raises:
        ProblemError: There is no such endpoint; the text says which may be meant.
    """
    endpoint = services.library.endpoint(name)
    if endpoint is not None:
        return endpoint
    ids = [endpoint.id for endpoint in services.library.with_code_lab.endpoints]
    word = name.lower()
    near = difflib.get_close_matches(word, ids, n=3, cutoff=0.6)
    # Names that are much longer than the word do not count as close, but may contain it.
    near += [id_ for id_ in ids if word and word in id_ and id_ not in near][: 3 - len(near)]
    question = tr(" Did you mean {near}?").format(near=tr(" or ").join(near)) if near else ""
    address = with_scheme(name)
    # A name with a dot may be meant as a host.
    host = ""
    if address != name and "." in name:
        host = tr(" A host is written as {address}.").format(address=address)
    problem = unknown_endpoint(name, services.library, question)
    fixes = () if near else problem.fixes
    raise ProblemError(replace(problem, what=f"{problem.sentence}{host}", fixes=fixes))


_NO_FILE = tr("An example lies beside a saved request. Name a saved request, or add --save FILE.")


async def send(arguments: argparse.Namespace, services: Services) -> ExitCode:
    """Send, print, and return the exit status of the verdict.

    Raises:
        ProblemError: Something is missing before anything can be sent.
    """
    try:
        cli.body_output.check_filter(arguments)
        plan = await _plan(arguments, services)
        if arguments.save:
            # Not at the top: it takes 14 ms, which the other requests need not wait for.
            await cli.saving.save(arguments, plan, services)
        if plan.environment.is_sandbox:
            # Its addresses and its app are known only while it runs.
            plan = await in_sandbox(plan, services)
        if is_printed(arguments):
            write_bytes(f"{written(plan, arguments, services)}\n".encode())
            return ExitCode.SUCCESS
        outcome = await _send(plan, arguments, services)
        if isinstance(outcome, NotSent):
            problems = outcome.problems
            raise ProblemError(output.lines_of(problems, plan.terminal_steps(problems)))
        # Printed before services close, which deletes the temporary file of a long body.
        status = await _kept(outcome, arguments, services)
    except SignInFailed as failure:
        # The response to signing in is an exchange, too; a script gets the same members.
        if arguments.show == "json":
            write_data(as_json(failure.unsent))
        return show_sign_in_failure(str(failure), failure.unsent)
    else:
        await services.connections.save_cookies()
        return status
    finally:
        await services.aclose()


async def _plan(arguments: argparse.Namespace, services: Services) -> PlannedRequest:
    """Return the planned request, and read the files that the connections use."""
    place = saved_place(arguments.endpoint, arguments.values)
    if place is None:
        plan = await plan_of(arguments, services)
    else:
        # Not at the top: most requests are not saved.
        plan = await cli.saved_sending.plan_of_saved(place, arguments, services)
    if arguments.save_example and not (arguments.save or plan.request.saved_name):
        raise ProblemError(_NO_FILE)
    if has_subscription(plan.request.body):
        raise ProblemError(tr("A subscription goes over a socket. Use 'aiurdesk listen'."))
    await cli.certificates.read_certificates(arguments, services.connections)
    await services.connections.use_cookies(arguments.cookies)
    return plan


async def in_sandbox(plan: PlannedRequest, services: Services) -> PlannedRequest:
    """Start the sandbox and plan again with its base URLs and its built-in credentials."""
    sandbox = (await services.start_sandbox()).environment
    environment = plan.environment.in_sandbox(sandbox)
    # By its id: starting the sandbox has given the credential the values of its app.
    chosen = plan.credential and services.credentials.by_id(plan.credential.id)
    return services.pipeline.plan(plan.request, environment, chosen)


async def _send(
    plan: PlannedRequest, arguments: argparse.Namespace, services: Services
) -> Exchange | NotSent:
    # The limits that were set in the window hold here, too.
    limits = follow_settings(services, is_recorded=not arguments.no_history)
    options = limited_options(plan.request, limits)
    folder = plan.request.folder
    terms = StreetTerms(
        limits,
        asking(is_yes=arguments.yes),
        folder=Path(folder) if folder else None,
        # A saved socket has its messages; another one is listened to.
        is_watched=not (folder and plan.request.endpoint.is_websocket),
        options=options,
    )
    started = time.monotonic()
    try:
        last = await last_of(services.street.send(plan, terms))
    except asyncio.CancelledError:
        # Ctrl+C cancels the task. The exchange is printed like any other.
        return services.pipeline.cancelled(plan, (time.monotonic() - started) * 1000)
    match last:
        case NotSent():
            return last
        case Examined():
            return last.exchange
        case _:
            # Not at the top: most responses are not streams.
            return await cli.streaming.PrintedStream(services, arguments).follow(last)


async def _kept(exchange: Exchange, arguments: argparse.Namespace, services: Services) -> ExitCode:
    """Print an exchange, keep it as an example where that is wanted; return the exit status."""
    status = await _printed(exchange, arguments, services)
    if arguments.save_example:
        await cli.saving.keep_example(exchange, arguments)
    return status


async def _printed(
    exchange: Exchange, arguments: argparse.Namespace, services: Services
) -> ExitCode:
    """Print an exchange and return the exit status of its verdict."""
    what = arguments.show
    if cli.body_output.reads_values(arguments):
        return await _printed_values(exchange, arguments, services)
    try:
        if is_stream(exchange.outcome) and what != "json":
            # Its events were printed as they came.
            sys.stderr.write(response_text.exchange_text(exchange))
        else:
            show(exchange, what, services)
    except StorageError as error:
        tell(str(error))
        return ExitCode.SYSTEM
    return _status(exchange)


async def _printed_values(
    exchange: Exchange, arguments: argparse.Namespace, services: Services
) -> ExitCode:
    """Print values of the body; without them, what counts as a success otherwise is none."""
    is_printed = await cli.body_output.print_values(exchange, arguments, services)
    status = _status(exchange)
    return ExitCode.NO_ENVELOPE if status is ExitCode.SUCCESS and not is_printed else status


def _status(exchange: Exchange) -> ExitCode:
    """Return the exit status: of a saved request as in a run, where tests say whether it passed."""
    verdict, examination = exchange.verdict, exchange.examination
    if exchange.request.folder:
        if examination is not None and examination.all_findings:
            return ExitCode.TEST_FAILED if examination.failed else ExitCode.SUCCESS
        if verdict.severity is Severity.SUCCESS:
            return ExitCode.SUCCESS
    return exit_code(verdict)


def show(exchange: Exchange, what: str, services: Services) -> None:
    """Print an exchange: the response to standard output, the verdict to standard error.

    Args:
        exchange: What was sent.
        what: ``body``, ``all`` or ``json``.
        services: They read a long body.

    Raises:
        StorageError: Another program has deleted the file of the body.
    """
    outcome = exchange.outcome
    if what == "json":
        write_data(as_json(exchange))
    elif has_transcript(outcome):
        lines = (printable(frame_line(frame)) for frame in transcript_of(outcome))
        write_bytes("".join(f"{line}\n" for line in lines).encode())
    elif isinstance(outcome, Response):
        if what == "all":
            write_bytes(response_text.head(outcome).encode())
        _write_body(outcome, services)
        if what == "all":
            write_bytes(response_text.tail(outcome).encode())
    # Data on standard output, words on standard error: a pipe gets the body alone.
    sys.stderr.write(response_text.exchange_text(exchange))


def _write_body(response: Response, services: Services) -> None:
    body = response.body
    # A terminal would take binary data for control sequences; a file or a pipe gets every byte.
    if sys.stdout.isatty() and not response_text.is_text(body.data):
        size = format_size(body.size_bytes)
        sys.stderr.write(
            tr("The body is {size} of binary data. Redirect it into a file.\n").format(size=size)
        )
        return
    # In pieces: a long body is in a file, which need not fit into memory.
    write_body(services.body_chunks(body))
