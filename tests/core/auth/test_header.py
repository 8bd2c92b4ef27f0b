"""The header."""

from aiurdesk.core.auth.header import HeaderScheme
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed
from tests.core.auth.answers import driven, texts

HEADER = HeaderScheme()
REQUEST = Request(Typed("https://s.example/"))


def signed(name):
    mine = Credential("c", "Mine", "header", (), (("header", name),))
    _, grant = driven(HEADER.sign_in(mine, {"value": Secret("v")}))
    return HEADER.auth_parameters(mine, grant, REQUEST)


def test_name_and_value_are_sent():
    assert texts(signed("X-Api-Key").headers) == {"X-Api-Key": "v"}
    assert signed("X-Api-Key").jar == "c"


def test_a_cookie_header_switches_the_jar_off():
    assert signed("cookie").jar == ""


def test_it_applies_everywhere_and_shows_dots():
    mine = Credential("c", "Mine", "header", (), (("header", "X-Api-Key"),))
    assert HEADER.applies(mine, REQUEST.endpoint, None)
    assert HEADER.service_ids(mine) == ()
    assert texts(HEADER.placeholder_grant(mine).headers) == {"X-Api-Key": "••••"}
    assert driven(HEADER.who_am_i(mine, HEADER.placeholder_grant(mine)))[0] == []
