from aiurdesk.core.addresses.custom_url import custom_request
from aiurdesk.core.collection.offered_tests import OfferedTests
from aiurdesk.core.request.conversation import Capture, ResponseTest
from aiurdesk.core.request.edit_state import Edit, EditPlace
from aiurdesk.core.request.request import with_socket_fields
from aiurdesk.ui.form.response_tests_panel import ResponseTestsPanel
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
