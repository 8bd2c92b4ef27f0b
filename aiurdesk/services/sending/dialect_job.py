"""Chooses a dialect and reads a response by it; also in the helper process, where it can end."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from aiurdesk.core.dialects.choosing import Target, choose
from aiurdesk.core.dialects.dialect_reading import read_head
from aiurdesk.core.expectations.response_facts import read_json
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Response
from aiurdesk.core.verdict.dialect import Choice, Dialect, DialectReading


class BodyValue:
    """What the JSON of a body stands for; read where it is asked for, and not handed over."""

    def __init__(self, source: bytes | str | None) -> None:
        """Take a body.

        Args:
            source: The bytes, or the path of a file with them; None where it is not JSON.
        """
        self._source = source

    @cached_property
    def value(self) -> Any:
        """The value; None where the body is not JSON."""
        source = self._source
        if source is None:
            return None
        data = Path(source).read_bytes() if isinstance(source, str) else source
        try:
            # Twice as fast, and all that is usual.
            return msgspec.json.decode(data)
        except (msgspec.MsgspecError, RecursionError):
            pass
        try:
            return read_json(data)
        except (ValueError, RecursionError):
            return None

    def __getstate__(self) -> dict[str, Any]:
        # Reading the JSON again takes less time than handing over what was read.
        return {"_source": self._source}


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


def choose_and_read(job: ReadingJob) -> tuple[Choice, DialectReading | None]:
    """Return which dialect was chosen, and what it reads; no table was looked at yet."""
    value = job.body.value
    choice = choose(job.heads, job.target, value, given=job.given, own=job.own)
    dialect = named(choice.dialect, (*job.own, *job.heads))
    if dialect is None or dialect.reads_envelopes:
        return choice, None
    return choice, read_head(dialect, job.status, job.headers, value)


def named(name: str | None, dialects: Sequence[Dialect]) -> Dialect | None:
    """Return the first dialect of a name, or None."""
    return next((dialect for dialect in dialects if dialect.name == name), None)
