"""Carries out the tests and captures of a request on what came of it."""

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from aiurdesk import storage
from aiurdesk.core import expectations
from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.redaction import redact, redact_finding
from aiurdesk.core.expectations.response_facts import ResponseFacts
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import resolved_test
from aiurdesk.core.response.examination import CapturedValue, Examination, Finding
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.translation import tr
from aiurdesk.services.expectations.evaluated_tests import carried_out
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.asking import Asking
from aiurdesk.services.sending.given_variables import GivenVariables
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.services.sending.send_pipeline import SendPipeline
from aiurdesk.storage.regular_file import read_regular_file

if TYPE_CHECKING:
    from aiurdesk.core.expectations.captures import Captured

    # It imports all that a socket needs, and the window imports this module at its start.
    from aiurdesk.services.expectations.received_frames import ReceivedFrames

_MOST_OF_A_SCHEMA = 16 * 1024 * 1024
"""Bytes. A longer file is not read as a schema."""
_STOPPED = tr("It was stopped before it was carried out.")


class Examined(msgspec.Struct, frozen=True):
    """An exchange with its examination, and the variables that its captures gave."""

    exchange: Exchange
    """What was captured and is secret is shown as dots in it."""
    variables: tuple[tuple[str, str], ...] = ()
    secrets: tuple[Secret, ...] = ()
    """The variables that are secret by their name, such as an access token for later requests."""


async def examine(
    exchange: Exchange,
    variables: Mapping[str, str],
    folder: Path | None,
    processes: HelperProcesses,
    received: "ReceivedFrames | None" = None,
    schemas_file: str = "",
) -> Examined:
    """Carry out the tests and captures of the request of an exchange.

    Args:
        variables: Those that the request was sent with; tests use them too.
        folder: Where the files of schemas are; None if the request is not saved.
        processes: One of them evaluates expressions.
        received: What came over the socket that the exchange opened; None where it is not a socket.
        schemas_file: Where the schemas of its service are; empty without any.
    """
    request = exchange.request
    # Most requests: nothing of the modules for tests is imported for them.
    if not request.tests and not request.captures and received is None:
        return Examined(exchange)
    # Not at the top: the window imports this module at its start, and most requests have no tests.
    tests = tuple(resolved_test(test, variables) for test in request.tests)
    read_example = None
    if folder is not None and request.saved_name:
        read_example = partial(storage.examples.side_beside, folder, request.saved_name)
    facts = ResponseFacts(
        exchange,
        _content,
        partial(_schema, folder),
        read_example,
        partial(_schemas, schemas_file),
    )
    body = ResponseBody()
    if isinstance(exchange.outcome, Response):
        body = exchange.outcome.body
    if received is not None:
        facts, body = received.facts_of(exchange) or facts, ResponseBody()
    checked, captured = await carried_out(tests, request.captures, facts, body, processes)
    findings = [
        expectations.response_tests.with_missing_variables(finding, typed, variables)
        for finding, typed in zip(checked, request.tests, strict=True)
    ]
    if received is not None:
        findings += received.findings()
        exchange = _redacted(exchange, received.secrets)
    values, own = shown_captures(captured, exchange.prepared.secrets)
    secrets = (*exchange.prepared.secrets, *own)
    examination = Examination(
        tuple(redact_finding(checked_one, secrets) for checked_one in findings),
        values,
        tuple(redact_finding(failed, secrets) for failed in captured.failed),
    )
    return Examined(
        replace(_redacted(exchange, own), examination=examination), captured.variables, own
    )


def unexamined(exchange: Exchange) -> Exchange:
    """Return an exchange whose tests and captures a person has stopped."""
    request = exchange.request
    titles = (
        *map(expectations.response_tests.title_of, request.tests),
        *map(expectations.captures.capture_title, request.captures),
    )
    findings = tuple(Finding(title, False, _STOPPED) for title in titles)
    if not findings:
        return exchange
    return replace(exchange, examination=Examination(findings))


def shown_captures(
    captured: "Captured", others: tuple[Secret, ...]
) -> tuple[tuple[CapturedValue, ...], tuple[Secret, ...]]:
    """Return captured values as they are shown, and those of them that are secrets.

    Args:
        captured: What they gave.
        others: Secrets that are known already.
    """
    own = tuple(Secret(text) for name, text in captured.variables if is_secret_name(name))
    secrets = (*others, *own)
    values = tuple(
        CapturedValue(name, origin, DOTS if is_secret_name(name) else redact_text(text, secrets))
        for (name, text), origin in zip(captured.variables, captured.origins, strict=True)
    )
    return values, own


