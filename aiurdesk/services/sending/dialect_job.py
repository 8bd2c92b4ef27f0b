"""Chooses a dialect and reads a response by it; also in the helper process, where it can end."""

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
from msgspec.structs import replace

from aiurdesk.core.dialects.choosing import Target, choose, fits_host
from aiurdesk.core.dialects.dialect_reading import read_head
from aiurdesk.core.expectations.response_facts import read_json
from aiurdesk.core.formats.xml_tree import may_be_xml, read_xml
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.core.verdict.dialect import Dialect, DialectChoice, DialectReading, Reason

_WORD = re.compile(r"\w+")
_FORM = "application/x-www-form-urlencoded"
_MOST_FORM_BYTES = 100_000
_FIRST_FAILING = 400
_OF_ANY_RESPONSE = frozenset({"ok", "request_id", "retry_after"})
"""What a dialect may read where the body has nothing of its service."""


class BodyValue:
    """What JSON, XML or a form stands for; read where it is asked for, and not handed over."""

    def __init__(self, source: bytes | str | None, content_type: str = "") -> None:
        """Take a body.

        Args:
            source: The bytes, or the path of a file with them; None where none of these is in it.
            content_type: The header: nothing else tells a form from other text.
        """
        self._source, self._content_type = source, content_type

    @cached_property
    def value(self) -> Any:
        """The value; None where the body is not read."""
        return self._read[0]

    @property
    def problem(self) -> Problem | None:
        """Why XML is not read; None for any other body."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[Any, Problem | None]:
        source = self._source
        if source is None:
            return None, None
        data = Path(source).read_bytes() if isinstance(source, str) else source
        if may_be_xml(data):
            tree = read_xml(data)
            return (None, tree) if isinstance(tree, Problem) else (tree, None)
        value = _json_value(data)
        if value is None and self._content_type.strip().casefold().startswith(_FORM):
            value = _form_value(data)
        return value, None

    def __getstate__(self) -> dict[str, Any]:
        # Reading it again takes less time than handing over what was read.
        return {"_source": self._source, "_content_type": self._content_type}


def can_be_read(body: ResponseBody, content_type: str) -> bool:
    """Tell whether a body that is not JSON may be XML or a form."""
    return may_be_xml(body.data) or content_type.strip().casefold().startswith(_FORM)


def _form_value(data: bytes) -> dict[str, str] | None:
    # As GitHub and others respond to a request for a token.
    try:
        pairs = parse_qsl(data[:_MOST_FORM_BYTES].decode(), keep_blank_values=True)
    except (UnicodeError, ValueError):
        return None
    return dict(pairs) or None


def _json_value(data: bytes) -> Any:
    try:
        # Twice as fast, and all that is usual.
        return msgspec.json.decode(data)
    except (msgspec.MsgspecError, RecursionError):
        pass
    try:
        return read_json(data)
    except (ValueError, RecursionError):
        return None


class ReadingJob(msgspec.Struct, frozen=True):
    """A response, and the dialects that may be chosen to read it."""

    heads: tuple[Dialect, ...]
    """Without their tables, which are not needed to read."""
    own: tuple[Dialect, ...]
    """The dialects of the collection of its request."""
    target: Target
    given: str
    status: int
    headers: tuple[Header, ...]
    body: BodyValue
    has_body: bool = True
    """Whether there is any."""


def target_of(response: Response, host: str) -> Target:
    """Return what of a response chooses its dialect.

    Args:
        host: As ``choosing.host_of`` returns it; empty where it is not known.
    """
    return Target(
        host=host,
        path=urlsplit(response.url).path,
        content_type=response.header("Content-Type") or "",
        header_names=tuple(header.name for header in response.headers),
    )


def load(job: ReadingJob) -> None:
    """Read the body, before the time for the expressions begins."""
    job.body.value  # noqa: B018 - a property that keeps what it has read


def choose_and_read(job: ReadingJob) -> tuple[DialectChoice, DialectReading | None]:
    """Return which dialect was chosen, and what it reads; no table was looked at yet."""
    value = job.body.value
    choice = choose(job.heads, job.target, value, given=job.given, own=job.own)
    dialect = named(choice.dialect, (*job.own, *job.heads))
    if dialect is None or dialect.reads_envelopes:
        return choice, None
    reading = read_head(dialect, job.status, job.headers, value)
    if choice.why is Reason.GIVEN and job.has_body and (words := _unread(job, dialect, reading)):
        reading = replace(reading, mistakes=(*reading.mistakes, words))
    return choice, reading


def _unread(job: ReadingJob, dialect: Dialect, reading: DialectReading) -> Phrase | None:
    """Say that the dialect which a person chose found nothing to read; None where it did."""
    if job.body.value is None:
        text = marked("{title} cannot read this body, so the HTTP status judges it. {why}")
        problem = job.body.problem
        why = problem.what if problem else Phrase(marked("It is neither JSON nor XML."))
        return Phrase(text, {"title": dialect.title, "why": why})
    if reading.mistakes or not _is_silent(job, dialect, reading):
        return None
    text = marked("Nothing that {title} looks for is in this body, so the HTTP status judges it.")
    return Phrase(text, {"title": dialect.title})


def _is_silent(job: ReadingJob, dialect: Dialect, reading: DialectReading) -> bool:
    """Tell whether nothing in a body is of its dialect."""
    if not reading.paths:
        return True
    if reading.paths.keys() - _OF_ANY_RESPONSE or _has_word_of(dialect, job.body.value):
        return False
    # At its own hosts a success need not say that it is one.
    if job.status < _FIRST_FAILING and fits_host(dialect.match.hosts, job.target.host):
        return False
    # "There is no error in it" is true of an empty object, too.
    return read_head(dialect, job.status, (), {}).said is reading.said


def _has_word_of(dialect: Dialect, value: Any) -> bool:
    """Tell whether an object has a member that the dialect looks at to know how it went."""
    words = {word for path in dialect.rules.ok for word in _WORD.findall(path)}
    return isinstance(value, dict) and not words.isdisjoint(value)


def named(name: str | None, dialects: Sequence[Dialect]) -> Dialect | None:
    """Return the first dialect of a name, or None."""
    return next((dialect for dialect in dialects if dialect.name == name), None)
