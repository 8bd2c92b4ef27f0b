"""Signing in with e-mail and password."""

import pytest
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Authentication
from aiurdesk.core.auth.scheme import Grant
from aiurdesk.core.auth.session import SessionScheme
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.request.request import Request
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.library import Library
from tests.core.auth.answers import answer, driven, no_answer, texts

SESSION = SessionScheme()
MINE = Credential("c", "Mine", "session", (), (("email", "ada@lab.example"),))
REFUSED = answer({"message": "No."}, Severity.CREDENTIAL)


def test_email_and_password_become_a_cookie_in_the_jar():
    flow = SESSION.sign_in(MINE, {"password": Secret("pass word")})
    steps, grant = driven(flow, answer({"code": 2}))
    assert steps[0].endpoint_id == "kahla-v2.auth.signin"
    assert steps[0].with_jar
    assert texts(steps[0].values) == {"Email": "ada@lab.example", "Password": "pass word"}
    assert grant == Grant(user="ada@lab.example")
    assert (
        SESSION.auth_parameters(MINE, grant, Request(Library().catalogue.endpoints[0])).jar == "c"
    )


def test_a_refusal_names_what_to_check():
    with pytest.raises(AuthError, match="Check the e-mail address and the password"):
        driven(SESSION.sign_in(MINE, {"password": Secret("p")}), REFUSED)


def test_who_am_i_asks_kahla():
    flow = SESSION.who_am_i(MINE, Grant(user="ada@lab.example"))
    steps, sentence = driven(flow, answer({"user": {"nickName": "Ada"}}))
    assert (steps[0].endpoint_id, steps[0].with_jar) == ("kahla-v2.auth.me", True)
    assert sentence == "Signed in as Ada (ada@lab.example)."
    for bad in (REFUSED, answer({})):
        with pytest.raises(AuthError):
            driven(SESSION.who_am_i(MINE, Grant()), bad)


def test_signing_out_tells_kahla():
    steps, _ = driven(SESSION.sign_out(MINE, Grant(), {}), answer({"code": 2}))
    assert (steps[0].endpoint_id, steps[0].with_jar) == ("kahla-v2.auth.signoutuser", True)


def test_an_ended_session_is_signed_out_silently():
    over = replace(REFUSED, verdict=replace(REFUSED.verdict, code=-8))
    assert driven(SESSION.sign_out(MINE, Grant(), {}), over)[1] is None


def test_a_failed_sign_out_says_when_the_session_ends():
    with pytest.raises(AuthError) as told:
        driven(SESSION.sign_out(MINE, Grant(), {}), no_answer())
    assert str(told.value) == (
        "Kahla did not end the session (No such host). It ends by itself in 30 days."
    )


def test_it_applies_to_endpoints_of_kahla_that_take_a_cookie():
    catalogue = Library().catalogue
    for endpoint in catalogue.endpoints:
        service = catalogue.service(endpoint.service_id)
        wants = (
            endpoint.authentication is Authentication.COOKIE and endpoint.service_id == "kahla-v2"
        )
        assert SESSION.applies(MINE, endpoint, service) == wants, endpoint.id
    assert SESSION.applies(MINE, catalogue.endpoints[0], None)
    assert SESSION.service_ids(MINE) == ("kahla-v2",)
    assert SESSION.placeholder_grant(MINE) == Grant()
