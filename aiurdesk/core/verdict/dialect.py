"""Types of a dialect: how one service says in a response whether the request worked."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TypeAlias

import msgspec

from aiurdesk.core.problem import Fix, Problem
from aiurdesk.core.translation import Phrase
from aiurdesk.core.verdict.verdict import DialectFieldError as DialectFieldError
from aiurdesk.core.verdict.verdict import DialectItem as DialectItem
from aiurdesk.core.verdict.verdict import Severity

Code: TypeAlias = int | str
"""A result code: a number such as −10, or a text such as ``invalid_auth``.

What a code means depends on its dialect. Data kept for a code is therefore keyed by
the name of the dialect and the code, never by the code alone.
"""
Paths: TypeAlias = tuple[str, ...]
"""Expressions of JMESPath, ``header:NAME`` or ``http:status``; the first that is present counts."""

STATUS, HEADER = "http:status", "header:"
FORMAT = 1
"""The form of a file with a dialect."""
HTTP = "http"
"""The name for no dialect: the HTTP status judges."""
GRAPHQL = "graphql"
"""Name of the dialect of GraphQL, which speaks beside any other for the result of an operation."""


class ReadOutcome(StrEnum):
    """Outcome of a request as its response states it."""

    SUCCESS = "success"
    PARTIAL = "partial"
    ERROR = "error"
    NOTICE = "notice"


class Reader(StrEnum):
    """Way in which a dialect reads a body."""

    PATHS = "paths"
    """By the paths of ``Rules``."""
    ENVELOPE = "envelope"
    """Strictly, as an envelope of the Aiursoft protocol: see ``core.verdict.envelope``."""


class Missing(StrEnum):
    """Verdict on a response that does not say whether the request worked."""

    NOT_JUDGED = "not judged"
    """The HTTP status judges."""
    SUCCESS = "success"
    FAILURE = "failure"


class CodeRow(msgspec.Struct, frozen=True):
    """One row of a table: what one or several codes mean."""

    codes: tuple[Code, ...] = ()
    first: int | None = None
    """With ``last``: a range of numbers, both ends included."""
    last: int | None = None
    prefix: str = ""
    says: tuple[str, ...] = ()
    """In lower case; the message has to contain one of them."""
    name: str = ""
    """As in the protocol's own enumeration, such as ``InvalidInput``."""
    headline: str = ""
    """In sentence case; empty where the code and the message have to do."""
    severity: Severity | None = None
    """None where the HTTP status decides it."""
    status: int | None = None
    """HTTP status that comes with it; None where the service promises none."""
    meaning: str = ""
    fixes: tuple[Fix, ...] = ()
    """In the text of one that goes to a parameter, ``{parameter}`` stands for its name."""
    renews_token: bool = False
    """Whether another access token may help, so that the program gets one and sends again."""
    names_values: bool = False
    """Whether the response names the values that it refuses; an access token may be one."""


class FieldRule(msgspec.Struct, frozen=True):
    """Paths at which a service lists the values that it does not accept."""

    each: Paths = ()
    """Gives a list with an entry for each error; or else ``map``."""
    map: Paths = ()
    """Gives an object of names and texts, nested or not."""
    name: str = "name"
    """In an entry: a JSON pointer, a dotted path, a plain name or a list of these."""
    text: str = "message"


class ItemRule(msgspec.Struct, frozen=True):
    """Paths at which a service lists the results of the parts of a batch."""

    each: Paths
    ok: Paths = ()
    """In an entry; without it, an entry with a code failed."""
    code: Paths = ()
    message: Paths = ()
    label: Paths = ()


