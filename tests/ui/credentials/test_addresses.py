from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton

from aiurdesk.core.credentials.credential import IN_SANDBOX
from aiurdesk.ui.credentials.credential_form import Addresses
from aiurdesk.ui.widgets.note import Note, WrappedLabel


def an_editor(qtbot, theme) -> Addresses:
    addresses = Addresses(theme)
    qtbot.addWidget(addresses)
    return addresses


def type_address(qtbot, addresses: Addresses, text: str) -> None:
    add = next(b for b in addresses.findChildren(QPushButton) if b.text() == "Add address")
    add.click()
    qtbot.keyClicks(addresses.findChildren(QLineEdit)[-1], text)


def test_what_is_shown_comes_back(qtbot, theme):
    addresses = an_editor(qtbot, theme)
    origins = (IN_SANDBOX, "https://archon.aiursoft.com")
    addresses.set_origins(origins)
    assert addresses.origins() == origins


def shown_words(addresses: Addresses) -> str:
    return addresses.findChildren(WrappedLabel)[-1].text()


def test_the_scheme_of_each_address_is_said_while_it_is_typed(qtbot, theme):
    addresses = an_editor(qtbot, theme)
    assert shown_words(addresses).startswith("It has not been used for any address.")
    type_address(qtbot, addresses, "example.org")
    type_address(qtbot, addresses, "localhost:18080")
    assert shown_words(addresses) == (
        "It is sent to https://example.org and http://localhost:18080 and to no other address."
    )


def test_a_whole_address_is_cut_to_where_it_goes(qtbot, theme):
    addresses = an_editor(qtbot, theme)
    type_address(qtbot, addresses, "https://Example.com:443/path?x=1")
    type_address(qtbot, addresses, "example.org")
    assert addresses.origins() == ("https://example.com", "https://example.org")
    assert addresses.trouble() == ""


def test_a_text_that_is_not_an_address_is_marked_while_it_is_typed(qtbot, theme):
    addresses = an_editor(qtbot, theme)
    addresses.show()
    type_address(qtbot, addresses, "http://[")
    [problem] = [note for note in addresses.findChildren(Note) if note.isVisible()]
    assert problem.label.text().startswith("http://[ is not an address.")
    assert addresses.origins() == ()


def test_plain_http_to_another_computer_is_refused(qtbot, theme):
    addresses = an_editor(qtbot, theme)
    type_address(qtbot, addresses, "http://example.org")
    assert "Enter https://example.org." in addresses.trouble()


def test_the_sandbox_is_a_tick(qtbot, theme):
    addresses = an_editor(qtbot, theme)
    with qtbot.waitSignal(addresses.edited):
        addresses.findChildren(QCheckBox)[0].click()
    assert addresses.origins() == (IN_SANDBOX,)
