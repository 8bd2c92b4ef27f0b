from aiurdesk.core.dialects.pointing import Role
from aiurdesk.ui.response.dialect_edge import DialectWish, DialectWishKind


def test_a_wish_may_come_with_marks():
    wish = DialectWish(DialectWishKind.REVIEW, marks={Role.CODE: "code"})
    assert (wish.at, wish.marks) == (None, {Role.CODE: "code"})
    assert DialectWish(DialectWishKind.DECLINE).marks == {}
