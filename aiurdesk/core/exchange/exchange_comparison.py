"""Compares two exchanges: by result code, message and status, then by the values of the bodies."""

import difflib
from collections.abc import Iterator
from itertools import chain

import msgspec

from aiurdesk.core.exchange.exchange import SEVERITY_WORDS, Exchange
from aiurdesk.core.exchange.value_comparison import (
    LONGEST_SHOWN,
    NO_JSON,
    PLAIN,
    Difference,
    Matching,
    ValueWalk,
    read_values,
)
from aiurdesk.core.response.response import Response, text_of_body
from aiurdesk.core.translation import format_code, tr, trn, truncate

MOST_DIFFERENCES = 1000
"""A longer list would be of no use."""
_MOST_LINES = 5000
"""Lines of a text that are compared; the time grows with their square."""
NONE = "—"
"""Shown where one of the exchanges has nothing."""
_TOLD = ("code", "message")
"""Members that are reported in the words of the verdict."""


class ExchangeComparison(msgspec.Struct, frozen=True):
    """The differences between two exchanges."""

    differences: tuple[Difference, ...]
    """Empty where the exchanges say the same."""
    count: int = 0
    """How many there are, also where not all of them are listed."""
    ignored_count: int = 0
    """How many were left out, as ``Matching`` asks for it."""
    keys: tuple[str, ...] = ()
    """The members by which the entries of lists can be matched."""
    notes: tuple[str, ...] = ()
    """What of the bodies was not compared or is not shown, in words."""
    texts: tuple[str | None, str | None] = (None, None)
    """Both bodies, where they were asked for and are short enough to be shown whole."""

    @property
    def is_cut(self) -> bool:
        """Whether there are more differences than are listed."""
        return self.count > len(self.differences)


def comparison_words(comparison: ExchangeComparison) -> str:
    """Return in some sentences how many differences there are, and what was not looked at."""
    count, listed = comparison.count, len(comparison.differences)
    if not count:
        words = tr("Result code, message, status and body are the same.")
    elif comparison.is_cut:
        text = tr("The first {listed:,} of {count:,} differences.")
        words = text.format(listed=listed, count=count)
    else:
        words = trn("1 difference.", "{count:,} differences.", count).format(count=count)
    if left_out := comparison.ignored_count:
        text = trn("1 difference is ignored.", "{count:,} differences are ignored.", left_out)
        words = f"{words} {text.format(count=left_out)}"
    return " ".join((words, *comparison.notes))


class Compared(msgspec.Struct, frozen=True):
    """One side of a comparison."""

    facts: tuple[tuple[str, str], ...]
    """What is compared beside the body: its label and text."""
    body: bytes = b""
    response: Response | None = None
    """Says how the text of the body is encoded."""
    has_code: bool = False
    """Whether code and message are among the facts."""


def compare(
    left: Exchange, right: Exchange, bodies: tuple[bytes, bytes], matching: Matching = PLAIN
) -> ExchangeComparison:
    """Compare two exchanges.

    Args:
        left: The earlier one.
        right: The later one.
        bodies: The bodies of both responses, empty where there is none.
        matching: What is left out, and how lists are compared.
    """
    one, other = (side_of(*both) for both in zip((left, right), bodies, strict=True))
    return compare_sides(one, other, matching)


def side_of(exchange: Exchange, body: bytes) -> Compared:
    """Return an exchange as one side of a comparison."""
    has_code = exchange.verdict.code is not None
    return Compared(_facts(exchange), body, _response_of(exchange), has_code)


def compare_sides(
    left: Compared, right: Compared, matching: Matching = PLAIN
) -> ExchangeComparison:
    """Compare two sides; a fact that one of them does not know is not compared."""
    differences: list[Difference] = []
    # Both are reported already, in the words of the verdict.
    told = _TOLD if left.has_code and right.has_code else ()
    walk = ValueWalk(matching)
    notes: list[str] = []
    count = 0
    values = _values(left, right, walk, notes)
    for difference in chain(_differing_facts(left, right, matching), values):
        if difference.label in told:
            continue
        count += 1
        if len(differences) < MOST_DIFFERENCES:
            differences.append(difference)
    return ExchangeComparison(
        tuple(differences), count, walk.ignored_count, walk.keys, tuple(notes)
    )


