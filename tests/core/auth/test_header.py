"""The header."""

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.auth.header import HeaderScheme
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Request
from tests.core.auth.answers import driven, texts

HEADER = HeaderScheme()
REQUEST = Request(Endpoint("", "", "", "", "GET", "https://s.example/"))


def signed(name):
    mine = Credential("c", "Mine", "header", (), (("header", name),))
    _, grant = driven(HEADER.sign_in(mine, {"value": Secret("v")}))
    return HEADER.auth_parameters(mine, grant, REQUEST)


def test_name_and_value_go_along():
    assert texts(signed("X-Api-Key").headers) == {"X-Api-Key": "v"}
    assert signed("X-Api-Key").jar == "c"


def test_cookies_by_hand_take_the_place_of_a_jar():
    assert signed("cookie").jar == ""


def test_it_applies_everywhere_and_shows_dots():
    mine = Credential("c", "Mine", "header", (), (("header", "X-Api-Key"),))
    assert HEADER.applies(mine, REQUEST.endpoint, None)
    assert HEADER.service_ids(mine) == ()
    assert texts(HEADER.placeholder_grant(mine).headers) == {"X-Api-Key": "••••"}
    assert driven(HEADER.who_am_i(mine, HEADER.placeholder_grant(mine)))[0] == []