class Rules(msgspec.Struct, frozen=True):
    """Paths to the parts of a response: code, message, field errors and others."""

    root: Paths = ()
    """Gives the value in which all others are read; the whole body where there is none."""
    ok: Paths = ()
    partial: Paths = ()
    code: Paths = ()
    sub_code: Paths = ()
    after: str = ""
    """The code begins behind this, where the text has it."""
    before: str = ""
    """The code ends before this, where the text has it."""
    headline: Paths = ()
    """A sentence for a failure that the table does not explain."""
    message: Paths = ()
    warning: Paths = ()
    request_id: Paths = ()
    docs: Paths = ()
    retry_after: Paths = ()
    missing: Missing = Missing.NOT_JUDGED
    has_other_codes: bool = False
    """Whether a code that is not in the table is a failure like any other, and not unexpected."""
    fields: tuple[FieldRule, ...] = ()
    items: ItemRule | None = None
    version: Paths = ()
    """Only where the body is read as an envelope."""


class Match(msgspec.Struct, frozen=True):
    """Conditions on the responses that a dialect is for."""

    hosts: tuple[str, ...] = ()
    """Patterns such as ``*.slack.com``, or with a path ``github.com/login/*``."""
    headers: tuple[str, ...] = ()
    """Names; one of them in the response is as good as a content type."""
    content_types: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    """Patterns of the path in the address; where there are some, one has to fit."""
    shape: str = ""
    """A predicate over the body, as JMESPath."""
    is_sure: bool = False
    """Whether the shape alone proves it."""
    has_version: bool | None = None
    """Of a dialect that reads envelopes: judges unknown hosts' envelopes with, or without, version.
    None where it judges none of these."""


# Equal where they are the same: a table may have thousands of rows.
class Dialect(msgspec.Struct, frozen=True, dict=True, eq=False):
    """A service's way to say whether a request worked, and the meaning of its codes."""

    name: str
    title: str = ""
    period: str = ""
    source: str = ""
    reader: Reader = Reader.PATHS
    match: Match = Match()
    rules: Rules = Rules()
    rows: tuple[CodeRow, ...] = ()
    """Empty also where only the head of the file was read."""
    mistakes: tuple[Problem, ...] = ()
    """One problem for each mistake in the file, with file, line and key."""

    @cached_property
    def codes(self) -> Mapping[Code, CodeRow]:
        """The rows by each code that they name; of several for one code the first."""
        codes: dict[Code, CodeRow] = {}
        for row in self.rows:
            for code in row.codes:
                codes.setdefault(code, row)
        return codes

    @property
    def reads_envelopes(self) -> bool:
        """Whether a body is read strictly, as an envelope of the Aiursoft protocol."""
        return self.reader is Reader.ENVELOPE

    @property
    def expects_all_codes(self) -> bool:
        """Whether a code that is not in the table is an unexpected one."""
        return bool(self.rows) and not self.rules.has_other_codes

    @property
    def has_text_codes(self) -> bool:
        """Whether a code that is text is valid in the envelopes that this dialect judges."""
        return any(isinstance(code, str) for code in self.codes)


class DialectReading(msgspec.Struct, frozen=True):
    """The parts of a response as a dialect has read them."""

    dialect: str
    """Its name."""
    outcome: ReadOutcome
    said: ReadOutcome | None = None
    """The same as the body alone says it; None where it does not."""
    code: Code | None = None
    sub_code: Code | None = None
    headline: str = ""
    """As sent; for a failure that the table does not explain."""
    message: str = ""
    """As sent."""
    warning: str = ""
    row: CodeRow | None = None
    """The row of the table that fits."""
    has_other_codes: bool = False
    """Whether a code beside the table is a failure like any other: the dialect was only guessed."""
    field_errors: tuple[DialectFieldError, ...] = ()
    items: tuple[DialectItem, ...] = ()
    items_left_out: int = 0
    """How many more entries there were than are read one by one."""
    worked_beside: int = 0
    failed_beside: int = 0
    """How many more entries were read than ``items`` has, as in the history."""
    request_id: str = ""
    docs: str = ""
    retry_after_s: float | None = None
    paths: Mapping[str, str] = msgspec.field(default_factory=dict)
    """What was read, such as ``code`` → the path that gave it."""
    mistakes: tuple[str | Phrase, ...] = ()
    """Sentences about paths that could not be followed; those of earlier versions are texts."""

    @property
    def has_code(self) -> bool:
        """Whether the response has a code of its own, beside the HTTP status."""
        return self.code is not None and self.paths.get("code") != STATUS


