import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit

from aiurdesk.core.collection.offered_tests import OfferedTests
from aiurdesk.core.expectations.frame_tests import FRAME_TEST_KINDS
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.conversation import ANY_FRAME, NO_FRAME, Capture, FrameTest, ResponseTest
from aiurdesk.core.request.edit_state import CLOSE_CODE, COUNT, WITHIN_S, Edit, EditPlace
from aiurdesk.core.request.request import SavedRequest, with_socket_fields
from aiurdesk.ui.form.response_tests_panel import ExpectedFrames, ResponseTestsPanel
from tests.ui.response.exchanges import an_exchange

TESTS = (ResponseTest("code", (0, -6)), ResponseTest("value", True, "exists", "id"))
CAPTURES = (Capture("id", "value", "channelId"),)


def panel_of(qtbot, theme, tests=(), captures=()):
    panel = ResponseTestsPanel(theme)
    qtbot.addWidget(panel)
    theme.apply_to(panel)
    panel.show_checks(tests, captures)
    panel.show()
    return panel


def test_tests_and_captures_are_shown(qtbot, theme):
    panel = panel_of(qtbot, theme, TESTS, CAPTURES)
    assert (panel.response_tests(), panel.response_captures()) == (TESTS, CAPTURES)


def test_an_added_test_is_one_of_the_request(qtbot, theme):
    panel = panel_of(qtbot, theme)
    with qtbot.waitSignal(panel.changed):
        panel.tests.add.click()
    assert panel.response_tests() == (ResponseTest("code", ""),)


def test_a_new_test_starts_with_what_the_response_has(qtbot, theme):
    exchange = an_exchange()
    panel = ResponseTestsPanel(theme, offered=lambda: OfferedTests(exchange, has_codes=False))
    qtbot.addWidget(panel)
    theme.apply_to(panel)
    panel.show_checks(TESTS, ())
    panel.show()
    panel.tests.add.click()
    # Tests that were there are shown as they are.
    assert panel.response_tests() == (*TESTS, ResponseTest("code", -10))
    assert panel.tests.lines[2].note.isHidden()


def test_tests_are_added_behind_the_others(qtbot, theme):
    panel = panel_of(qtbot, theme, TESTS, CAPTURES)
    added = ResponseTest("value", "5", "equals", "id")
    panel.add_checks((added,), CAPTURES)
    assert panel.response_tests() == (*TESTS, added)
    assert panel.response_captures() == (*CAPTURES, *CAPTURES)


def test_an_edit_is_brought_into_view(qtbot, theme):
    panel = panel_of(qtbot, theme, TESTS, CAPTURES)
    panel.show_edit(Edit("Change id", EditPlace.CAPTURES, 0))
    assert panel.focusWidget() is panel.captures.lines[0].stops()[0]
    panel.show_edit(Edit("Change code", EditPlace.TESTS, 1))
    assert panel.focusWidget() is panel.tests.lines[1].stops()[0]


def test_a_socket_has_expected_frames_as_well(qtbot, theme):
    panel = panel_of(qtbot, theme)
    request = custom_request("wss://a.example")
    expected = with_socket_fields(request, frame_count=2, close_code=1000)
    assert panel.with_expected(request) == request
    panel.show_socket(True)
    panel.show_expected(expected)
    assert panel.with_expected(request) == expected
    panel.show_edit(Edit("Change close code", EditPlace.EXPECTATIONS, 2))
    assert panel.focusWidget() is panel.frames.boxes["close code"]
    panel.show_edit(Edit("Add frame test", EditPlace.FRAME_TESTS, 0))
    assert panel.focusWidget() is panel.frames.tests.add
    panel.show_socket(False)
    assert panel.with_expected(request) == request
    assert panel.frames.isHidden()


NOTHING = SavedRequest()
EXPECTED = with_socket_fields(
    NOTHING,
    frame_count=2,
    within_ms=1_234_567,
    frame_tests=(
        FrameTest(1, ResponseTest("text", "hello", "contains")),
        FrameTest(ANY_FRAME, ResponseTest("value", 1, "equals", "type")),
        FrameTest(12, ResponseTest("kind", "binary")),
    ),
    close_code=1000,
)


