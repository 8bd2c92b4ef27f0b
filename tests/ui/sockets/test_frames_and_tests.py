import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLabel, QPushButton, QTabBar

from aiurdesk.core.request.conversation import ResponseTest, SocketMessage
from aiurdesk.core.request.request import Request, with_socket_fields
from aiurdesk.core.response.examination import Examination, Finding
from aiurdesk.ui.sockets.frames_and_tests import FramesAndTests
from aiurdesk.ui.widgets.folding_row import FoldingRow
from aiurdesk.ui.widgets.note import Note
from tests.coroutines import until
from tests.ui.opened_window import opened_window
from tests.ui.sockets.steps import a_socket

MESSAGES = (SocketMessage("hello"),)
STATUS = ResponseTest("status", 101)
TESTED = replace(a_socket(messages=MESSAGES), tests=(STATUS,))


@pytest.fixture
def both(qtbot, theme, keys):
    made = FramesAndTests(theme, keys, QLabel("frames"))
    qtbot.addWidget(made)
    made.show()
    return made


def offered(both):
    """Return the tabs and buttons in the row above."""
    bar = both.findChild(QTabBar)
    titles = [bar.tabText(tab) for tab in range(bar.count()) if bar.isTabVisible(tab)]
    buttons = [button.text() for button in both.findChildren(QPushButton) if button.isVisible()]
    return (titles if bar.isVisible() else []) + buttons


@pytest.mark.parametrize(
    ("socket", "expected"),
    [
        (a_socket(), []),
        (a_socket(messages=MESSAGES), ["Run messages"]),
        (a_socket(frame_count=1), ["Frames", "Tests"]),
        (TESTED, ["Frames", "Tests", "Run messages"]),
    ],
)
def test_only_what_a_request_has_is_offered(both, socket, expected):
    both.show_request(socket)
    assert offered(both) == expected


def test_the_button_is_no_wider_without_tabs(both):
    both.resize(600, 400)
    both.show_request(TESTED)
    button = next(b for b in both.findChildren(QPushButton) if b.text() == "Run messages")
    row = both.findChild(FoldingRow).layout()
    row.activate()
    width = button.width()
    both.show_request(a_socket(messages=MESSAGES))
    row.activate()
    assert button.width() == width < 300


def test_the_tab_counts_and_shows_the_tests(both, qtbot):
    both.show_request(TESTED)
    both.tests.show_result(Examination((Finding("status is 101", True),)))
    assert offered(both)[1] == "Tests 1/1"
    both.findChild(QTabBar).setCurrentIndex(1)
    assert both.tests.isVisible()
    assert not _frames(both).isVisible()
    button = next(b for b in both.findChildren(QPushButton) if b.text() == "Run messages")
    with qtbot.waitSignal(both.run_wanted):
        button.click()
    # Results stay in sight when the tests are taken out of the request.
    both.show_request(a_socket())
    assert offered(both)[:2] == ["Frames", "Tests 1/1"]


def test_results_that_are_older_than_the_tests_are_marked(both):
    tested = a_socket()
    note = both.tests.page.findChild(Note)
    both.show_request(replace(tested, tests=(STATUS,)))
    assert note.isHidden()
    both.show_tested(tested)
    assert note.label.plain_text() == (
        "The tests were changed since then. Connect again to carry them out."
    )
    assert not note.isHidden()
    both.show_request(tested)
    assert note.isHidden()


def _frames(both):
    return next(label for label in both.findChildren(QLabel) if label.text() == "frames")


async def test_the_tabs_of_a_restored_socket_are_not_cut_off(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        echo = opened.services.library.with_code_lab.endpoint("code-lab.sockets.echo")
        assert echo is not None
        request = with_socket_fields(Request(echo, tests=(STATUS,)), messages=MESSAGES)
        opened.controller.workbench.open_request(request, is_edited=True)
        await opened.scope.idle()
    async with opened_window(theme, tmp_path) as opened:
        await until(lambda: opened.page.socket.isVisible())
        bar = opened.page.socket.findChild(FramesAndTests).findChild(QTabBar)
        # Below its text it has the line that marks the tab in front.
        await until(lambda: bar.height() >= bar.tabRect(0).height() > 0)
        assert bar.tabText(bar.currentIndex()) == "Frames"
