import asyncio
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QTreeView,
)

from aiurdesk.core.formats.json.tree_path import PickedValue
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.problem import Fix, FixAction
from aiurdesk.core.request.conversation import ResponseTest
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.examination import Examination, Finding
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.storage.bodies import put_into_folder
from aiurdesk.ui.response.body_handle import BodyHandle
from aiurdesk.ui.response.body_reader import BodyAccess
from aiurdesk.ui.response.dialect_edge import DialectWishKind
from aiurdesk.ui.response.find_bar import FindBar
from aiurdesk.ui.response.message_text import MessageText
from aiurdesk.ui.response.response_pane import ResponsePane, suggested_name
from aiurdesk.ui.response.tree_view import TreeView
from aiurdesk.ui.response.verdict_banner import VerdictBanner
from aiurdesk.ui.response.views import ResponseViews
from aiurdesk.ui.tasks import TaskScope
from tests.coroutines import until
from tests.ui.response.exchanges import (
    BODY,
    INVALID_INPUT,
    a_failed_exchange,
    an_answer,
    an_exchange,
)


@pytest.fixture
def saved():
    return []


@pytest.fixture
def scope(qapp):
    return TaskScope()


@pytest.fixture
def pane(qtbot, theme, keys, scope, saved, tmp_path, texts):
    async def save(body, path):
        saved.append((body.data, path))

    made = ResponsePane(
        theme,
        keys,
        scope,
        BodyAccess(save, texts, lambda body, name: put_into_folder(body, tmp_path, name)),
    )
    qtbot.addWidget(made)
    theme.apply_to(made)
    made.resize(600, 500)
    made.show()
    return made


def texts(pane):
    return [label.text() for label in pane.findChildren(QLabel) if label.isVisible()]


def button(pane, text):
    return next(b for b in pane.findChildren(QPushButton) if b.text() == text and b.isVisible())


def buttons(pane):
    return [b.text() for b in pane.findChildren(QPushButton) if b.isVisible()]


def test_it_begins_by_teaching(pane):
    assert "No response yet" in texts(pane)


async def test_teaching_moves_neither_rows_nor_buttons(pane, scope):
    pane.show_exchange(an_exchange())
    await scope.idle()
    views = pane.findChild(ResponseViews)
    tree = pane.findChild(QTreeView)
    tools = [b for b in pane.findChildren(QAbstractButton) if b.isVisible()]
    shown = [*tools, *pane.findChildren(QTabBar)]

    async def places():
        for _ in range(3):
            await asyncio.sleep(0)
        row = tree.visualRect(tree.currentIndex()).topLeft()
        corners = [widget.mapTo(pane, widget.rect().topLeft()) for widget in shown]
        return tree.viewport().mapTo(pane, row), corners

    tree.setCurrentIndex(tree.model().index(0, 0))
    before = await places()
    pane.teach()
    assert button(pane, "Stop teaching").isVisible()
    assert await places() == before
    for text in ("Code", "Message"):
        button(pane, text).click()
        assert await places() == before
    button(pane, "Stop teaching").click()
    assert await places() == before
    # What the verdict was read from is said below the tree, too.
    pane.explain()
    assert pane.findChild(QLabel, "why").isVisible()
    assert await places() == before
    assert views.isVisible()


def test_it_waits_then_shows_then_forgets(pane):
    pane.show_waiting()
    assert "Waiting for the response…" in texts(pane)
    pane.show_exchange(an_exchange())
    assert "−10" in texts(pane)
    assert "Waiting for the response…" not in texts(pane)
    pane.show_nothing()
    assert "No response yet" in texts(pane)


def test_a_fix_travels_as_a_value(pane, qtbot):
    pane.set_available_actions({FixAction.FOCUS_PARAMETER})
    pane.show_exchange(an_exchange())
    with qtbot.waitSignal(pane.fix_chosen) as signal:
        button(pane, "Go to channelId").click()
    assert signal.args == [INVALID_INPUT.fixes[1]]


def test_a_failure_has_a_verdict_and_no_body(pane):
    pane.show_exchange(a_failed_exchange())
    assert "Nobody listens at this address" in texts(pane)
    assert "There is no response, so there is nothing to show here." in texts(pane)


def test_tabs_can_be_shown_by_name(pane):
    pane.show_exchange(an_exchange())
    pane.show_tab("timing")
    tabs = pane.findChild(QTabBar)
    assert tabs.tabText(tabs.currentIndex()) == "Timing"


def test_finding_needs_a_response(pane):
    pane.find()
    assert pane.findChild(FindBar) is None
    pane.show_exchange(an_exchange())
    pane.find()
    field = pane.findChild(FindBar).findChild(QLineEdit)
    assert field.isVisible()
    field.setText("x")
    pane.find()
    assert field.selectedText() == "x"


def test_in_a_low_pane_the_field_to_find_in_comes_into_sight(pane, qtbot):
    pane.resize(400, 160)
    pane.show_exchange(an_exchange())
    pane.find()
    field = pane.findChild(FindBar).findChild(QLineEdit)
    qtbot.waitUntil(lambda: field.visibleRegion().boundingRect().height() == field.height())


