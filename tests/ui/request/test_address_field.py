import pytest
from PySide6.QtWidgets import QLineEdit

from aiurdesk.core.settings import ColourScheme
from aiurdesk.ui.request.address_row import AddressField


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
