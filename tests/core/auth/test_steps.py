"""Steps that several schemes take."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.auth.scheme import Call, Return, Visit
from aiurdesk.core.auth.steps import (
    ask,
    has_parameter,
    instant_of,
    is_success,
    members_of,
    named_values,
    refused,
    text_of,
    visit,
)
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.verdict.verdict import Severity
from tests.core.auth.answers import answer, driven, no_answer, texts


def endpoint(*names, path="/", service="s"):
    parameters = tuple(Parameter(n, ParameterKind.SECRET, Location.QUERY) for n in names)
    return Endpoint("s.g.e", service, "g", "e", "GET", path, parameters=parameters)


TOKEN = (("AccessToken", Secret("t")), ("OpenId", Secret("o")))


@pytest.mark.parametrize("name", ["AccessToken", "accessToken", "access_token", "ACCESSTOKEN"])
def test_a_token_is_named_as_the_endpoint_names_it(name):
    assert texts(named_values(endpoint(name, "Other"), TOKEN)) == {name: "t"}
    assert has_parameter(endpoint(name), "AccessToken")


def test_a_token_of_another_kind_is_left_alone():
    assert named_values(endpoint("Token", "token"), TOKEN) == ()
    assert not has_parameter(endpoint("token"), "AccessToken")


def test_a_typed_address_takes_what_does_not_stand_in_it_already():
    bare = endpoint(path="https://a.example/x", service="")
    assert named_values(bare, TOKEN) == TOKEN
    with_others = endpoint("Name", "access_token", path="https://a.example/x", service="")
    assert texts(named_values(with_others, TOKEN)) == {"access_token": "t", "OpenId": "o"}
    typed = endpoint(path="https://a.example/x?accesstoken=&b=1", service="")
    assert texts(named_values(typed, TOKEN)) == {"OpenId": "o"}


@given(st.dictionaries(st.sampled_from(["AccessToken", "openid", "Site"]), st.text()))
def test_what_is_named_is_never_changed(given_values):
    pairs = tuple((name, Secret(text)) for name, text in given_values.items())
    named = named_values(endpoint("access_token", "OpenId"), pairs)
    assert [secret for _, secret in named] == [s for name, s in pairs if name != "Site"]


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"[" * 100_000, b'"text"', b"\xff"])
def test_what_is_no_object_has_no_members(body):
    assert members_of(answer(body)) == {}
    assert members_of(no_answer()) == {}


def test_a_member_of_another_kind_counts_as_none():
    assert text_of({"a": 1}, "a") == text_of({}, "a") == ""
    assert instant_of({"a": "soon"}, "a") is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24T15:38:20.9196222Z",
        "2026-11-24T15:38:20.919622",
        "2026-11-24T16:38:20.919622+01:00",
    ],
)
def test_an_instant_has_up_to_seven_decimals_and_is_utc_without_a_zone(text):
    read = instant_of({"deadTime": text}, "deadTime")
    assert read == datetime(2026, 11, 24, 15, 38, 20, 919622, UTC)


def test_a_step_that_brings_something_else_ends_it():
    page = Visit("a", ())
    with pytest.raises(AuthError):
        driven(ask(Call("a")), Return({}))
    with pytest.raises(AuthError):
        driven(visit(page), answer({}))
    assert driven(visit(page), Return({"code": "1"})) == ([page], Return({"code": "1"}))


def test_a_refusal_says_what_the_service_said_and_what_to_do():
    bad = answer({"message": "Wrong key."}, Severity.CREDENTIAL)
    assert not is_success(bad)
    assert is_success(answer({}, Severity.NOTICE))
    assert str(refused(bad, "Check it.")) == (
        "Signing in did not work: Judged (Wrong key). Check it."
    )
    long = answer({"message": "word\n" * 999}, Severity.CREDENTIAL)
    assert len(str(refused(long, "Check it."))) < 300