def test_the_verdict_leaves_room_for_the_views(pane, qtbot):
    pane.resize(400, 500)
    pane.show_exchange(an_exchange())
    views = pane.findChild(ResponseViews)
    qtbot.waitUntil(lambda: views.height() > 0)
    assert pane.findChild(VerdictBanner).height() <= 0.55 * pane.height()


async def opened_dialog(pane):
    await until(lambda: pane.findChild(QFileDialog))
    return pane.findChild(QFileDialog)


COMPLAINTS = msgspec.structs.replace(
    INVALID_INPUT,
    meaning="A parameter is missing or malformed; the service lists what it found wrong.",
    fixes=(
        Fix("Check the parameters that the service names."),
        Fix("Go to ChannelId", FixAction.FOCUS_PARAMETER, "ChannelId"),
        Fix("Go to AccessToken", FixAction.FOCUS_PARAMETER, "AccessToken"),
        Fix("Go to MessageContent", FixAction.FOCUS_PARAMETER, "MessageContent"),
    ),
    field_errors={
        "ChannelId": ("The value 'two' is not valid for ChannelId.",),
        "AccessToken": ("The AccessToken field is required.",),
    },
    notes=("HTTP 200 carries −10; the table of result codes says HTTP 400.",),
)


@pytest.mark.parametrize("message", ["Some of the values sent can not be taken.", "trouble " * 250])
@pytest.mark.parametrize(("width", "height", "zoom"), [
    (300, 480, 100), (360, 540, 100), (394, 620, 150), (650, 750, 100), (900, 300, 100),
])  # fmt: skip
def test_fix_buttons_are_in_sight_at_any_size(pane, theme, qtbot, message, width, height, zoom):
    theme.apply(ColourScheme.LIGHT, zoom)
    pane.set_available_actions(FixAction)
    pane.resize(width, height)
    pane.show_exchange(an_exchange(verdict=msgspec.structs.replace(COMPLAINTS, message=message)))
    banner = pane.findChild(VerdictBanner)
    buttons = [b for b in banner.findChildren(QPushButton) if b.text().startswith("Go to")]
    assert len(buttons) == 3

    def are_in_sight() -> bool:
        return all(b.visibleRegion().boundingRect() == b.rect() for b in buttons)

    qtbot.waitUntil(lambda: banner.height() == banner.heightForWidth(banner.width()))
    assert are_in_sight()
    qtbot.waitUntil(lambda: nothing_is_squeezed(pane))
    assert pane.width() == width


@pytest.mark.parametrize(("width", "height", "zoom"), [
    (394, 488, 150), (394, 540, 100), (300, 480, 100), (650, 900, 150),
])  # fmt: skip
def test_all_of_a_long_verdict_can_be_read_at_any_size(pane, theme, qtbot, width, height, zoom):
    theme.apply(ColourScheme.LIGHT, zoom)
    pane.set_available_actions(FixAction)
    pane.resize(width, height)
    pane.show_exchange(
        an_exchange(verdict=msgspec.structs.replace(COMPLAINTS, message="no " * 700))
    )
    banner = pane.findChild(VerdictBanner)

    def settled() -> bool:
        return bool(banner.height() == banner.heightForWidth(banner.width()))

    qtbot.waitUntil(lambda: settled() and "Show all" in buttons(pane))
    button(pane, "Show all").click()
    qtbot.waitUntil(settled)
    messages = [child for child in banner.findChildren(MessageText) if child.isVisible()]
    written = [message.toPlainText() for message in messages]
    readable = "\n".join([*texts(banner), *written])
    for text in (COMPLAINTS.meaning, "The AccessToken field is required.", COMPLAINTS.notes[0]):
        assert text in readable
    labels = [label for label in banner.findChildren(QLabel) if label.isVisible()]
    visible = (*labels, *messages)
    assert [
        child for child in visible if child.visibleRegion().boundingRect() != child.rect()
    ] == []
    qtbot.waitUntil(lambda: nothing_is_squeezed(pane))


def nothing_is_squeezed(pane) -> bool:
    """Return whether the views have their height; where there is no room, the pane scrolls."""
    views = pane.findChild(ResponseViews)
    page = views.parentWidget()
    is_inside = page.rect().contains(views.geometry()) and page.width() <= pane.width()
    return is_inside and bool(views.height() >= views.minimumSizeHint().height())


def test_the_response_keeps_its_share_of_a_narrow_pane(pane, qtbot):
    pane.set_available_actions(FixAction)
    pane.resize(394, 540)
    pane.show_exchange(
        an_exchange(verdict=msgspec.structs.replace(COMPLAINTS, message="no " * 700))
    )
    banner = pane.findChild(VerdictBanner)
    qtbot.waitUntil(lambda: banner.height() == banner.heightForWidth(banner.width()))
    assert banner.height() <= 0.55 * pane.height()


