"""Carries out the tests and captures of a request on what came of it."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core.collection.response_facts import ResponseFacts, Unreadable
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.request.environment import resolve
from aiurdesk.core.request.response_test import Expected, ResponseTest
from aiurdesk.core.response.examination import Examination, Finding, Taken
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.redaction import redact_outcome, redact_text, redact_verdict
from aiurdesk.core.response.response import Body, Response

if TYPE_CHECKING:
    from aiurdesk.services.heard_frames import HeardFrames

_MOST_ON_THIS_THREAD = 64 * 1024
"""Bytes. A longer body is read as JSON on another thread."""


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
    heard: "HeardFrames | None" = None,
) -> Examined:
    """Carry out the tests and captures of the request of an exchange.

    Args:
        variables: Those that the request was sent with; tests use them too.
        folder: Where the files of schemas are; None if the request is not saved.
        heard: What came over the socket that the exchange opened; None where it is no socket.
    """
    request = exchange.request
    if not request.tests and not request.captures and heard is None:
        return Examined(exchange)
    # Not at the top: the window imports this module at its start, and most requests have no tests.
    from aiurdesk.core.collection.response_tests import file_of

    body = exchange.outcome.body if isinstance(exchange.outcome, Response) else Body()
    has_files = any(file_of(test) for test in request.tests)
    if body.path is None and len(body.data) <= _MOST_ON_THIS_THREAD and not has_files:
        return _examine(exchange, variables, folder, heard)
    return await asyncio.to_thread(_examine, exchange, variables, folder, heard)


def _examine(
    exchange: Exchange,
    variables: Mapping[str, str],
    folder: Path | None,
    heard: "HeardFrames | None",
) -> Examined:
    from aiurdesk.core.collection.captures import capture
    from aiurdesk.core.collection.response_tests import check, file_of

    tests = tuple(resolved_test(test, variables) for test in exchange.request.tests)
    schemas = {name: _schema(folder, name) for test in tests if (name := file_of(test))}
    facts = ResponseFacts(exchange, _content, schemas)
    if heard is not None:
        facts = heard.facts_of(exchange) or facts
    findings = [check(test, facts) for test in tests]
    if heard is not None:
        findings += heard.findings()
    captured = capture(exchange.request.captures, facts)
    own = tuple(Secret(text) for name, text in captured.variables if is_secret_name(name))
    secrets = (*exchange.prepared.secrets, *own)
    taken = (
        Taken(name, origin, DOTS if is_secret_name(name) else redact_text(text, secrets))
        for (name, text), origin in zip(captured.variables, captured.origins, strict=True)
    )
    examination = Examination(
        tuple(_hidden(each, secrets) for each in findings),
        tuple(taken),
        tuple(_hidden(each, secrets) for each in captured.failed),
    )
    return Examined(
        replace(_redacted(exchange, own), examination=examination), captured.variables, own
    )


def _redacted(exchange: Exchange, secrets: tuple[Secret, ...]) -> Exchange:
    """Return the exchange with secrets that became known by it, to be shown as dots."""
    if not secrets:
        return exchange
    prepared = exchange.prepared
    return replace(
        exchange,
        prepared=replace(prepared, secrets=(*prepared.secrets, *secrets)),
        outcome=redact_outcome(exchange.outcome, secrets),
        verdict=redact_verdict(exchange.verdict, secrets),
    )


def resolved_test(test: ResponseTest, variables: Mapping[str, str]) -> ResponseTest:
    """Resolve the variables in what a test expects; one without a value stays as it is."""

    def resolved(expected: Expected) -> Expected:
        if isinstance(expected, tuple):
            return tuple(resolved(each) for each in expected)
        text = resolve(expected, variables) if isinstance(expected, str) else expected
        return expected if isinstance(text, tuple) else text

    return replace(test, expected=resolved(test.expected))


def _schema(folder: Path | None, name: str) -> Any | Unreadable:
    if folder is None and not Path(name).is_absolute():
        return Unreadable(f"{name} is looked for beside the request, which is not saved yet")
    file = Path(name) if folder is None else folder / name
    try:
        return json.loads(file.read_bytes())
    except OSError as error:
        return Unreadable(f"{file} could not be read ({error.strerror or error})")
    except ValueError as error:
        return Unreadable(f"{file} is not JSON ({error})")


def _content(body: Body) -> bytes:
    return body.data if body.path is None else Path(body.path).read_bytes()


def _hidden(finding: Finding, secrets: tuple[Secret, ...]) -> Finding:
    title, found = (redact_text(text, secrets) for text in (finding.title, finding.found))
    return replace(finding, title=title, found=found)
