"""The kinds of tests of a frame: one row each.

In the file a test says which frame it is about, and then what is expected of it:
``{ frame = 1, equals = "hello" }``, ``{ frame = "any", value = "type", equals = 0 }``.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from aiurdesk.core.exchange.sockets.frame import Frame, FrameKind
from aiurdesk.core.expectations.comparisons import TEXT_COMPARISONS, as_typed, is_scalar
from aiurdesk.core.expectations.kinds_of_tests import (
    CODE,
    SEVERITY,
    VALUE,
    KindOfTest,
    expectation_problem,
    is_expression,
    is_unfinished,
    read_test_of,
    record_of_test,
    words_of,
)
from aiurdesk.core.expectations.response_facts import Facts, ResponseFacts, read_json
from aiurdesk.core.expectations.response_tests import LONGEST_FOUND
from aiurdesk.core.formats.schema import unlike
from aiurdesk.core.formats.toml.toml_text import TomlValue
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import (
    ANY_FRAME,
    EVERY_FRAME,
    NO_FRAME,
    FrameTest,
    ResponseTest,
)
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.core.translation import format_duration, tr, trn, truncate
from aiurdesk.core.verdict.verdict import Verdict

if TYPE_CHECKING:
    from aiurdesk.core.exchange.exchange import Exchange
    from aiurdesk.core.exchange.sockets.event_types import FrameReading

_FRAME = "frame"
_TEXT = "text"
_WORDS = {"any": ANY_FRAME, "every": EVERY_FRAME}
"""What the file says instead of a number."""
_NAMES = {number: word for word, number in _WORDS.items()}
_TITLES = {ANY_FRAME: tr("any frame: {test}"), EVERY_FRAME: tr("every frame: {test}")}
_KIND_WORDS = (FrameKind.TEXT.value, FrameKind.BINARY.value)
_MISSING = tr("it did not come")
LONG_BYTES = 16 * 1024
"""Reading a longer frame as JSON, and searching it with JMESPath, may take some ten ms."""


class EvaluatedFrame(msgspec.Struct, frozen=True):
    """The values of a message that another process has read for its tests."""

    tests: dict[ResponseTest, tuple[bool, str]] = msgspec.field(default_factory=dict)
    """What each test returned."""
    values: dict[str, Any] = msgspec.field(default_factory=dict)
    """Path → the value there."""


_NOT_EVALUATED = EvaluatedFrame()


class FrameFacts(Facts):
    """A message that was received, with what it says."""

    def __init__(
        self,
        frame: Frame,
        read: "Callable[[], FrameReading]",
        evaluated: EvaluatedFrame = _NOT_EVALUATED,
    ) -> None:
        """Take a message.

        Args:
            frame: The message.
            read: Returns what it says; called where a test asks for that.
            evaluated: What another process found in it.
        """
        self.frame = frame
        self.evaluated = evaluated
        self._read = read

    @cached_property
    def verdict(self) -> Verdict | None:
        """The verdict on the envelope in the frame."""
        return self._read().verdict

    @cached_property
    def body(self) -> Any | Problem:
        """The value that its JSON stands for."""
        try:
            # Once for all tests of this frame.
            return read_json(self.frame.content)
        except (ValueError, RecursionError):
            return Problem(tr("it is not JSON"))

    def value(self, path: str) -> Any | Problem:
        """Return the value at a path of its JSON, or None."""
        values = self.evaluated.values
        return values[path] if path in values else super().value(path)

    def has_value(self, path: str) -> bool:
        """Tell whether there is a value at a path of its JSON; null does not count."""
        value = self.value(path)
        return value is not None and not isinstance(value, Problem)


class SocketFacts(ResponseFacts):
    """The handshake of a socket, with the values in its frames."""

    def __init__(
        self,
        exchange: "Exchange",
        frames: Sequence[FrameFacts],
        stopped: Mapping[str, Problem],
    ) -> None:
        """Take a handshake.

        Args:
            exchange: The handshake.
            frames: The first one with each value that is looked for.
            stopped: Why values at other paths were not looked for to the end.
        """
        # Without schemas: they are for bodies.
        super().__init__(exchange, _data_of, _no_schema)
        self._frames = frames
        self._stopped = stopped

    @cached_property
    def body(self) -> Any | Problem:
        """Nothing: a socket has frames instead."""
        return Problem(tr("a socket has frames and no body"))

    def value(self, path: str) -> Any | Problem:
        """Return the value at a path in the first frame that has one."""
        values = (facts.value(path) for facts in self._frames if facts.has_value(path))
        return next(values, self._stopped.get(path))


def _data_of(body: ResponseBody) -> bytes:
    return body.data


def _no_schema(name: str) -> Problem:
    return Problem(tr("{name} is for a body, and a socket has frames").format(name=name))


def check_count(
    expected: int, within_ms: int, count: int, elapsed_ms: float | None = None
) -> Finding:
    """Return whether as many frames came as are expected.

    Args:
        expected: How many.
        within_ms: Within which time.
        count: How many came.
        elapsed_ms: How long they were waited for; None while they are.
    """
    title = tr("{count} within {value:g} s").format(count=_count(expected), value=within_ms / 1000)
    when = (
        tr("so far")
        if elapsed_ms is None
        else tr("in {duration}").format(duration=format_duration(elapsed_ms))
    )
    return Finding(title, count >= expected, f"{_count(count)} {when}")


def _count(frames: int) -> str:
    return trn("1 frame", "{count:,} frames", frames).format(count=frames)


def check_frame(test: FrameTest, frames: Sequence[FrameFacts], *, before: int = 0) -> Finding:
    """Return whether a test passes.

    Args:
        test: With its variables resolved.
        frames: The messages that were received, in their order.
        before: How many came before them, and did not settle the test, as ``is_settled`` says.
    """
    title = title_of(test)
    # A test with a mistake fails like any other, so that a run tells it.
    if problem := frame_test_problem(test):
        return Finding(title, False, problem.sentence)
    count = before + len(frames)
    if test.frame > 0:
        if test.frame > count:
            return Finding(title, False, _MISSING)
        passed, actual = check_one(test.test, frames[test.frame - before - 1])
        return Finding(title, passed, truncate(actual, LONGEST_FOUND))
    if not count:
        return Finding(title, False, tr("no frame came"))
    # "any" looks for a frame that passes, "every" for one that does not.
    is_any = test.frame == ANY_FRAME
    for number, frame in enumerate(frames, start=before + 1):
        passed, actual = check_one(test.test, frame)
        if passed is is_any:
            # The first one that passes is enough, and so is the first one that does not.
            found = tr("frame {number}: {found}").format(number=number, found=actual)
            return Finding(title, passed, truncate(found, LONGEST_FOUND))
    words = _count(count)
    return Finding(
        title,
        not is_any,
        tr("none of {words}").format(words=words)
        if is_any
        else tr("all of {words}").format(words=words),
    )


def has_expression(test: ResponseTest) -> bool:
    """Tell whether an expression is evaluated for a test, which takes another process."""
    return is_expression(_KINDS[test.kind], test)


def reads_json(test: ResponseTest) -> bool:
    """Tell whether a frame is read as JSON for a test."""
    return _KINDS[test.kind].reads_json


def reads_verdict(test: ResponseTest) -> bool:
    """Tell whether a test is about the verdict on a frame."""
    return test.kind in (CODE.key, SEVERITY.key)


def is_for_another_process(test: ResponseTest, size_bytes: int) -> bool:
    """Tell whether a test of a frame of this size is carried out in another process."""
    is_long = reads_json(test) and size_bytes > LONG_BYTES
    return is_long or has_expression(test)


def check_one(test: ResponseTest, facts: FrameFacts) -> tuple[bool, str]:
    """Return whether a test without a mistake passes for one message, and what was found.

    Raises:
        NotAllowedHere: It ``has_expression``, and this process cannot be killed.
    """
    if facts.evaluated.tests and test in facts.evaluated.tests:
        return facts.evaluated.tests[test]
    return _KINDS[test.kind].check(test, facts)


def is_settled(test: FrameTest, finding: Finding, count: int) -> bool:
    """Tell whether no further frame can change what ``check_frame`` found.

    Args:
        test: The test.
        finding: What was found.
        count: In how many frames.
    """
    if frame_test_problem(test):
        return True
    if test.frame > 0:
        return count >= test.frame
    # One frame that passes is enough for "any", and one that does not for "every".
    return count > 0 and finding.passed is (test.frame == ANY_FRAME)


def is_about(test: FrameTest, number: int) -> bool:
    """Tell whether a test reads the message with this number, from 1."""
    return test.frame in (ANY_FRAME, EVERY_FRAME, number)


def frame_test_problem(test: FrameTest) -> Problem | None:
    """Return why a test cannot be carried out."""
    if test.frame < EVERY_FRAME:
        return Problem(tr("Give the number of the frame, from 1, or say any or every."))
    return expectation_problem(_KINDS[test.test.kind], test.test)


def title_of(test: FrameTest) -> str:
    """Return a test in words."""
    words = words_of(_KINDS[test.test.kind], test.test)
    text = _TITLES.get(test.frame, tr("frame {which}: {test}"))
    return text.format(which=frame_words(test.frame), test=words)


def frame_words(frame: int) -> str:
    """Return what the file and the window say for the frame of a test; empty for ``NO_FRAME``."""
    return _NAMES.get(frame, str(frame) if frame > 0 else "")


def record_of_frame_test(test: FrameTest) -> dict[str, TomlValue]:
    """Return a test as it is written to a file."""
    record = record_of_test(test.test)
    if test.test.kind == _TEXT:
        # "frame = 1, equals = …" says enough.
        del record[_TEXT]
    # The words for "any", "every" and no frame; else its number.
    return {_FRAME: test.frame if test.frame > 0 else frame_words(test.frame), **record}


def read_frame_test(raw: object) -> FrameTest:
    """Return the test that an entry of a file holds.

    Raises:
        ProblemError: The entry is not a test that this version knows.
    """
    if not isinstance(raw, dict) or _FRAME not in raw:
        raise unlike(
            raw, tr('should hold entries such as {{ frame = 1, equals = "text" }}, not {raw}')
        )
    rest = {key: value for key, value in raw.items() if key != _FRAME}
    # Without a kind, the comparison is about the text.
    if not rest.keys() & _KINDS.keys():
        rest = {_TEXT: "", **rest}
    has_frame = bool(raw[_FRAME]) or not is_unfinished(raw)
    number = _frame_number(raw[_FRAME]) if has_frame else NO_FRAME
    return FrameTest(number, read_test_of(rest, _KINDS))


def _frame_number(raw: object) -> int:
    match raw:
        # True is an int in Python, and no number of a frame.
        case bool():
            pass
        case int() if raw > 0:
            return raw
        case str() if raw in _WORDS:
            return _WORDS[raw]
    words = ", ".join(f'"{word}"' for word in _WORDS)
    raise unlike(
        raw, tr("should have a number from 1 for frame, or {words}, not {raw}"), words=words
    )


def _check_text(test: ResponseTest, facts: FrameFacts) -> tuple[bool, str]:
    text = facts.frame.text
    return TEXT_COMPARISONS[test.comparison].holds(text, test.expected), text


def _check_kind(test: ResponseTest, facts: FrameFacts) -> tuple[bool, str]:
    kind = facts.frame.kind.value
    return kind == test.expected, kind


def _check_base64(test: ResponseTest, facts: FrameFacts) -> tuple[bool, str]:
    actual = base64.b64encode(facts.frame.data).decode()
    return actual == test.expected, actual


FrameTestKind: TypeAlias = KindOfTest[FrameFacts]
FRAME_TEST_KINDS: tuple[FrameTestKind, ...] = (
    KindOfTest(
        _TEXT,
        tr("text"),
        _check_text,
        is_scalar,
        "",
        comparisons={key: TEXT_COMPARISONS[key] for key in ("equals", "contains", "matches")},
    ),
    VALUE,
    CODE,
    SEVERITY,
    KindOfTest(
        "kind",
        tr("kind"),
        _check_kind,
        lambda expected: expected in _KIND_WORDS,
        tr("text or binary"),
        choices=_KIND_WORDS,
        example=_KIND_WORDS[0],
    ),
    KindOfTest(
        "base64",
        tr("bytes in base64"),
        _check_base64,
        lambda expected: isinstance(expected, str),
        tr("bytes in base64"),
        read=as_typed,
        example="AAEC",
    ),
)
"""All kinds, in the order in which they are offered."""

_KINDS = {kind.key: kind for kind in FRAME_TEST_KINDS}
