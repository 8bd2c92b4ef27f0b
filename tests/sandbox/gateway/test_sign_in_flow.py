"""URLs of a sign-in flow."""

import pytest

from aiurdesk.sandbox.gateway.sign_in_flow import SignInFlow, with_query


@pytest.mark.parametrize(
    ("redirect_uri", "state", "address"),
    [
        ("https://lab.example/back", "/a b", "https://lab.example:443/back?state=%2Fa%20b&code=7"),
        ("https://lab.example", None, "https://lab.example:443/?code=7"),
        ("http://127.0.0.1:8080/cb?mine=1#x", "s", "http://127.0.0.1:8080/cb?state=s&code=7"),
        ("http://[::1]:8080/cb", "s", "http://[::1]:8080/cb?state=s&code=7"),
    ],
)
def test_the_redirect_url_has_its_port_and_only_state_and_code(redirect_uri, state, address):
    assert SignInFlow("app", redirect_uri, state).redirect_url(7) == address


def test_the_url_of_the_next_page_has_all_parameters_of_the_flow():
    flow = SignInFlow("app", "https://lab.example/back", "a&b")
    assert flow.page_url("SecondAuth") == (
        "/OAuth/SecondAuth?appid=app&redirect_uri=https%3A%2F%2Flab.example%2Fback&state=a%26b"
    )
    assert "state" not in SignInFlow("app", "https://lab.example", None).page_url("Register")


def test_a_query_escapes_every_value():
    assert with_query("/x", {"a": "1 +/&", "b": "你"}) == "/x?a=1%20%2B%2F%26&b=%E4%BD%A0"
