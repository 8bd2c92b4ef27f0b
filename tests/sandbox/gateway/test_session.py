"""Sign-in cookies and forged forms."""

from aiurdesk.sandbox.gateway.session import Sessions


def test_a_cookie_stands_for_its_user_until_signed_out():
    sessions = Sessions()
    cookie = sessions.open("ada")
    assert sessions.user_id(cookie) == "ada"
    sessions.close(cookie)
    assert sessions.user_id(cookie) is None
    assert sessions.user_id(None) is None
    sessions.close(None)


def test_a_form_is_ours_only_with_the_token_of_its_cookie():
    sessions = Sessions()
    token = sessions.form_token("cookie")
    assert sessions.is_own_form("cookie", token)
    assert not sessions.is_own_form("another", token)
    assert not sessions.is_own_form("cookie", "é")
    assert not sessions.is_own_form(None, token)
    assert not sessions.is_own_form("cookie", None)
    assert not Sessions().is_own_form("cookie", token)
