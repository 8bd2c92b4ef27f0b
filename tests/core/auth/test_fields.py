"""The fields that schemes share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.auth.fields import (
    USER_AND_PASSWORD,
    choice_field,
    has_parameter,
    header_name_field,
    is_received_here,
    named_values,
    secret_line,
    with_port,
)
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.preparing.form_rules import value_problem
from tests.core.auth.answers import texts


@pytest.mark.parametrize(
    ("field", "right", "wrong"),
    [
        (USER_AND_PASSWORD[0], "ann b", ("a:b", "a\nb", "")),
        (secret_line("key", title="Key"), "a b\xe4", ("a\r\nX: y", "a\0", "")),
        (header_name_field("header"), "X-Api-Key", ("X Key", "X:", "")),
        (choice_field("place", "Place", "Where.", ("a", "In A"), ("b", "In B")), "b", ("c",)),
    ],
    ids=lambda field: getattr(field, "name", ""),
)
def test_a_field_takes_only_what_can_be_sent(field, right, wrong):
    assert value_problem(field, right) is None
    assert all(value_problem(field, text) is not None for text in wrong)


def test_a_choice_is_the_first_one_by_default():
    field = choice_field("place", "Place", "Where.", ("a", "In A"), ("b", "In B"))
    assert (field.default, [choice.name for choice in field.choices]) == ("a", ["In A", "In B"])


def endpoint(*names, path="/", service="s"):
    parameters = tuple(Parameter(n, ParameterKind.SECRET, Location.QUERY) for n in names)
    return Endpoint("s.g.e", service, "g", "e", "GET", path, parameters=parameters)


TOKEN = (("AccessToken", Secret("t")), ("OpenId", Secret("o")))


@pytest.mark.parametrize("name", ["AccessToken", "accessToken", "access_token", "ACCESSTOKEN"])
def test_a_token_is_named_as_the_endpoint_names_it(name):
    assert texts(named_values(endpoint(name, "Other"), TOKEN)) == {name: "t"}
    assert has_parameter(endpoint(name), "AccessToken")


def test_other_tokens_are_not_filled_in():
    assert named_values(endpoint("Token", "token"), TOKEN) == ()
    assert not has_parameter(endpoint("token"), "AccessToken")


def test_a_custom_url_takes_what_its_query_does_not_hold():
    bare = endpoint(path="https://a.example/x", service="")
    assert named_values(bare, TOKEN) == TOKEN
    with_others = endpoint("Name", "access_token", path="https://a.example/x", service="")
    assert texts(named_values(with_others, TOKEN)) == {"access_token": "t", "OpenId": "o"}
    typed = endpoint(path="https://a.example/x?accesstoken=&b=1", service="")
    assert texts(named_values(typed, TOKEN)) == {"OpenId": "o"}


@given(st.dictionaries(st.sampled_from(["AccessToken", "openid", "Site"]), st.text()))
def test_values_are_never_changed(given_values):
    pairs = tuple((name, Secret(text)) for name, text in given_values.items())
    named = named_values(endpoint("access_token", "OpenId"), pairs)
    assert [secret for _, secret in named] == [s for name, s in pairs if name != "Site"]


@given(st.sampled_from(["http://[", "https://a?", "?", "#"]), st.text(st.characters()))
def test_an_address_that_is_not_valid_is_given_all_values(start, text):
    typed = endpoint(path=start + text.replace("&", "").replace("=", ""), service="")
    assert {name for name, _ in named_values(typed, TOKEN)} <= {"AccessToken", "OpenId"}
    assert named_values(endpoint(path="http://[", service=""), TOKEN) == TOKEN


@pytest.mark.parametrize(
    ("address", "is_here"),
    [
        ("http://127.0.0.1/cb", True),
        ("http://localhost:8080/cb", True),
        ("https://localhost/cb", False),
        ("http://example.com/cb", False),
        ("http://localhost:99999/", False),
        ("app://callback", False),
    ],
)
def test_only_this_computer_without_tls_can_receive_a_browser(address, is_here):
    assert is_received_here(address) == is_here


def test_a_port_is_added_where_one_is_missing():
    assert with_port("http://localhost/cb?a=1", 7) == "http://localhost:7/cb?a=1"
    assert with_port("http://127.0.0.1:8/cb", 7) == "http://127.0.0.1:8/cb"
