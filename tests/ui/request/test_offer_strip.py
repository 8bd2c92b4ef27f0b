import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from aiurdesk.core.credentials.offered_credential import OfferedCredential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.ui.request.offer_strip import OfferStrip

OFFER = OfferedCredential("bearer", "h", "https://h", (), (("token", Secret("hush")),))


@pytest.fixture
def strip(qtbot, theme):
    shown = OfferStrip(theme)
    qtbot.addWidget(shown)
    return shown


def test_a_credential_is_offered_without_showing_the_secret(strip, qtbot):
    assert not strip.isVisible()
    strip.show_offer(OFFER)
    assert strip.isVisible()
    text = strip.findChild(QLabel, "offer_text").text()
    assert text.startswith("This request contains a token, which is not saved with it.")
    assert "hush" not in text
    with qtbot.waitSignal(strip.offer_taken) as taken:
        strip.findChild(QPushButton).click()
    assert taken.args == [OFFER]
    strip.show_offer(None)
    assert not strip.isVisible()


def test_the_offer_can_be_dismissed(strip):
    strip.show_offer(OFFER)
    strip.findChild(QToolButton).click()
    assert not strip.isVisible()
