"""Takes values of a response into variables."""

import re
from collections.abc import Iterable

import msgspec

from aiurdesk.core.expectations.comparisons import as_text
from aiurdesk.core.expectations.expressions import is_plain_path, path_problem
from aiurdesk.core.expectations.response_facts import ResponseFacts
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import Capture
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.translation import tr

_SOURCE_WORDS = {"value": tr("value"), "header": tr("header", of="response")}
SOURCES = tuple(_SOURCE_WORDS)
"""Where a value can be taken from."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_MISSING = Problem(tr("there is no such value"))
LONGEST = 16_000_000
"""Characters of a value that is captured."""
TOO_LONG = Problem(tr("the value is longer than 16 million characters"))


class Captured(msgspec.Struct, frozen=True):
    """Variables that the captures of a request took from its response, and what failed."""

    variables: tuple[tuple[str, str], ...] = ()
    """Name and text. ``{{…}}`` in it is text: put it in as a ``Literal``."""
    origins: tuple[str, ...] = ()
    """Where each was taken from, in words."""
    failed: tuple[Finding, ...] = ()
    """The captures that found nothing."""


def capture(captures: tuple[Capture, ...], facts: ResponseFacts) -> Captured:
    """Return the variables that captures take from a response.

    Raises:
        NotAllowedHere: As for ``captured_text``.
    """
    return captured((row, captured_text(row, facts)) for row in captures)


def captured(texts: Iterable[tuple[Capture, str | Problem]]) -> Captured:
    """Return the variables of captures, each of which comes with what ``captured_text`` gave."""
    variables: list[tuple[str, str]] = []
    origins: list[str] = []
    failed: list[Finding] = []
    for row, text in texts:
        if isinstance(text, Problem):
            # A capture without a value fails like a test: later requests would be sent without it.
            failed.append(Finding(capture_title(row), False, text.sentence))
        else:
            variables.append((row.variable, text))
            origins.append(_origin(row))
    return Captured(tuple(variables), tuple(origins), tuple(failed))


def capture_title(row: Capture) -> str:
    """Return a capture in words."""
    origin = origin_words(_origin(row))
    return tr("capture {variable} from {origin}").format(variable=row.variable, origin=origin)


def source_word(source: str) -> str:
    """Return one of ``SOURCES`` in the language of the person."""
    return _SOURCE_WORDS[source]


def origin_words(origin: str) -> str:
    """Return the origin of a captured value in the language of the person; reports keep it."""
    source, _, subject = origin.partition(" ")
    return f"{_SOURCE_WORDS.get(source, source)} {subject}"


def _origin(row: Capture) -> str:
    return f"{row.source} {row.subject}"


def captured_text(row: Capture, facts: ResponseFacts) -> str | Problem:
    """Return the text that a capture takes from a response.

    Raises:
        NotAllowedHere: It ``is_expression``, and this process cannot be killed.
    """
    value = _value(row, facts)
    if isinstance(value, Problem):
        return value
    text = as_text(value)
    # An expression makes a long value of a short body.
    return TOO_LONG if len(text) > LONGEST else text


def is_expression(row: Capture) -> bool:
    """Tell whether an expression is evaluated for a capture, which takes another process."""
    return row.source == "value" and not is_plain_path(row.subject)


def is_found(row: Capture, facts: ResponseFacts) -> bool:
    """Tell whether there is a value for a capture."""
    return not isinstance(_value(row, facts), Problem)


def may_come(row: Capture) -> bool:
    """Tell whether a later frame of a socket can have the value of a capture."""
    return row.source == "value" and capture_problem(row) is None


def capture_problem(row: Capture) -> Problem | None:
    """Return why a capture cannot work."""
    if not row.variable:
        return Problem(tr("Name the variable."))
    if not _NAME.fullmatch(row.variable):
        return Problem(
            tr("The name of a variable has letters, digits, dots, hyphens and underscores only.")
        )
    if row.source == "value":
        return path_problem(row.subject)
    return None if row.subject.strip() else Problem(tr("Name the header."))


def _value(row: Capture, facts: ResponseFacts) -> object:
    # Such as a variable env:HOME, which would hide the one of the process.
    if problem := capture_problem(row):
        return problem
    if row.source == "header":
        value: object = next(iter(facts.headers(row.subject)), None)
    else:
        value = facts.value(row.subject)
    # JMESPath gives None for null, too, which cannot be a value of a variable either.
    return _MISSING if value is None else value
