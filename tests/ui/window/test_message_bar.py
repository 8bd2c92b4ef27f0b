import pytest
from PySide6.QtCore import QEvent, QPointF, QPropertyAnimation, Qt, QTimer
from PySide6.QtGui import QAccessible, QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QProxyStyle,
    QPushButton,
    QStyle,
    QToolButton,
    QWidget,
)

from aiurdesk.ui.window.message_bar import MessageBar
from aiurdesk.ui.window.messages import Message


class Around(QWidget):
    """A window with a sidebar, and a line to type in beside it."""

    def __init__(self):
        super().__init__()
        self.resize(1024, 700)
        self.sidebar, self.line = QWidget(self), QLineEdit(self)
        self.sidebar.setGeometry(0, 40, 280, 630)
        self.line.setGeometry(400, 100, 200, 30)


@pytest.fixture
def around(qtbot, theme):
    window = Around()
    qtbot.addWidget(window)
    theme.apply_to(window)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    window.line.setFocus()
    return window


@pytest.fixture
def bar(around, theme):
    return MessageBar(theme, around, around.sidebar)


@pytest.fixture
def brief(around, theme):
    """Return a bar whose messages go at once."""
    return MessageBar(theme, around, around.sidebar, shown_ms=0)


def cards(bar):
    """Return the messages in sight, from the top."""
    shown = [card for card in bar.findChildren(QFrame, "message_card") if card.isVisible()]
    return sorted(shown, key=lambda card: card.y())


def texts(bar):
    return [
        next(
            label.text()
            for label in card.findChildren(QLabel)
            if label.isVisible() and label.text()
        )
        for card in cards(bar)
    ]


def button(card, text):
    (found,) = [b for b in card.findChildren(QPushButton) if b.text() == text]
    return found


def tell(bar, *messages):
    for message in messages:
        bar.tell(message)
    # The pointer of the test may be wherever the one before has left it.
    bar.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    QApplication.sendEvent(bar, QEvent(QEvent.Type.Leave))


def enter(bar):
    at = QPointF(5, 5)
    QApplication.sendEvent(bar, QEnterEvent(at, at, at))


def undo(done, name):
    return Message(f"Deleted {name}.", action="Undo", on_action=lambda: done.append(name))


def test_a_message_is_shown_in_the_colour_of_its_severity(bar):
    assert bar.isHidden()
    bar.tell(Message("The file is gone. Choose another.", "server"))
    bar.tell(Message("Saved.", "success"))
    assert [card.property("severity") for card in cards(bar)] == ["success", "server"]
    assert texts(bar) == ["Saved.", "The file is gone. Choose another."]


def test_the_same_message_is_shown_once_and_old_ones_give_way(bar):
    for text in ["a", "a", "b", "c", "d", "e"]:
        bar.tell(Message(text))
    assert [message.text for message in bar.messages] == ["b", "c", "d", "e"]


def test_each_message_has_its_own_button(bar):
    done: list[str] = []
    bar.tell(undo(done, "a"))
    bar.tell(undo(done, "b"))
    newest, oldest = cards(bar)
    button(oldest, "Undo").click()
    assert done == ["a"]
    assert texts(bar) == ["Deleted b."]
    button(newest, "Undo").click()
    assert done == ["a", "b"]
    assert bar.isHidden()


def test_a_new_message_moves_no_button_of_an_earlier_one(bar, around):
    done: list[str] = []
    bar.tell(undo(done, "a"))
    first = button(cards(bar)[0], "Undo")
    before = first.mapTo(around, first.rect().topLeft())
    bar.tell(undo(done, "b"))
    assert first.mapTo(around, first.rect().topLeft()) == before


def test_a_message_can_offer_two_things_and_goes_when_one_is_chosen(bar):
    chosen = []
    offer = Message(
        "Imported.",
        action="Show",
        on_action=lambda: chosen.append("show"),
        also="Run",
        on_also=lambda: chosen.append("run"),
    )
    bar.tell(offer)
    (card,) = cards(bar)
    button(card, "Run").click()
    assert chosen == ["run"]
    assert offer not in bar.messages


def test_messages_go_when_they_are_dismissed(bar):
    bar.tell(Message("a"))
    bar.tell(Message("b"))
    cards(bar)[0].findChild(QToolButton, "dismiss").click()
    assert texts(bar) == ["a"]
    bar.dismiss()
    assert bar.isHidden()
    assert bar.messages == ()


def test_a_click_on_a_message_leaves_the_keyboard_where_it_is(bar, around):
    for name, kind in (("dismiss", QToolButton), ("message_action", QPushButton)):
        bar.tell(Message("Deleted A.", action="Undo"))
        QTest.mouseClick(bar.findChild(kind, name), Qt.MouseButton.LeftButton)
        assert bar.isHidden()
        assert around.focusWidget() is around.line
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_tags_in_a_name_are_shown_as_they_are(bar):
    bar.tell(Message("Reverted <i></i>a."))
    text = bar.findChild(QLabel, "message")
    assert text.textFormat() is Qt.TextFormat.PlainText
    assert text.text() == "Reverted <i></i>a."


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_messages_lie_over_the_sidebar_only(bar, around, size):
    around.resize(*size)
    around.sidebar.resize(280, size[1] - 70)
    done: list[str] = []
    for name in "abc":
        bar.tell(undo(done, name * 40))
    assert around.sidebar.geometry().contains(bar.geometry())
    assert bar.geometry().bottom() > around.sidebar.geometry().bottom() - 20
    for card in cards(bar):
        assert card.height() >= card.heightForWidth(card.width())


