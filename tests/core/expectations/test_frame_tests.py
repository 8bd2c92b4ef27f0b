from contextvars import Context
from datetime import UTC, datetime

import pytest

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.sockets.event_types import FrameReading
from aiurdesk.core.exchange.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.expectations.expressions import NotAllowedHere
from aiurdesk.core.expectations.frame_tests import (
    FRAME_TEST_KINDS,
    LONG_BYTES,
    FrameFacts,
    check_frame,
    is_for_another_process,
    read_frame_test,
    record_of_frame_test,
    title_of,
)
from aiurdesk.core.request.conversation import FrameTest, ResponseTest
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from tests.rows import check_each

REFUSED = Verdict(
    VerdictKind.ENVELOPE, Severity.CREDENTIAL, "Unauthorized", code=-8, name="Unauthorized"
)


def a_frame(content, verdict=None):
    kind = FrameKind.TEXT if isinstance(content, str) else FrameKind.BINARY
    at = datetime(2026, 11, 26, tzinfo=UTC)
    frame = Frame(at, Direction.RECEIVED, kind, content, len(content))
    return FrameFacts(frame, lambda: FrameReading(verdict))


FRAMES = (
    a_frame('{"type": 1, "user": {"name": "Ann"}}'),
    a_frame('{"code": -8, "message": "No."}', REFUSED),
    a_frame(b"\x00\x01\x02"),
)


OF_FRAMES = [
    ({"frame": 1, "equals": '{"type": 1, "user": {"name": "Ann"}}'}, True, None),
    ({"frame": 1, "contains": "Ann"}, True, None),
    ({"frame": 1, "contains": "Bob"}, False, '{"type": 1, "user": {"name": "Ann"}}'),
    ({"frame": 1, "matches": '"name": "A.."'}, True, None),
    ({"frame": 1, "matches": "^Ann"}, False, None),
    ({"frame": 1, "value": "user.name", "equals": "Ann"}, True, "Ann"),
    ({"frame": 1, "value": "type", "type": "integer"}, True, "1"),
    ({"frame": 1, "value": "id", "exists": False}, True, "there is no such value"),
    ({"frame": 3, "value": "id", "exists": True}, False, "it is not JSON"),
    ({"frame": 1, "code": 0}, False, "there is no result code"),
    ({"frame": 1, "severity": "success"}, False, "there is no verdict"),
    ({"frame": 2, "code": -8}, True, "−8 Unauthorized"),
    ({"frame": 2, "code": ["Success", "unauthorized"]}, True, "−8 Unauthorized"),
    ({"frame": 2, "severity": "credential"}, True, "credential"),
    ({"frame": 3, "kind": "binary"}, True, "binary"),
    ({"frame": 3, "kind": "text"}, False, "binary"),
    ({"frame": 3, "base64": "AAEC"}, True, "AAEC"),
    ({"frame": 1, "base64": "AAEC"}, False, None),
    ({"frame": 4, "kind": "text"}, False, "it did not come"),
    ({"frame": "any", "code": -8}, True, "frame 2: −8 Unauthorized"),
    ({"frame": "any", "contains": "Bob"}, False, "none of 3 frames"),
    ({"frame": "every", "kind": "text"}, False, "frame 3: binary"),
    ({"frame": "every", "matches": "."}, True, "all of 3 frames"),
    ({"frame": 1, "value": "a[", "exists": True}, False, None),
]


def test_each_kind_of_test_passes_or_says_what_was_found():
    def check_row(row):
        entry, passes, words = row
        finding = check_frame(read_frame_test(entry), FRAMES)
        assert finding.passed is passes
        if words is not None:
            assert finding.found == words

    check_each(OF_FRAMES, check_row)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"frame": 3, "kind": "binary"}, "binary"),
        ({"frame": 4, "kind": "binary"}, "it did not come"),
        ({"frame": "any", "code": -8}, "frame 2: −8 Unauthorized"),
        ({"frame": "every", "kind": "text"}, "frame 3: binary"),
        ({"frame": "every", "matches": "."}, "all of 3 frames"),
    ],
)
def test_frames_that_were_looked_at_before_count(entry, words):
    assert check_frame(read_frame_test(entry), FRAMES[1:], before=1).found == words


@pytest.mark.parametrize("frame", ["any", "every"])
def test_without_frames_no_test_passes(frame):
    finding = check_frame(read_frame_test({"frame": frame, "kind": "text"}), ())
    assert (finding.passed, finding.found) == (False, "no frame came")


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        ({"frame": 1, "equals": "hello"}, "frame 1: text equals hello"),
        ({"frame": 2, "value": "a.b", "exists": True}, "frame 2: value a.b exists"),
        ({"frame": "any", "code": [0, -7]}, "any frame: result code is one of 0, −7"),
        ({"frame": "every", "kind": "binary"}, "every frame: kind is binary"),
    ],
)
def test_a_test_in_words_and_in_the_file(entry, title):
    test = read_frame_test(entry)
    assert title_of(test) == title
    assert record_of_frame_test(test) == {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
    }


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("hello", "should hold entries such as { frame = 1"),
        ({"equals": "hello"}, "should hold entries such as { frame = 1"),
        ({"frame": 0, "kind": "text"}, 'a number from 1 for frame, or "any", "every", not 0'),
        ({"frame": True, "kind": "text"}, "a number from 1 for frame"),
        ({"frame": "last", "kind": "text"}, "a number from 1 for frame"),
        ({"frame": 1}, "should hold entries"),
        ({"frame": 1, "kind": "ping"}, "text or binary for kind"),
        ({"frame": 1, "status": 101}, "should hold entries"),
        ({"frame": 1, "matches": "("}, "a regular expression for matches"),
        ({"frame": 1, "base64": 5}, "bytes in base64 for base64"),
    ],
)
def test_an_entry_that_is_not_a_test_is_refused(entry, words):
    with pytest.raises(ProblemError) as mistake:
        read_frame_test(entry)
    assert words in str(mistake.value)


def test_a_test_that_cannot_be_carried_out_says_why():
    test = FrameTest(1, ResponseTest("value", True, "exists", ""))
    finding = check_frame(test, FRAMES)
    assert not finding.passed
    assert finding.found.startswith("Give the path of the value")


def test_each_kind_says_what_it_expects():
    assert len({kind.key for kind in FRAME_TEST_KINDS}) == len(FRAME_TEST_KINDS)
    assert all(kind.comparisons or kind.expects for kind in FRAME_TEST_KINDS)


@pytest.mark.parametrize(
    ("entry", "size", "is_elsewhere"),
    [
        ({"equals": "x"}, LONG_BYTES + 1, False),
        ({"matches": "x"}, 1, True),
        ({"value": "id", "equals": 1}, LONG_BYTES, False),
        ({"value": "id", "equals": 1}, LONG_BYTES + 1, True),
        ({"value": "ids[]", "count": 1}, 1, True),
        ({"code": 0}, LONG_BYTES, False),
        ({"code": 0}, LONG_BYTES + 1, True),
    ],
)
def test_expressions_and_long_json_are_for_another_process(entry, size, is_elsewhere):
    test = read_frame_test({"frame": 1, **entry})
    assert is_for_another_process(test.test, size) is is_elsewhere


def test_an_expression_is_evaluated_only_where_it_is_allowed():
    test = read_frame_test({"frame": 1, "matches": "Ann"})
    with pytest.raises(NotAllowedHere):
        Context().run(check_frame, test, FRAMES)
    assert check_frame(test, FRAMES).passed
