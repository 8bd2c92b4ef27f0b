from PySide6.QtWidgets import QLabel, QPushButton

from aiurdesk.core.dialects.pointing import Role
from aiurdesk.ui.response.dialect_edge import (
    DialectEdge,
    DialectOffer,
    DialectWish,
    DialectWishKind,
)


def test_the_button_has_the_title_and_wants_another_dialect(qtbot, theme):
    edge = DialectEdge(theme)
    qtbot.addWidget(edge)
    edge.show_dialect("Slack & friends", can_explain=False)
    button, why = edge.findChildren(QPushButton)
    assert button.text() == "Slack && friends"
    assert button.accessibleName() == "Slack & friends, dialect"
    assert why.isHidden()
    with qtbot.waitSignal(edge.wished) as wished:
        button.click()
    assert (wished.args[0].kind, wished.args[0].at) == (DialectWishKind.CHOOSE, button)


def test_why_is_offered_where_it_can_be_said(qtbot, theme):
    edge = DialectEdge(theme)
    qtbot.addWidget(edge)
    edge.show_dialect("", can_explain=True)
    button, why = edge.findChildren(QPushButton)
    assert button.text() == "HTTP status"
    with qtbot.waitSignal(edge.why_wanted):
        why.click()
    edge.show_dialect("x" * 300, can_explain=True)
    assert len(button.text()) < 40


def test_the_offer_is_answered_once(qtbot):
    offer = DialectOffer()
    qtbot.addWidget(offer)
    offer.show()
    offer.offer("Feishu")
    (label,) = offer.findChildren(QLabel, "dialect_offer")
    assert label.text() == "Looks like Feishu. Judge this host by it?"
    accept, decline = offer.findChildren(QPushButton)
    for button, kind in ((accept, DialectWishKind.ACCEPT), (decline, DialectWishKind.DECLINE)):
        offer.offer("Feishu")
        with qtbot.waitSignal(offer.wished) as wished:
            button.click()
        assert wished.args[0].kind is kind
        offer.show_if_offered()
        assert not accept.isVisible()
        assert not decline.isVisible()


def test_markup_in_a_title_is_text(qtbot, theme):
    edge = DialectEdge(theme)
    qtbot.addWidget(edge)
    edge.show_dialect("<b>x</b>", can_explain=False)
    button = edge.findChildren(QPushButton)[0]
    assert button.text() == "<b>x</b>"
    assert "<b>" not in button.toolTip()


def test_a_wish_may_come_with_marks():
    wish = DialectWish(DialectWishKind.REVIEW, marks={Role.CODE: "code"})
    assert (wish.at, wish.marks) == (None, {Role.CODE: "code"})
    assert DialectWish(DialectWishKind.DECLINE).marks == {}
