"""Proposes a dialect from rows that a person marked in a response, and from earlier responses."""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeAlias

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.dialects.marked_path import (
    PathStep,
    best_steps,
    find_member,
    is_through_list,
    other_steps,
    path_of,
    steps_of,
    value_at,
)
from aiurdesk.core.dialects.taught_dialect import (
    SeenValue,
    TaughtCode,
    TaughtDialect,
    TaughtFields,
    json_source,
)
from aiurdesk.core.translation import truncate, words_of
from aiurdesk.core.verdict.verdict import Severity

_BY_WORDS = (
    (
        Severity.WAIT,
        r"rate.?limit|too (?:many|often|fast)|throttl|busy|slow down|in progress|later|cool.?down"
        r"|频繁|稍后|繁忙",
    ),
    (
        Severity.CAPACITY,
        r"quota|capacity|out of (?:stock|space|credit)|insufficient|not enough|storage.*full"
        r"|余额|不足|配额",
    ),
    (
        Severity.CREDENTIAL,
        r"auth|token|credential|api.?key|password|sign(?:ed)?.?in|log(?:ged)?.?in|login|session"
        r"|permi(?:t|ss)|forbidden|denied|not allowed|scope|登录|令牌|权限|未授权|鉴权",
    ),
    (
        Severity.SERVER,
        r"internal|server|exception|crash|unavailable|maintenance|database|timed? ?out|unexpected"
        r"|系统错误|服务器|内部",
    ),
)
_PATTERNS = tuple((severity, re.compile(words, re.IGNORECASE)) for severity, words in _BY_WORDS)
_BY_STATUS = {
    401: Severity.CREDENTIAL,
    402: Severity.CAPACITY,
    403: Severity.CREDENTIAL,
    407: Severity.CREDENTIAL,
    423: Severity.WAIT,
    425: Severity.WAIT,
    429: Severity.WAIT,
    507: Severity.CAPACITY,
}
_LONGEST_READ = 1_000


def guessed_severity(status: int, words: str) -> Severity:
    """Return how bad a failure seems to be.

    Args:
        words: Its code and its message.
    """
    by_status = _BY_STATUS.get(status)
    if by_status is not None:
        return by_status
    if status >= 500:
        return Severity.SERVER
    text = words[:_LONGEST_READ].replace("_", " ")
    by_words = (severity for severity, pattern in _PATTERNS if pattern.search(text))
    return next(by_words, Severity.INPUT)


Steps: TypeAlias = tuple[PathStep, ...]
Marks: TypeAlias = "Mapping[Role, str]"
"""What a row says, and the path of that row as ``JsonTree.path`` writes it."""

_MOST_VALUES = 20
"""Different values of the row that says whether it worked."""
_MOST_CODES = 200
_LONGEST_HEADLINE = 60
_WORKED_TEXTS = frozenset(
    (
        "0", "00", "000", "0000", "00000", "000000", "1", "200", "y", "yes", "true", "ok", "okay",
        "success", "succeeded", "successful", "done", "completed", "complete", "accepted", "pass",
        "passed", "成功",
    )
)  # fmt: skip
_FAILURE_NAMES = ("err", "fail", "fault", "exception", "problem", "denied")
_PAYLOAD_NAMES = ("data", "result", "results", "payload", "items", "value")
_WORKED_NAMES = ("success", "ok", "succeed", "succeeded", "successful", "is_success", "issuccess")
_FIELD_NAMES = (
    "field", "pointer", "param", "parameter", "path", "property", "name", "key", "attribute",
    "source", "loc", "location", "id",
)  # fmt: skip
_TEXT_NAMES = (
    "message", "msg", "detail", "text", "error", "reason", "description", "title", "problem",
    "errors", "code",
)  # fmt: skip
_REQUEST_IDS = frozenset(
    ("request_id", "requestid", "request-id", "trace_id", "traceid", "correlation_id", "log_id")
)
_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-trace-id", "x-correlation-id")
_RETRY_HEADER = "header:retry-after"
_COMMON_LABELS = frozenset(("api", "www", "app", "rest", "gateway", "open", "co", "com"))


class Role(StrEnum):
    """Meaning of a row that a person marked in a response, such as the code."""

    WORKED = "worked"
    CODE = "code"
    MESSAGE = "message"
    FIELDS = "fields"
    RETRY = "retry"


class Sample(msgspec.Struct, frozen=True):
    """A response of the host, as far as a dialect reads it."""

    status: int
    value: Any
    """The body as Python's ``json`` reads it."""
    header_names: tuple[str, ...] = ()


