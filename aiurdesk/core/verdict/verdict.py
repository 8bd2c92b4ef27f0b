"""Verdicts: how bad an outcome is, in which words, and what to try."""

from collections.abc import Iterable, Mapping
from enum import IntEnum, StrEnum

import msgspec
from msgspec.structs import replace

from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.translation import tr


class Severity(StrEnum):
    """Degree of a failure, and who has to act; it decides colour, icon and word."""

    SUCCESS = "success"
    NOTICE = "notice"
    WAIT = "wait"
    CREDENTIAL = "credential"
    INPUT = "input"
    CAPACITY = "capacity"
    SERVER = "server"
    UNEXPECTED = "unexpected"
    """A response that no table explains."""
    FAILURE = "failure"
    """No response at all."""
    TEST = "test"
    """A test of the request failed, also where the response is good; never of a verdict."""


SEVERITIES_OF_VERDICTS = tuple(level for level in Severity if level is not Severity.TEST)


class VerdictKind(StrEnum):
    """Source that a verdict was read from."""

    ENVELOPE = "envelope"
    UNEXPECTED_CODE = "unexpected_code"
    NOT_AN_ENVELOPE = "not_an_envelope"
    BARE_STATUS = "bare_status"
    NO_ANSWER = "no_answer"


def translated_fixes(fixes: Iterable[Fix]) -> tuple[Fix, ...]:
    """Return the fixes of a data file in the language of the person."""
    return tuple(replace(fix, text=tr(fix.text)) for fix in fixes)


COPY_REPORT = Fix(tr("Copy report"), FixAction.COPY_REPORT)
SHOW_TEXT = Fix(tr("Show the text"), FixAction.SHOW_TEXT)


class DialectFieldError(msgspec.Struct, frozen=True):
    """An error of the service about one value that was sent."""

    name: str
    """As sent: a JSON pointer, a dotted path or a plain name; may be empty."""
    text: str
    location: str = ""
    """``body``, ``query``, ``path``, ``header`` or ``cookie``, where the service says so."""


class DialectItem(msgspec.Struct, frozen=True):
    """The result of one part of a batch."""

    is_ok: bool
    code: str = ""
    message: str = ""
    label: str = ""


class Verdict(msgspec.Struct, frozen=True):
    """The meaning of an outcome, as window, history, runner and command line show it."""

    kind: VerdictKind
    severity: Severity
    headline: str
    table: str | None = None
    """Name of the dialect whose table the code is of; None where no dialect read one."""
    code: int | str | None = None
    """Means something only together with ``table``; without one, it is what a server of no known
    service calls a code."""
    name: str = ""
    """Name of the code in its table, such as ``InvalidInput``."""
    message: str = ""
    """What the service said, as sent, except that secrets of the request are dots."""
    meaning: str = ""
    """What it means, in our words."""
    fixes: tuple[Fix, ...] = ()
    field_errors: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Name of a parameter, or else the path of a value that was sent (``items.0.name``) → what the
    server said about it."""
    other_errors: tuple[str, ...] = ()
    """Validation texts that name no place; nothing is dropped."""
    notes: tuple[str, ...] = ()
    """Quiet lines: contract mismatches, redirects, undocumented codes."""
    is_envelope_expected: bool = True
    """False for a host that belongs to no known service: there the HTTP status may decide."""
    dialect: str = ""
    """Name of the dialect that judged; empty where the HTTP status did."""
    title: str = ""
    """What a person calls the dialect."""
    sub_code: int | str | None = None
    """A second code, which says more than the first one, or something else."""
    named_errors: tuple[DialectFieldError, ...] = ()
    """All errors about single values, named as the service named them. They are in
    ``field_errors``, too."""
    items: tuple[DialectItem, ...] = ()
    """How each part of a batch went."""
    request_id: str = ""
    docs: str = ""
    """Address of a page about the error; it is a stranger's, so it is opened on a click only."""
    retry_after_s: float | None = None
    looks_like: tuple[str, ...] = ()
    """Names of dialects that may be meant, where none judged."""
    paths: Mapping[str, str] = msgspec.field(default_factory=dict)
    """What was read, such as ``code`` → the path that gave it."""

    @property
    def result_code(self) -> int | str | None:
        """The code of a table; None where no dialect read one."""
        return None if self.table is None else self.code


class ExitCode(IntEnum):
    """Exit statuses; scripts depend on the numbers."""

    SUCCESS = 0
    """The verdict is a success."""
    REFUSED = 1
    """The service reports anything else, or an unknown host sends a status other than 2xx."""
    USAGE = 2
    """Wrong usage or input; nothing was sent."""
    NO_RESPONSE = 3
    NO_ENVELOPE = 4
    """A response without the expected envelope, or with an unexpected code."""
    TEST_FAILED = 5
    """A test of a saved request did not pass."""
    MISTAKE = 70
    """The program itself is wrong; 70 is EX_SOFTWARE of sysexits.h."""
    SYSTEM = 71
    """The system refused, such as a full disk; 71 is EX_OSERR of sysexits.h."""


def exit_code(verdict: Verdict) -> ExitCode:
    """Return the exit status of a verdict."""
    if verdict.kind is VerdictKind.NO_ANSWER:
        return ExitCode.NO_RESPONSE
    # A known service owes an envelope, so its bare status is not a success; another host owes none.
    is_by_status = verdict.kind is VerdictKind.BARE_STATUS and not verdict.is_envelope_expected
    if verdict.kind is not VerdictKind.ENVELOPE and not is_by_status:
        return ExitCode.NO_ENVELOPE
    return ExitCode.SUCCESS if verdict.severity is Severity.SUCCESS else ExitCode.REFUSED
