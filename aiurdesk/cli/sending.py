"""What ``aiurdesk send`` does: understand the arguments, send, and show what came of it."""

import argparse
import asyncio
import difflib
import sys
import time
from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from aiurdesk.cli import report
from aiurdesk.cli.arguments import SecretSource, WrongUsage, split_pairs, values_of
from aiurdesk.cli.credentials import load, named, tell_failure
from aiurdesk.cli.environments import environment_of
from aiurdesk.cli.exit_codes import ExitCode, exit_code
from aiurdesk.core.api.endpoint import Endpoint, Service
from aiurdesk.core.auth.token_server import ACCESS_TOKEN
from aiurdesk.core.credentials.auth_parameters import NO_AUTH_PARAMETERS, filled_names
from aiurdesk.core.credentials.credential import NO_CREDENTIAL, Credential
from aiurdesk.core.request.availability import why_unavailable
from aiurdesk.core.request.built_in_environments import SANDBOX
from aiurdesk.core.request.custom_url import endpoint_for_url, is_custom_url
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.form_rules import check
from aiurdesk.core.request.request import FieldError, Request
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.response import Response
from aiurdesk.services.credentials import SANDBOX_APP
from aiurdesk.services.library import Library
from aiurdesk.services.profile import Profile
from aiurdesk.services.services import Services
from aiurdesk.services.sign_in import SignInFailed

NO_CREDENTIAL_NAME = "none"
"""What is typed to send without a credential."""


class Call(msgspec.Struct, frozen=True):
    """What the arguments mean, before anything is started."""

    request: Request
    service: Service | None
    environment: Environment
    """That of a sandbox that does not run yet where it is meant."""
    wants_sandbox: bool
    credential: Credential | None


async def understand(arguments: argparse.Namespace, services: Services) -> Call:
    """Return what the arguments mean.

    Raises:
        WrongUsage: They cannot be meant.
    """
    environment = environment_of(arguments.environment)
    wants_sandbox = arguments.sandbox or environment is None
    environment = SANDBOX if wants_sandbox or environment is None else environment
    pairs = split_pairs(arguments.values)
    endpoint = _endpoint(arguments, services, tuple(name for name, _ in pairs))
    if arguments.table is not None:
        _check_table(arguments.table, services.library)
    service = services.library.with_code_lab.service(endpoint.service_id)
    if (unreachable := why_unavailable(endpoint, service, environment)) is not None:
        raise WrongUsage(_lines((unreachable,)))
    secrets = SecretSource(takes_literals=wants_sandbox or _stays_here(endpoint))
    credential = await _credential(arguments.credential, wants_sandbox, services)
    request = Request(
        endpoint,
        values_of(endpoint, pairs, secrets),
        method=arguments.method,
        table=arguments.table,
        is_forced=arguments.anyway,
        credential=_name_of(credential, arguments.credential),
    )
    call = Call(request, service, environment, wants_sandbox, credential)
    if not arguments.anyway and (errors := _errors(call, services)):
        raise WrongUsage(_lines(errors) + _hint(call, errors))
    return call


def _check_table(name: str, library: Library) -> None:
    """Tell the mistakes in the files of the tables, which a table that was named may come from.

    Raises:
        WrongUsage: There is no table of that name.
    """
    for mistake in library.table_mistakes:
        sys.stderr.write(f"{report.printable(mistake)}\n")
    if name not in library.tables:
        raise WrongUsage(f"There is no table {name}. There are {', '.join(library.tables)}.")


def _hint(call: Call, errors: tuple[FieldError, ...]) -> str:
    """Name the credentials where the access token is missing."""
    token = next((p for p in call.request.endpoint.parameters if p.name == ACCESS_TOKEN), None)
    if token is None or all(error.parameter != token.name for error in errors):
        return ""
    return f"\nA credential fills {token.name} in: name one with --credential."


def _name_of(credential: Credential | None, typed: str | None) -> str | None:
    """Return what the request says of its credential: only one that was typed is named."""
    if credential is None:
        return NO_CREDENTIAL
    return None if typed is None else credential.name


def _errors(call: Call, services: Services) -> tuple[FieldError, ...]:
    """Return what is wrong with the values, without those that the credential fills in."""
    request, filled = call.request, set[str]()
    if call.credential is not None:
        shown = services.login.shown_auth_parameters(
            call.credential, request, call.service, call.environment
        )
        filled = set(filled_names(shown, request.endpoint)) - {name for name, _ in request.values}
    errors = check(request.endpoint, request.values)
    return tuple(error for error in errors if error.parameter not in filled)


