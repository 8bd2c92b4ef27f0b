import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.auth.fields import has_parameter, named_values
from aiurdesk.core.credentials.secret import Secret
from tests.core.auth.answers import texts


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