def with_examination_of(exchange: Exchange, examined: Exchange) -> Exchange:
    """Return the exchange of an ended socket, with the test results found while it was open."""
    redacted = _redacted(exchange, examined.prepared.secrets)
    return replace(redacted, examination=examined.examination)


async def planned_with_tests(
    plan: PlannedRequest, pipeline: SendPipeline, asking: Asking
) -> PlannedRequest | None:
    """Return a plan with values for the variables that only its tests use.

    A value of this moment is then the same in the request and in its tests.

    Returns:
        None where the person is asked for a value or for trust, and does not want to send.

    Raises:
        ProblemError: A file with variables could not be read, or there is no person to ask.
    """
    # Before a variable of the process is looked at.
    if not await pipeline.permissions.is_within_reach(plan, asking):
        return None
    used = plan.needs.tests
    if used.asked or used.dynamic or used.of_process:
        environment = await pipeline.variables.settled(plan.needs.all, plan.environment)
        answered = await pipeline.variables.asked(used, environment, asking.value)
        if answered is None:
            return None
        plan = pipeline.in_environment(plan, answered)
    if not plan.request.endpoint.is_websocket:
        return plan
    # Before it is opened, because its frames are tested as they come.
    return await planned_with_secrets_of_tests(plan, pipeline.variables)


async def with_secrets_of_tests(
    exchange: Exchange, plan: PlannedRequest, given: GivenVariables
) -> tuple[Exchange, Mapping[str, str]]:
    """Return an exchange, and the variables for its tests with the secrets that they expect.

    The secrets are shown as dots in the exchange. They are not sent, so no one is asked for a
    host. A test whose secret cannot be read has no value for it, and fails.

    Args:
        exchange: What came of a request.
        plan: That it was sent with.
        given: Finds the secrets.
    """
    filled = await _with_secrets(plan, given)
    return _redacted(exchange, filled.secrets[len(plan.environment.secrets) :]), filled.variables


async def planned_with_secrets_of_tests(
    plan: PlannedRequest, given: GivenVariables
) -> PlannedRequest:
    """Return the plan of a socket with the secrets that its tests expect.

    They are read before it is opened, because its frames are tested as they come. A secret that
    cannot be read is treated as in ``with_secrets_of_tests``.
    """
    filled = await _with_secrets(plan, given)
    return plan if filled is plan.environment else replace(plan, test_environment=filled)


async def _with_secrets(plan: PlannedRequest, given: GivenVariables) -> Environment:
    used, environment = plan.needs.tests, plan.environment
    if not used.of_keyring:
        return environment
    try:
        await given.load_credentials()
        return await given.of_keyring(used, environment)
    except ProblemError:
        return environment  # what came is worth more than the reason


def _redacted(exchange: Exchange, secrets: tuple[Secret, ...]) -> Exchange:
    """Return the exchange with secrets that became known by it, to be shown as dots."""
    prepared = exchange.prepared
    secrets = tuple(secret for secret in secrets if secret not in prepared.secrets)
    if not secrets:
        return exchange
    return replace(
        exchange,
        prepared=replace(prepared, secrets=(*prepared.secrets, *secrets)),
        outcome=redact(exchange.outcome, secrets),
        verdict=redact(exchange.verdict, secrets),
    )


def _schema(folder: Path | None, name: str) -> Any | Problem:
    if folder is None and not Path(name).is_absolute():
        return Problem(
            tr("{name} is looked for beside the request, which is not saved yet").format(name=name)
        )
    file = Path(name) if folder is None else folder / name
    try:
        return json.loads(read_regular_file(file, _MOST_OF_A_SCHEMA))
    except OSError as error:
        return Problem(
            tr("{file} could not be read ({value})").format(
                file=file, value=error.strerror or error
            )
        )
    except RecursionError:
        return Problem(tr("{file} is nested too deeply").format(file=file))
    except ValueError as error:
        return Problem(tr("{file} is not JSON ({error})").format(file=file, error=error))


def _schemas(file: str) -> bytes:
    try:
        return Path(file).read_bytes() if file else b""
    except OSError:
        return b""


def _content(body: ResponseBody) -> bytes:
    return body.data if body.path is None else Path(body.path).read_bytes()