def propose(
    marks: Marks, marked: Sample, others: Sequence[Sample], host: str, names: Iterable[str] = ()
) -> TaughtDialect:
    """Return the dialect that fits the marked rows and most of the other responses.

    Args:
        marks: At least the row that says whether it worked, or the code.
        marked: The response with the marked rows.
        others: Other responses of the same host.
        names: The names of other dialects.
    """
    samples = (marked, *others)
    name = name_of(host)
    title = f"{name[:1].upper()}{name[1:]}" if name in host else host
    taught = TaughtDialect(name=_free_name(name, names), title=title, host=host)
    # A code alone says whether it worked, too: otherwise HTTP 200 would be a success.
    row = marks.get(Role.WORKED) or marks.get(Role.CODE)
    steps: Steps = ()
    if row is not None:
        steps = best_steps(steps_of(row), [sample.value for sample in samples])
        code = marks.get(Role.CODE)
        values = _seen_values(steps, samples, steps_of(code) if code and code != row else None)
        taught = replace(taught, worked=_text(steps, marked), values=values)
    yes = {value.source for value in taught.values if value.is_yes}
    # What is missing from a success says nothing about a path to the code of a failure.
    failed = [s for s in samples if s.status >= 400 or _source(steps, s) not in yes] or [marked]
    has_header = any(_has_header(sample, "retry-after") for sample in samples)
    retry = _paths(marks.get(Role.RETRY), marked, failed)
    taught = replace(
        taught,
        code=_paths(marks.get(Role.CODE), marked, failed),
        message=_paths(marks.get(Role.MESSAGE), marked, failed),
        fields=_fields(marks.get(Role.FIELDS), marked),
        request_id=_request_id(samples),
        retry_after=(*retry, *((_RETRY_HEADER,) if has_header else ())),
    )
    return replace(taught, codes=_codes(marks, taught, marked, samples, failed))


def name_of(host: str) -> str:
    """Return what a service is called after its host: ``api.acme.example:8080`` is ``acme``."""
    labels = host.partition(":")[0].split(".")
    if labels[-1].isdigit() or len(labels) == 1:
        return host.replace(":", "-").replace(".", "-")
    chosen = [label for label in labels[:-1] if label not in _COMMON_LABELS]
    return (chosen or labels)[-1]


def _free_name(name: str, taken: Iterable[str]) -> str:
    taken, number = frozenset(taken), 2
    free = name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free


def _text(steps: Steps, sample: Sample) -> str:
    return path_of(steps, in_lists=is_through_list(steps, sample.value))


def _source(steps: Steps, sample: Sample) -> str:
    return json_source(value_at(sample.value, steps))


def _seen_values(
    steps: Steps, samples: Sequence[Sample], code: Steps | None
) -> tuple[SeenValue, ...]:
    """Return the values of the row, and guess which ones mean that it worked.

    Args:
        code: The steps to the code, where that is another row.
    """
    statuses: dict[str, list[int]] = {}
    for sample in samples:
        statuses.setdefault(_source(steps, sample), []).append(sample.status)
    name = next((step for step in reversed(steps) if isinstance(step, str)), "").casefold()
    has_zero = "0" in statuses
    yes = {source for source in statuses if _means_yes(source, name, has_zero=has_zero)}
    with_code = set() if code is None else _with_code(steps, samples, code)
    # 0 and 1 may both be a success; the one that comes without a code of an error is.
    if with_code & yes and with_code < statuses.keys():
        yes = statuses.keys() - with_code
    values = [
        # What only came with HTTP errors is not a success.
        SeenValue(source, min(seen) < 400 and source in yes, len(seen))
        for source, seen in list(statuses.items())[:_MOST_VALUES]
        if redact_unknown(source) == source
    ]
    # A person who only saw failures knows what a success of such a row looks like.
    if not any(value.is_yes for value in values):
        values += _unseen(statuses)
    return tuple(values)


def _with_code(steps: Steps, samples: Sequence[Sample], code: Steps) -> set[str]:
    """Return the values of the row that came with the code of an error."""
    pairs = ((_source(steps, sample), _source(code, sample)) for sample in samples)
    return {
        source for source, value in pairs if value and not _means_yes(value, "", has_zero=False)
    }


def _unseen(sources: Iterable[str]) -> Iterable[SeenValue]:
    kinds = set(sources)
    if "false" in kinds or "true" in kinds:
        return (SeenValue("false" if "true" in kinds else "true", True),)
    if kinds == {"…"}:
        return (SeenValue("", True),)
    is_number = any(source.lstrip("-").isdigit() for source in kinds)
    return (SeenValue("0", True),) if is_number and "0" not in kinds else ()


def _means_yes(source: str, name: str, *, has_zero: bool) -> bool:
    is_failure = any(part in name for part in _FAILURE_NAMES) and "code" not in name
    if source in ("true", "false"):
        return (source == "true") != is_failure
    if source == "…":
        return name in _PAYLOAD_NAMES
    if source in ("", "{}", "[]", '""'):
        return name not in _PAYLOAD_NAMES
    if source.lstrip("-").isdigit():
        number = int(source)
        if name in _WORKED_NAMES:
            return number == 1
        return number == 0 or (not has_zero and (number == 1 or 200 <= number <= 299))
    return source.strip('"').casefold() in _WORKED_TEXTS


