import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from aiurdesk.core.credentials.secret import OfferedCredential, Secret
from aiurdesk.ui.request.strips import OfferStrip

OFFER = OfferedCredential("bearer", "h", "https://h", (), (("token", Secret("hush")),))


@pytest.fixture
def strip(qtbot, theme):
    made = OfferStrip(theme)
    qtbot.addWidget(made)
    return made


def test_a_credential_is_offered_without_showing_the_secret(strip, qtbot):
    assert not strip.isVisible()
    strip.show_offer(OFFER)
    assert strip.isVisible()
    text = strip.findChild(QLabel, "offer_text").text()
    assert text.startswith("This request contains a token. It is not saved with the request.")
    assert "hush" not in text
    with qtbot.waitSignal(strip.offer_taken) as taken:
        strip.findChild(QPushButton).click()
    assert taken.args == [OFFER]
    strip.show_offer(None)
    assert not strip.isVisible()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"scheme": "header", "header": "Cookie"}, "a secret in the header Cookie."),
        ({"scheme": "api-key", "query": "key"}, "a key in the parameter key."),
        ({"scheme": "basic", "is_in_address": True}, "a user name and a password in the address."),
    ],
)
def test_the_offer_says_where_the_secret_stands(strip, more, words):
    strip.show_offer(replace(OFFER, **more))
    assert f"This request contains {words}" in strip.findChild(QLabel, "offer_text").text()


def test_the_offer_can_be_dismissed(strip):
    strip.show_offer(OFFER)
    strip.findChild(QToolButton).click()
    assert not strip.isVisible()
