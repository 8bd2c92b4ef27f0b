import itertools

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QToolButton

from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.services.library import Library
from aiurdesk.ui.request.address_row import AddressField, AddressRow

CATALOGUE = Library().catalogue


@pytest.fixture
def row(qtbot, theme, keys):
    made = AddressRow(theme, keys)
    qtbot.addWidget(made)
    theme.apply_to(made)
    return made


def a_request(endpoint_id="stargate.message.pushmessage"):
    endpoint = CATALOGUE.endpoint(endpoint_id)
    assert endpoint is not None
    return Request(endpoint)


def test_one_method_is_a_badge(row):
    row.show_request(a_request())
    badge = row.findChild(QLabel, "only_method")
    assert (badge.text(), badge.property("method")) == ("POST", "post")
    assert row.findChild(QComboBox).isHidden()


def test_several_methods_are_a_choice(row, qtbot):
    request = a_request("gateway.home.index")
    endpoint = replace(request.endpoint, accepted_methods=("GET", "POST"))
    row.show_request(replace(request, target=endpoint, method="POST"))
    box = row.findChild(QComboBox)
    assert box.currentText() == "POST"
    assert box.property("method") == "post"
    with qtbot.waitSignal(row.method_chosen) as heard:
        box.setCurrentText("GET")
        box.activated.emit(0)
    assert heard.args == ["GET"]
    assert box.property("method") == "get"


def test_an_address_that_others_can_read_is_marked(row):
    mark = row.findChild(QLabel, "not_encrypted")
    assert mark.isHidden()
    row.show_plain("192.168.1.10")
    assert (mark.isHidden(), mark.text()) == (False, "Not encrypted")
    assert "requests to 192.168.1.10" in mark.toolTip()
    row.show_plain("")
    assert (mark.isHidden(), mark.toolTip()) == (True, "")


def test_only_a_typed_address_can_be_edited(row, qtbot):
    row.show_request(a_request())
    assert row.address.isReadOnly()
    row.show_request(Request(Typed("")))
    assert not row.address.isReadOnly()
    with qtbot.waitSignal(row.address_edited):
        qtbot.keyClick(row.address, "h")


def test_return_in_the_address_sends(row, qtbot):
    row.show_request(Request(Typed("https://localhost/")))
    with qtbot.waitSignal(row.send_button.send_wanted):
        row.address.returnPressed.emit()


def test_the_menu_copies_clears_and_leads_to_options(row, qtbot):
    row.show_address("https://localhost", "/a")
    menu = row.findChild(QToolButton, "more").menu()
    entries = [action for action in menu.actions() if action.isVisible()]
    copy, curl, options, line, clear = entries
    texts = [entry.text() for entry in (copy, curl, clear)]
    assert texts == ["Copy address", "Copy as curl", "Clear all values"]
    assert line.isSeparator()
    copy.trigger()
    assert QGuiApplication.clipboard().text() == "https://localhost/a"
    with qtbot.waitSignal(row.curl_wanted):
        curl.trigger()
    with qtbot.waitSignal(row.clear_wanted):
        clear.trigger()
    with qtbot.waitSignal(row.options_wanted):
        options.trigger()


def test_the_address_takes_the_keyboard(row, qtbot):
    with qtbot.waitExposed(row):
        row.show()
    row.activateWindow()
    row.show_address("https://localhost", "/a")
    row.focus_address()
    assert row.address.hasFocus()
    assert row.address.selectedText() == "https://localhost/a"


def test_any_word_can_be_the_method_of_a_custom_url(row, qtbot):
    row.show_request(Request(Typed("https://localhost/")))
    box = row.findChild(QComboBox, "method")
    offered = [box.itemText(index) for index in range(box.count())]
    assert offered[-1] == "Other…"

    def choose_other():
        box.setCurrentText("Other…")
        box.activated.emit(box.currentIndex())
        return box.lineEdit()

    with qtbot.waitSignal(row.method_chosen) as chosen:
        line = choose_other()
        line.setText("purge")
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert chosen.args == ["PURGE"]
    assert (box.isEditable(), box.currentText()) == (False, "PURGE")
    # What is not a word of a method leaves the one before.
    line = choose_other()
    line.setText("two words")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert (box.isEditable(), box.currentText()) == (False, "PURGE")
    row.show_request(a_request())
    assert box.findText("Other…") == -1


def test_a_narrow_row_leaves_the_address_its_room(row, qtbot):
    row.show_request(a_request())
    row.show_edited(is_edited=True)
    row.show()
    key = row.send_button.findChild(QLabel)
    save = row.findChild(QPushButton, "save_button")
    entry = row.findChild(QToolButton, "more").menu().actions()[0]
    seen = []
    for width in (*range(1200, 200, -10), 1200):
        row.resize(width, 50)
        seen.append((key.isVisible(), save.isVisible(), entry.isVisible()))
    wide = (True, True, False)
    states = [state for state, _ in itertools.groupby(seen)]
    assert states == [wide, (False, True, False), (False, False, True), wide]
    assert entry.text() == "Save"
    with qtbot.waitSignal(row.save_wanted):
        entry.trigger()


@pytest.fixture
def field(qtbot, theme):
    made = AddressField(theme)
    made.resize(600, 30)
    qtbot.addWidget(made)
    theme.apply_to(made)
    return made


def looks(field, muted_length):
    field.show_address("https://gateway.aiursoft.com/Home", muted_length)
    return field.grab().toImage()


def test_the_base_of_an_address_is_muted(field, theme):
    field.setReadOnly(True)
    plain, half, whole = (looks(field, length) for length in (0, 28, 33))
    assert plain != half != whole
    assert field.text() == "https://gateway.aiursoft.com/Home"
    assert field.isReadOnly()


def test_a_secret_in_a_query_is_shown_only_while_it_is_edited(field, qtbot):
    typed, dotted = "https://a/b?id=2&access_token=hush", "https://a/b?id=2&access_token=••••"
    other = QLineEdit()
    qtbot.addWidget(other)
    other.show()
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, typed)
    assert field.text() == typed
    other.activateWindow()
    other.setFocus()
    qtbot.waitUntil(lambda: field.text() == dotted)
    field.show_address(typed, 0)
    assert (field.text(), field.exact_text) == (dotted, typed)
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(lambda: field.text() == typed)


def test_the_muted_part_follows_the_theme(field, theme):
    field.setReadOnly(True)
    looks(field, 28)
    theme.apply(ColourScheme.DARK, 100)
    assert field.grab().toImage() == looks(field, 28)


def test_an_address_that_can_be_typed_is_not_touched(field, qtbot):
    qtbot.keyClicks(field, "https://localhost/a")
    field.show_address("https://localhost/a", 17)
    assert field.cursorPosition() == len("https://localhost/a")
    assert field.accessibleName() == "Address"
