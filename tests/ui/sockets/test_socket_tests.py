import pytest

from aiurdesk.core.response.examination import CapturedValue, Examination, Finding
from aiurdesk.ui.sockets.frames_and_tests import SocketTests
from tests.services.sockets.test_awaited_frames import MESSAGES, SENT, examined

GOOD, BAD = Finding("status is 101", True), Finding("frame 1: kind is text", False)


@pytest.fixture
def tests(qtbot, theme):
    made = SocketTests(theme)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_line_says_how_far_the_tests_are(tests, qtbot):
    assert tests.note == "The tests are carried out while the socket is open."
    examination = examined(frame_count=1, within_ms=1500, messages=MESSAGES)
    with qtbot.waitSignal(tests.titled) as caught:
        tests.show_progress(examination)
    assert caught.args == ["Tests 0/1"]
    assert tests.note == "The time begins with the first message that is sent."
    examination.take([SENT])
    tests.show_progress(examination)
    qtbot.waitUntil(lambda: tests.note == "Waiting for what is expected, for 1.5 s at most.")
    tests.show_nothing(has_ended=True)
    assert tests.note == "The tests were not carried out: no message was sent."
    assert not tests.page.tools.isEnabled()


def test_progress_that_waits_does_not_hide_the_result(tests, qtbot, theme):
    later = SocketTests(theme)
    qtbot.addWidget(later)
    examination = examined(frame_count=1, within_ms=1500, messages=MESSAGES)
    for page in (tests, later):
        page.show_progress(examination)
    examination.take([SENT])
    for page in (tests, later):
        page.show_progress(examination)
    tests.show_result(Examination((GOOD,)))
    # What waited in the first one would have been shown before.
    qtbot.waitUntil(lambda: later.note.startswith("Waiting"))
    assert tests.note == "The test passed."


@pytest.mark.parametrize(
    ("examination", "words"),
    [
        (Examination((GOOD, BAD)), "1 of 2 tests passed."),
        (Examination((GOOD,)), "The test passed."),
        (Examination((BAD,)), "The test failed."),
        (Examination((), (CapturedValue("id", "value id", "7"),)), "Everything was captured."),
        (None, "Everything was captured."),
    ],
)
def test_the_line_sums_up_the_result(tests, examination, words):
    tests.show_result(examination)
    assert tests.note == words