class Reason(StrEnum):
    """Reason why a dialect was chosen."""

    GIVEN = "given"
    HOST = "host"
    CONTENT_TYPE = "content type"
    SHAPE = "shape"
    NONE = "none"


class DialectChoice(msgspec.Struct, frozen=True):
    """The dialect that judges a response, and why it was chosen."""

    dialect: str | None = None
    """Its name; None where the HTTP status judges."""
    why: Reason = Reason.NONE
    looks_like: tuple[str, ...] = ()
    """Names of dialects whose shape fits, which alone proves nothing."""
    also: tuple[str, ...] = ()
    """Names of the others that fit for the same reason."""

    @property
    def is_own(self) -> bool:
        """Whether the dialect was made for this service, by its host or as a person said it."""
        return self.why in (Reason.GIVEN, Reason.HOST)


_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,15}")


class _Index(msgspec.Struct, frozen=True, eq=False):
    by_code: Mapping[str, tuple[CodeRow, ...]]
    """By the code as text: some services send ``"40001"``, and ``40001`` at other times."""
    by_prefix: Mapping[str, tuple[CodeRow, ...]]
    prefix_lengths: tuple[int, ...]
    """The longest first."""
    ranges: tuple[CodeRow, ...]


def row_for(dialect: Dialect, code: Code | None, message: str) -> CodeRow | None:
    """Return the row for a code: the exact one, or the one of the longest prefix, or of a range.

    Of several, one that names words of the message comes first.
    """
    if code is None or not dialect.rows:
        return None
    lower = message.lower()
    for candidates in _candidates(_index(dialect), code):
        fitting = [row for row in candidates if not row.says or _is_said(row, lower)]
        if fitting:
            return next((row for row in fitting if row.says), fitting[0])
    return None


def _is_said(row: CodeRow, lower: str) -> bool:
    return any(_has(lower, fragment) for fragment in row.says)


def _has(lower: str, fragment: str) -> bool:
    """Tell whether a message has a fragment, whose ``.*`` stands for any words."""
    start = 0
    for part in fragment.split(".*"):
        position = lower.find(part, start)
        if position < 0:
            return False
        start = position + len(part)
    return True


def _candidates(index: _Index, code: Code) -> Iterator[tuple[CodeRow, ...]]:
    text = str(code)
    yield index.by_code.get(text, ())
    for length in index.prefix_lengths:
        if length <= len(text):
            yield index.by_prefix.get(text[:length], ())
    # A number that is sent as a text is in a range, too.
    if _WHOLE_NUMBER.fullmatch(text):
        number = int(text)
        yield tuple(
            row
            for row in index.ranges
            if row.first is not None and row.last is not None and row.first <= number <= row.last
        )


# A dialect is equal to itself only, so that looking it up takes no time.
@lru_cache(64)
def _index(dialect: Dialect) -> _Index:
    by_code: dict[str, list[CodeRow]] = {}
    by_prefix: dict[str, list[CodeRow]] = {}
    for row in dialect.rows:
        for code in row.codes:
            by_code.setdefault(str(code), []).append(row)
        if row.prefix:
            by_prefix.setdefault(row.prefix, []).append(row)
    return _Index(
        {code: tuple(rows) for code, rows in by_code.items()},
        {prefix: tuple(rows) for prefix, rows in by_prefix.items()},
        tuple(sorted({len(prefix) for prefix in by_prefix}, reverse=True)),
        tuple(row for row in dialect.rows if row.first is not None),
    )
