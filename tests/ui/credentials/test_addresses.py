from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton

from aiurdesk.core.credentials.credential import IN_SANDBOX
from aiurdesk.ui.credentials.addresses import Addresses


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


def test_a_whole_address_is_cut_to_where_it_goes(qtbot, theme):
    addresses = an_editor(qtbot, theme)
    type_address(qtbot, addresses, "https://Example.com:443/path?x=1")
    type_address(qtbot, addresses, "example.org")
    assert addresses.origins() == ("https://example.com", "https://example.org")
    assert addresses.trouble() == ""


def test_what_is_no_address_is_told(qtbot, theme):
    addresses = an_editor(qtbot, theme)
    type_address(qtbot, addresses, "https://")
    assert "https:// is no address" in addresses.trouble()
    assert addresses.origins() == ()


def test_the_sandbox_is_a_tick(qtbot, theme):
    addresses = an_editor(qtbot, theme)
    with qtbot.waitSignal(addresses.edited):
        addresses.findChildren(QCheckBox)[0].click()
    assert addresses.origins() == (IN_SANDBOX,)
