"""What ``aiurdesk send`` does: understand the arguments, send, and show what came of it."""

import argparse
import asyncio
import difflib
import sys
import time
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiurdesk.cli import report
from aiurdesk.cli.arguments import SecretSource, WrongUsage, split_pairs, values_of
from aiurdesk.cli.exit_codes import ExitCode, exit_code
from aiurdesk.core.built_in_environments import OWN_ADDRESSES, PRODUCTION, PRODUCTION_2020
from aiurdesk.core.endpoint import Endpoint, Service
from aiurdesk.core.environment import Environment
from aiurdesk.core.exchange import Exchange
from aiurdesk.core.form import compose
from aiurdesk.core.free_address import endpoint_for_address, is_free_address
from aiurdesk.core.request import FieldError, PreparedRequest, Request
from aiurdesk.core.response import Response
from aiurdesk.services.profile import Profile
from aiurdesk.services.sandbox_host import ENVIRONMENT_NAME
from aiurdesk.services.services import Services

_ENVIRONMENTS = (PRODUCTION_2020, PRODUCTION)


@dataclass(frozen=True, slots=True)
class Call:
    """What the arguments mean, before anything is started."""

    request: Request
    service: Service | None
    environment: Environment
    """Where the sandbox is not meant."""
    wants_sandbox: bool


def understand(arguments: argparse.Namespace, services: Services) -> Call:
    """Return what the arguments mean.

    Raises:
        WrongUsage: They cannot be meant.
    """
    environment = _environment(arguments.environment)
    wants_sandbox = arguments.sandbox or environment is None
    pairs = split_pairs(arguments.values)
    endpoint = _endpoint(arguments, services, tuple(name for name, _ in pairs))
    if arguments.table is not None and arguments.table not in services.library.tables:
        known = ", ".join(services.library.tables)
        raise WrongUsage(f"There is no table {arguments.table}. There are {known}.")
    secrets = SecretSource(takes_literals=wants_sandbox or _stays_here(endpoint))
    composed = compose(
        endpoint,
        values_of(endpoint, pairs, secrets),
        method=arguments.method,
        is_forced=arguments.anyway,
        table=arguments.table,
    )
    if isinstance(composed, tuple):
        raise WrongUsage(_lines(composed))
    service = services.library.with_code_lab.service(endpoint.service_id)
    return Call(composed, service, environment or OWN_ADDRESSES, wants_sandbox)


def _environment(name: str | None) -> Environment | None:
    """Return the environment of that name; None means the sandbox, which has to start first."""
    if name is None:
        return OWN_ADDRESSES
    if name.casefold() == ENVIRONMENT_NAME.casefold():
        return None
    found = next((e for e in _ENVIRONMENTS if e.name.casefold() == name.casefold()), None)
    if found is None:
        known = ", ".join((ENVIRONMENT_NAME, *(e.name for e in _ENVIRONMENTS)))
        raise WrongUsage(f"There is no environment {name}. There are {known}.")
    return found


def _endpoint(
    arguments: argparse.Namespace, services: Services, names: tuple[str, ...]
) -> Endpoint:
    wanted = arguments.endpoint
    if is_free_address(wanted):
        made = endpoint_for_address(wanted, names, arguments.method)
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


async def send(call: Call, arguments: argparse.Namespace, services: Services) -> ExitCode:
    """Send, show, and return the exit status of the verdict.

    Raises:
        AiurdeskError: Something is missing before anything can be sent.
    """
    try:
        if arguments.ca_file:
            await services.connections.trust_file(arguments.ca_file)
        environment = call.environment
        if call.wants_sandbox:
            environment = (await services.start_sandbox()).environment
        prepared = services.sender.prepare(call.request, call.service, environment)
        if isinstance(prepared, tuple):
            raise WrongUsage(_lines(prepared))
        exchange = await _exchange(call, prepared, services)
        # Before closing, which deletes the file that holds a long body.
        _show(exchange, arguments.show)
        return exit_code(exchange.verdict)
    finally:
        await services.aclose()


async def _exchange(call: Call, prepared: PreparedRequest, services: Services) -> Exchange:
    limits = Profile(services.profile).read().settings.limits
    started = time.monotonic()
    try:
        return await services.sender.send(call.request, prepared, call.service, limits)
    except asyncio.CancelledError:
        # Ctrl+C cancels the task; how that ended is a verdict like any other.
        elapsed_ms = (time.monotonic() - started) * 1000
        return services.sender.cancelled(call.request, prepared, elapsed_ms)


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