async def test_the_body_is_saved_where_the_dialog_says(pane, scope, saved, tmp_path):
    pane.show_exchange(an_exchange())
    button(pane, "Save body…").click()
    dialog = await opened_dialog(pane)
    dialog.findChild(QLineEdit).setText(str(tmp_path / "body.json"))
    dialog.accept()
    await scope.idle()
    assert saved == [(BODY, str(tmp_path / "body.json"))]


async def test_a_dismissed_dialog_saves_nothing(pane, scope, saved):
    pane.show_exchange(an_exchange())
    button(pane, "Save body…").click()
    dialog = await opened_dialog(pane)
    dialog.reject()
    await scope.idle()
    assert saved == []
    await until(lambda: not pane.findChildren(QFileDialog))


def test_without_a_body_there_is_no_button_to_save_it(pane):
    pane.show_exchange(an_exchange())
    assert "Save body…" in buttons(pane)
    pane.show_exchange(a_failed_exchange())
    assert "Save body…" not in buttons(pane)


@pytest.mark.parametrize(
    ("disposition", "content_type", "name"),
    [
        (None, "application/json; charset=utf-8", "stargate-push.json"),
        (None, "application/x-unknown", "stargate-push.bin"),
        ('attachment; filename="report 1.pdf"', "application/pdf", "report 1.pdf"),
        ("attachment; filename=../../etc/passwd", "text/plain", "_.._etc_passwd"),
        ('attachment; filename="..."', "text/plain", "stargate-push.txt"),
    ],
)
def test_a_name_is_suggested(disposition, content_type, name):
    headers: tuple[Header, ...] = (Header("Content-Type", content_type),)
    if disposition:
        headers += (Header("content-disposition", disposition),)
    response = msgspec.structs.replace(an_answer(), headers=headers)
    assert suggested_name(an_exchange(response), response) == name


def test_a_suggested_name_has_no_secret_of_a_typed_address():
    request = custom_request("https://h.example/lamps?api_key=hush-1234567890abcdef")
    exchange = msgspec.structs.replace(an_exchange(), request=request)
    assert suggested_name(exchange, an_answer()).startswith("https-h-example-lamps.")


def test_no_size_lets_banner_and_scroll_bar_change_for_ever(pane):
    # At some sizes the banner leaves something out where the scroll bar takes room, so that the bar
    # goes, and with it the reason to leave it out.
    verdict = msgspec.structs.replace(
        INVALID_INPUT,
        meaning="The service does not know who is calling, or the caller may not do this. " * 2,
        notes=("The address belongs to no known service, so table 2020 was used.",),
    )
    pane.show_exchange(an_exchange(verdict=verdict))
    for height in range(300, 520, 5):
        pane.resize(394, height)
    assert pane.size().toTuple() == (394, 515)
    assert pane.findChild(VerdictBanner).isVisible()


def test_the_body_is_dragged_as_a_file_with_the_name_of_the_server(pane, tmp_path):
    header = Header("Content-Disposition", 'attachment; filename="a/b.zip"')
    answer = an_answer(b"PK", "application/zip")
    answer = msgspec.structs.replace(answer, headers=(*answer.headers, header))
    pane.show_exchange(an_exchange(answer))
    (handle,) = pane.findChildren(BodyHandle)
    assert handle.isVisible()
    model = handle.model()
    (url,) = model.mimeData([model.index(0, 0)]).urls()
    assert Path(url.toLocalFile()) == tmp_path / "a_b.zip"
    assert (tmp_path / "a_b.zip").read_bytes() == b"PK"


async def test_a_body_that_cannot_be_written_is_told(pane, scope, tmp_path):
    pane.show_exchange(an_exchange(an_answer(b"PK")))
    tmp_path.rmdir()
    (handle,) = pane.findChildren(BodyHandle)
    failed = []
    scope.failed.connect(lambda failure: failed.append(str(failure.error)))
    assert handle.model().mimeData([handle.model().index(0, 0)]).urls() == []
    await scope.idle()
    assert failed[0].startswith("The body could not be saved as ")


def test_what_is_wished_of_a_dialect_and_picked_in_the_tree_leaves_the_pane(pane, qtbot):
    pane.show_exchange(an_exchange())
    pane.offer_dialect("Feishu")
    with qtbot.waitSignal(pane.dialect_wished) as wish:
        button(pane, "Not now").click()
    assert wish.args[0].kind is DialectWishKind.DECLINE
    tree = pane.findChild(TreeView)
    picked = PickedValue("code", "-10")
    with qtbot.waitSignal(pane.value_picked) as signal:
        tree.value_picked.emit(picked)
    assert signal.args == [picked]


def test_tests_that_were_changed_since_are_told(pane):
    exchange = an_exchange()
    examination = Examination((Finding("status is 200", True),))
    pane.show_exchange(msgspec.structs.replace(exchange, examination=examination))
    pane.show_tab("tests")
    again = "The tests were changed since then. Send the request again to carry them out."
    pane.show_request(exchange.request)
    assert again not in texts(pane)
    changed = (ResponseTest("status", "", "equals", "204"),)
    pane.show_request(msgspec.structs.replace(exchange.request, tests=changed))
    assert again in texts(pane)