def _paths(row: str | None, marked: Sample, failed: Sequence[Sample]) -> tuple[str, ...]:
    """Return the paths that together lead to a value in most responses."""
    if row is None:
        return ()
    steps, *others = _all_steps(row, marked, failed)
    return tuple(dict.fromkeys((_text(steps, marked), *map(path_of, others))))


def _fields(row: str | None, marked: Sample) -> TaughtFields | None:
    """Return where the errors of fields are; the list, one of its entries, or a text is marked."""
    if row is None:
        return None
    steps = steps_of(row)
    text = ""
    if isinstance(value_at(marked.value, steps), str | int | float) and steps:
        text = steps[-1] if isinstance(steps[-1], str) else ""
        steps = steps[:-1]
    if steps and isinstance(steps[-1], int):
        steps = steps[:-1]
    elif isinstance(value_at(marked.value, steps), dict):
        return TaughtFields(path_of(steps), is_map=True)
    entries = value_at(marked.value, steps)
    entry = entries[0] if isinstance(entries, list) and entries else None
    if not isinstance(entry, dict):
        return TaughtFields(path_of(steps))
    name = _first_of(_FIELD_NAMES, entry, without=text)
    return TaughtFields(path_of(steps), name, text or _first_of(_TEXT_NAMES, entry, without=name))


def _first_of(names: Iterable[str], entry: Mapping[str, Any], without: str) -> str:
    by_name = {key.casefold(): key for key in entry if key != without}
    return next((by_name[name] for name in names if name in by_name), "")


def _request_id(samples: Sequence[Sample]) -> tuple[str, ...]:
    for header in _REQUEST_ID_HEADERS:
        if any(_has_header(sample, header) for sample in samples):
            return (f"header:{header}",)
    for sample in samples:
        steps = find_member(sample.value, set(_REQUEST_IDS))
        if steps is not None:
            return (path_of(steps),)
    return ()


def _has_header(sample: Sample, name: str) -> bool:
    return any(header.casefold() == name for header in sample.header_names)


def _codes(
    marks: Marks,
    taught: TaughtDialect,
    marked: Sample,
    samples: Sequence[Sample],
    failed: Sequence[Sample],
) -> tuple[TaughtCode, ...]:
    """Return a row for each code that was seen; the message that came with it is its headline."""
    row = marks.get(Role.CODE)
    if row is None:
        return ()
    failures = set(map(id, failed))
    code_steps = _all_steps(row, marked, failed)
    message = marks.get(Role.MESSAGE)
    message_steps = () if message is None else _all_steps(message, marked, failed)
    codes: dict[int | str, TaughtCode] = {}
    for sample in samples:
        code = _first_value(sample.value, code_steps)
        if type(code) not in (int, str) or code == "" or len(codes) > _MOST_CODES:
            continue
        if isinstance(code, str) and redact_unknown(code) != code:
            continue  # A file must not hold what looks like a secret.
        words = _first_value(sample.value, message_steps)
        before = codes.get(code)
        if before is not None:
            codes[code] = replace(before, count=before.count + 1)
            continue
        has_failed = id(sample) in failures
        codes[code] = _taught_code(code, words, sample.status, has_failed=has_failed)
    return tuple(codes.values())


def _all_steps(row: str, marked: Sample, failed: Sequence[Sample]) -> tuple[Steps, ...]:
    bodies = [marked.value, *(sample.value for sample in failed if sample is not marked)]
    steps = best_steps(steps_of(row), bodies)
    return (steps, *other_steps(steps, bodies))


def _first_value(body: Any, paths: Iterable[Steps]) -> Any:
    values = (value_at(body, steps) for steps in paths)
    return next((value for value in values if value is not None), None)


def _taught_code(code: int | str, words: Any, status: int, *, has_failed: bool) -> TaughtCode:
    message = words if isinstance(words, str) else ""
    if not has_failed:
        return TaughtCode(code, _headline(message) or "Completed", Severity.SUCCESS, None, 1)
    name = words_of(code) if isinstance(code, str) else ""
    headline = _headline(message) or f"{name[:1].upper()}{name[1:]}" or f"Code {code}"
    severity = guessed_severity(status, f"{code} {message}")
    return TaughtCode(code, headline, severity, None if status == 200 else status, 1)


def _headline(message: str) -> str:
    """Return the first sentence of a message."""
    line = redact_unknown(" ".join(message[:1_000].split()))
    return truncate(line.partition(". ")[0].removesuffix("."), _LONGEST_HEADLINE)