def frames_of(qtbot, theme, expected=EXPECTED):
    frames = ExpectedFrames(theme)
    qtbot.addWidget(frames)
    theme.apply_to(frames)
    with qtbot.assertNotEmitted(frames.changed):
        frames.show_expected(expected)
    frames.show()
    return frames


def choose(box: QComboBox, text: str) -> None:
    box.setCurrentIndex(box.findText(text))
    box.activated.emit(box.currentIndex())


def test_what_is_expected_is_shown_and_returned(qtbot, theme):
    assert frames_of(qtbot, theme).with_expected(NOTHING) == EXPECTED
    assert frames_of(qtbot, theme, NOTHING).with_expected(EXPECTED) == NOTHING


def test_every_kind_and_the_usual_frames_are_offered(qtbot, theme):
    line = frames_of(qtbot, theme).tests.lines[0]
    kinds = [line.kind.itemText(index).casefold() for index in range(line.kind.count())]
    assert kinds == [kind.label for kind in FRAME_TEST_KINDS]
    frames = [line.frame.itemText(index) for index in range(line.frame.count())]
    assert frames == ["any", "every", "1", "2", "3"]


def test_a_frame_test_is_put_together(qtbot, theme):
    frames = frames_of(qtbot, theme, NOTHING)
    with qtbot.waitSignal(frames.changed):
        frames.tests.add.click()
    line = frames.tests.lines[0]
    line.frame.line.setText("first")
    assert line.note.isHidden()
    line.is_new = False
    line.check()
    assert line.note.label.text() == "Give the number of the frame, from 1, or say any or every."
    assert frames.with_expected(NOTHING).frame_tests[0].frame == NO_FRAME
    line.frame.line.setText("any")
    assert line.note.isHidden()
    choose(line.kind, "Value")
    assert "Give the path" in line.note.label.text()
    line.subject.setText("id")
    choose(line.comparison, "exists")
    assert frames.with_expected(NOTHING).frame_tests == (
        FrameTest(ANY_FRAME, ResponseTest("value", True, "exists", "id")),
    )


def test_a_close_code_that_no_server_can_send_is_marked(qtbot, theme):
    frames = frames_of(qtbot, theme)
    box = frames.boxes[CLOSE_CODE]
    box.setValue(5)
    assert box.accessibleDescription() == "A close code is a number from 1000 to 4999."
    box.setValue(0)
    assert box.accessibleDescription() == ""
    assert box.text() == "not tested"


@pytest.mark.parametrize(("name", "value"), [(COUNT, 3), (WITHIN_S, 0.5), (CLOSE_CODE, 4000)])
def test_a_number_that_is_changed_is_told(qtbot, theme, name, value):
    frames = frames_of(qtbot, theme)
    with qtbot.waitSignal(frames.changed):
        frames.boxes[name].setValue(value)
    frames.focus_field([COUNT, WITHIN_S, CLOSE_CODE].index(name))
    assert frames.focusWidget() is frames.boxes[name]


@pytest.mark.parametrize("width", [360, 1000])
def test_all_fields_are_in_sight_at_any_width(qtbot, theme, width):
    frames = frames_of(qtbot, theme)
    frames.resize(width, 600)
    for line in frames.tests.lines:
        line.layout().activate()
        for _, field in line.fields():
            assert field.isVisible()
            assert line.mapTo(frames, field.geometry().topRight()).x() <= width
    first = frames.tests.lines[1]
    assert (first.expected.y() > first.frame.y()) is (width == 360)


def test_fields_are_named_by_their_test(qtbot, theme):
    frames = frames_of(qtbot, theme)
    names = {line.accessibleName() for line in frames.findChildren(QLineEdit)}
    assert {"Frame test 1 expected", "Frame test 2 subject"} <= names