def _differing_facts(left: Compared, right: Compared, matching: Matching) -> Iterator[Difference]:
    known = dict(right.facts)
    if left.has_code and not right.has_code:
        known.setdefault(tr("Result code"), NONE)
    # What the service says of code and message is in these words.
    ignored = {
        label
        for label, name in zip((tr("Result code"), tr("Message")), _TOLD, strict=True)
        if name in matching.ignored
    }
    for label, one in left.facts:
        if label not in ignored and known.get(label, one) != one:
            yield Difference(label, one, known[label])


def example_side(code: int | str | None, message: str, response: Response | None) -> Compared:
    """Return an example, or what is compared with one, as one side.

    Of the verdict it has only what the service said itself.

    Args:
        code: The result code, where there is one.
        message: What came with it.
        response: Its status is 0 where it is not known.
    """
    facts = () if code is None else _code_facts(format_code(code), message)
    if response is None or response.status:
        facts += (_status_fact(None if response is None else response.status),)
    body = b"" if response is None else response.body.data
    return Compared(facts, body, response, code is not None)


def _code_facts(code: str, message: str) -> tuple[tuple[str, str], ...]:
    return (tr("Result code"), code), (tr("Message"), message or NONE)


def _status_fact(status: int | None) -> tuple[str, str]:
    return tr("HTTP status"), str(status or NONE)


def _facts(exchange: Exchange) -> tuple[tuple[str, str], ...]:
    verdict = exchange.verdict
    code = NONE if verdict.code is None else format_code(verdict.code)
    name = f" {verdict.name}" if verdict.name else ""
    response = _response_of(exchange)
    return (
        *_code_facts(code + name, verdict.message),
        (tr("Verdict"), f"{SEVERITY_WORDS[verdict.severity]}: {verdict.headline}"),
        _status_fact(exchange.status),
        ("Content-Type", (response and response.header("Content-Type")) or NONE),
    )


def _response_of(exchange: Exchange) -> Response | None:
    return exchange.outcome if isinstance(exchange.outcome, Response) else None


def _values(
    left: Compared, right: Compared, walk: ValueWalk, notes: list[str]
) -> Iterator[Difference]:
    if left.body == right.body:
        return
    one, other = read_values(left.body), read_values(right.body)
    if one is not NO_JSON and other is not NO_JSON:
        try:
            yield from walk.differences(one, other)
        # Python compares values of some hundred levels, and reads a few more.
        except RecursionError:
            notes.append(tr("The values are nested too deeply, so not all of them are compared."))
    else:
        yield from _text_differences(_text(left), _text(right), notes)


def _text(side: Compared) -> list[str]:
    # Text has no zero bytes; grep takes one as the sign of a binary file as well.
    if b"\0" in side.body[:4096]:
        return [tr("{body_count:,} bytes that are not text").format(body_count=len(side.body))]
    return text_of_body(side.response, side.body).splitlines()


def _text_differences(left: list[str], right: list[str], notes: list[str]) -> Iterator[Difference]:
    # What is the same at the beginning and the end costs nothing.
    first = _same(left, right)
    last = min(_same(left[::-1], right[::-1]), min(len(left), len(right)) - first)
    left, right = left[first : len(left) - last], right[first : len(right) - last]
    if max(len(left), len(right)) > _MOST_LINES:
        words = tr("Lines are compared up to line {number:,} only.")
        notes.append(words.format(number=first + _MOST_LINES))
        left, right = left[:_MOST_LINES], right[:_MOST_LINES]
    matcher = difflib.SequenceMatcher(None, left, right)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        title = tr("Lines {value} to {end}").format(value=first + start + 1, end=first + end)
        if start == end:
            title = tr("After line {start}").format(start=first + start)
        elif end - start == 1:
            title = tr("Line {end}").format(end=first + end)
        yield Difference(title, _joined(left[start:end]), _joined(right[other_start:other_end]))


def _same(left: list[str], right: list[str]) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(left), len(right)))


def _joined(lines: list[str]) -> str | None:
    return truncate("\n".join(lines), LONGEST_SHOWN) if lines else None