def test_without_a_sidebar_messages_take_one_line_at_the_lower_edge(bar, around):
    around.sidebar.hide()
    done: list[str] = []
    bar.tell(undo(done, "a"))
    bar.tell(undo(done, "b " * 400))
    assert bar.height() <= 34
    assert bar.geometry().bottom() >= around.height() - 4
    (card,) = cards(bar)
    assert button(card, "Undo").geometry().right() < around.width()
    button(card, "Undo").click()
    assert texts(bar) == ["Deleted a."]
    around.sidebar.show()
    assert around.sidebar.geometry().contains(bar.geometry())


class _Still(QProxyStyle):
    """The style of a desktop that shows no motion."""

    def styleHint(self, hint, option=None, widget=None, returned=None):
        if hint is QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, option, widget, returned)


@pytest.mark.parametrize("is_still", [False, True])
def test_a_message_goes_in_little_time_and_without_motion_at_once(brief, qtbot, is_still):
    tell(brief, Message("Saved.", "success"))
    (card,) = cards(brief)
    still = _Still("fusion")
    if is_still:
        card.setStyle(still)
    fading = card.findChild(QPropertyAnimation)
    durations = []
    fading.stateChanged.connect(lambda: durations.append(fading.duration()))
    qtbot.waitUntil(brief.isHidden)
    assert max(durations) <= (0 if is_still else 120)


@pytest.mark.parametrize(
    "message",
    [
        Message("Saved.", "success"),
        Message("It failed.", "server"),
        Message("Deleted A.", action="Undo"),
    ],
)
def test_every_message_goes_by_itself(brief, qtbot, message):
    tell(brief, message)
    assert brief.isVisible()
    qtbot.waitUntil(brief.isHidden)
    assert brief.messages == ()


def test_what_offers_something_or_failed_stays_longer(bar):
    for message in (
        Message("Done so.", "success"),
        Message("Done so.", action="Undo"),
        Message("Done so.", "server"),
    ):
        tell(bar, message)
    failed, offer, passing = [card.findChild(QTimer).interval() for card in cards(bar)]
    assert failed == offer >= 2 * passing


def test_what_still_goes_on_stays_until_it_is_withdrawn(brief, qtbot):
    running = Message("Reading…", action="Cancel", stays=True)
    tell(brief, running, Message("Noted."))
    qtbot.waitUntil(lambda: brief.messages == (running,))
    assert not cards(brief)[0].findChild(QTimer).isActive()
    brief.withdraw(running)
    assert brief.isHidden()


def test_a_message_stays_under_the_pointer(brief, qtbot):
    tell(brief, Message("Noted."))
    timer = cards(brief)[0].findChild(QTimer)
    assert timer.isActive()
    enter(brief)
    assert not timer.isActive()
    tell(brief)
    qtbot.waitUntil(brief.isHidden)


def test_a_message_with_the_keyboard_stays(brief, around, qtbot):
    tell(brief, Message("Deleted A.", action="Undo"))
    (card,) = cards(brief)
    assert brief.go_to()
    assert around.focusWidget() is button(card, "Undo")
    timer = card.findChild(QTimer)
    qtbot.waitSignal(timer.timeout).wait()
    assert card.isVisible()
    around.line.setFocus()
    qtbot.waitUntil(brief.isHidden)


def test_a_message_that_went_is_reached_by_its_key(brief, around, qtbot):
    done: list[str] = []
    tell(brief, undo(done, "a"))
    qtbot.waitUntil(brief.isHidden)
    assert brief.go_to()
    QTest.keyClick(around.focusWidget(), Qt.Key.Key_Space)
    assert done == ["a"]
    assert around.focusWidget() is around.line
    assert not brief.go_to()


def test_escape_dismisses_the_message_that_has_the_keyboard(bar, around):
    bar.tell(Message("a"))
    bar.tell(Message("b"))
    bar.go_to()
    QTest.keyClick(around.focusWidget(), Qt.Key.Key_Escape)
    assert texts(bar) == ["a"]
    assert around.focusWidget() is around.line


def test_a_withdrawn_message_does_not_come_back(brief, qtbot):
    offer = Message("Deleted A.", action="Undo")
    tell(brief, offer)
    qtbot.waitUntil(brief.isHidden)
    brief.withdraw(offer)
    assert not brief.go_to()


def test_a_message_is_announced_with_the_key_that_leads_to_its_button(around, theme, monkeypatch):
    heard = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda e: heard.append(e.message()))
    bar = MessageBar(theme, around, around.sidebar, lambda: "Ctrl+Shift+M")
    bar.tell(Message("Saved."))
    bar.tell(Message("Deleted A.", action="Undo"))
    assert heard == ["Saved.", "Deleted A. Press Ctrl+Shift+M to go to the message."]