async def _credential(
    name: str | None, wants_sandbox: bool, services: Services
) -> Credential | None:
    """Return the credential that was named, or the one that is used by itself.

    Raises:
        WrongUsage: There is none of that name.
    """
    if name is None:
        return SANDBOX_APP if wants_sandbox else None
    if name.casefold() == NO_CREDENTIAL_NAME:
        return None
    await load(services)
    return named(name, services)


def _endpoint(
    arguments: argparse.Namespace, services: Services, names: tuple[str, ...]
) -> Endpoint:
    wanted = arguments.endpoint
    if is_custom_url(wanted):
        made = endpoint_for_url(wanted, names, arguments.method)
        if isinstance(made, FieldError):
            raise WrongUsage(made.text)
        return made
    found = services.library.with_code_lab.endpoint(wanted)
    if found is None:
        raise WrongUsage(_unknown(wanted, services))
    return found


def _unknown(wanted: str, services: Services) -> str:
    ids = [endpoint.id for endpoint in services.library.with_code_lab.endpoints]
    word = wanted.lower()
    near = difflib.get_close_matches(word, ids, n=3, cutoff=0.6)
    near += [id_ for id_ in ids if word and word in id_ and id_ not in near][: 3 - len(near)]
    question = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"There is no endpoint {wanted}.{question} 'aiurdesk endpoints' lists all."


def _stays_here(endpoint: Endpoint) -> bool:
    """Tell whether a free address is one of this computer."""
    if endpoint.service_id:
        return False
    host = urlsplit(endpoint.path).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def send(arguments: argparse.Namespace, services: Services) -> ExitCode:
    """Send, show, and return the exit status of the verdict.

    Raises:
        AiurdeskError: Something is missing before anything can be sent.
    """
    try:
        call = await understand(arguments, services)
        if arguments.ca_file:
            await services.connections.trust_file(arguments.ca_file)
        if call.wants_sandbox:
            call = await _in_sandbox(call, services)
        exchange = await _exchange(call, services)
        if isinstance(exchange, tuple):
            raise WrongUsage(_lines(exchange))
        # Before closing, which deletes the file that holds a long body.
        _show(exchange, arguments.show)
        return exit_code(exchange.verdict)
    except SignInFailed as failure:
        if arguments.show == "json":
            _write(report.as_json(failure.exchange).encode())
        return tell_failure(failure)
    finally:
        await services.aclose()


async def _in_sandbox(call: Call, services: Services) -> Call:
    environment = (await services.start_sandbox()).environment
    known = call.credential and services.credentials.by_id(call.credential.id)
    return replace(call, environment=environment, credential=known)


async def _exchange(call: Call, services: Services) -> Exchange | tuple[FieldError, ...]:
    request, service, environment = call.request, call.service, call.environment
    limits = Profile(services.profile).read().settings.limits
    started = time.monotonic()
    try:
        return await services.sender.send_as(request, service, environment, call.credential, limits)
    except asyncio.CancelledError:
        # Ctrl+C cancels the task; how that ended is a verdict like any other.
        elapsed_ms = (time.monotonic() - started) * 1000
        shown = NO_AUTH_PARAMETERS
        if call.credential is not None:
            shown = services.login.shown_auth_parameters(
                call.credential, request, service, environment
            )
        prepared = services.sender.prepare(request, service, environment, shown)
        if isinstance(prepared, tuple):
            return prepared
        return services.sender.cancelled(request, prepared, elapsed_ms)


def _lines(errors: tuple[FieldError, ...]) -> str:
    named = (f"{e.parameter}: {e.text}" if e.parameter else e.text for e in errors)
    return report.printable("\n".join(named))


def _show(exchange: Exchange, what: str) -> None:
    outcome = exchange.outcome
    if what == "json":
        _write(report.as_json(exchange).encode())
    elif isinstance(outcome, Response):
        if what == "all":
            _write(report.head(outcome).encode())
        _write_body(report.body_of(outcome))
    sys.stderr.write(report.words(exchange))


def _write_body(body: bytes) -> None:
    if sys.stdout.isatty() and not report.is_text(body):
        sys.stderr.write(f"{len(body)} bytes that are no text; redirect them into a file.\n")
        return
    _write(body)
    if sys.stdout.isatty() and body and not body.endswith(b"\n"):
        _write(b"\n")


def _write(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
