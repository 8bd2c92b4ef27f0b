import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.api.endpoint import Endpoint, Location, ParameterKind
from aiurdesk.core.credentials.auth_parameters import AuthParameters
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.custom_url import (
    endpoint_for_typed_url,
    endpoint_for_url,
    is_custom_url,
    secrets_of_url,
    taking,
    without_secrets,
)
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.prepare import prepare
from aiurdesk.core.request.request import FieldError, PreparedRequest, Request, Value
from aiurdesk.core.response.redaction import redact_prepared

URL = "https://example.org/a?keep=%2B+x"


def made(url: str, names: tuple[str, ...] = (), method: str = "") -> Endpoint:
    endpoint = endpoint_for_url(url, names, method)
    assert isinstance(endpoint, Endpoint), endpoint
    return endpoint


def sent(endpoint: Endpoint, values: tuple[tuple[str, Value], ...] = ()) -> PreparedRequest:
    anywhere = Environment("any", is_sandbox=True)
    prepared = prepare(Request(endpoint, values), None, anywhere, "boundary")
    assert isinstance(prepared, PreparedRequest), prepared
    return prepared


def test_a_url_is_not_the_id_of_an_endpoint():
    assert is_custom_url(URL)
    assert is_custom_url("{{base}}://x")
    assert not is_custom_url("gateway.home.index")


def test_an_address_alone_is_a_get_and_its_query_stays_as_it_is():
    assert made(URL).method == "GET"
    assert sent(made(URL)).url == URL
    assert sent(made(URL)).body == ()


def test_values_make_it_a_post_with_a_form():
    endpoint = made(URL, ("name",))
    prepared = sent(endpoint, (("name", "a b"),))
    assert (prepared.method, prepared.url, prepared.body) == ("POST", URL, (b"name=a%20b",))


def test_a_get_with_values_adds_them_to_the_query():
    endpoint = made(URL, ("name", "name"), "get")
    assert endpoint.parameters[0].location == Location.QUERY
    assert sent(endpoint, (("name", "1"), ("name", "2"))).url == f"{URL}&name=1&name=2"


def test_a_repeated_name_is_a_list_and_a_secret_name_a_secret():
    endpoint = made(URL, ("a", "a", "AccessToken", "password", "tokens"))
    assert [p.kind for p in endpoint.parameters] == [
        ParameterKind.LIST, ParameterKind.SECRET, ParameterKind.SECRET, ParameterKind.TEXT,
    ]  # fmt: skip


def test_a_secret_that_is_repeated_stays_one():
    (parameter,) = made(URL, ("AccessToken", "AccessToken")).parameters
    assert parameter.kind == ParameterKind.SECRET


def test_secrets_that_are_typed_into_an_address_are_hidden():
    url = "https://a/?AccessToken=a%2Bb+c/d&name=x&password=&flag"
    assert [s.reveal() for s in secrets_of_url(url)] == ["a%2Bb+c/d", "a+b c/d"]
    assert (
        redact_prepared(sent(made(url))).url == "https://a/?AccessToken=••••&name=x&password=&flag"
    )


def test_an_invalid_url_is_refused():
    assert isinstance(endpoint_for_url("https://"), FieldError)


def test_a_url_with_variables_is_checked_when_they_are_resolved():
    endpoint = made("https://{{host}}/x")
    request = Request(endpoint)
    there = Environment("E", variables={"host": "h"})
    prepared = prepare(request, None, there, "b")
    assert isinstance(prepared, PreparedRequest)
    assert prepared.url == "https://h/x"
    missing = prepare(request, None, Environment("E"), "b")
    assert isinstance(missing, tuple)
    assert "{{host}}" in missing[0].text


def test_an_address_that_is_still_being_typed_is_kept_as_it_is():
    unfinished = endpoint_for_typed_url("htt", "POST")
    assert (unfinished.path, unfinished.title, unfinished.method) == ("htt", "htt", "POST")
    assert endpoint_for_typed_url("", "GET").title == "New request"
    assert endpoint_for_typed_url("https://localhost/a?b", "GET").title == "https://localhost/a"


def test_an_address_takes_what_a_credential_fills_in():
    auth_parameters = AuthParameters("Own", ("https://h",), (("AccessToken", Secret("a+b")),))
    query = prepare(Request(made("https://h/x?a=1")), None, Environment("E"), "b", auth_parameters)
    assert isinstance(query, PreparedRequest)
    assert query.url == "https://h/x?a=1&AccessToken=a%2Bb"
    posted = made("https://h/x", ("Name",))
    form = prepare(Request(posted, (("Name", "n"),)), None, Environment("E"), "b", auth_parameters)
    assert isinstance(form, PreparedRequest)
    assert form.body == (b"Name=n&AccessToken=a%2Bb",)
    own = made("https://h/x", ("accesstoken",))
    assert taking(own, ("AccessToken",)) is own


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://h/x", "https://h/x"),
        ("https://h/?a=1&b=%20", "https://h/?a=1&b=%20"),
        ("https://h/?Access%5FToken=s&b=1", "https://h/?Access%5FToken=&b=1"),
        ("https://h/?b&token=a=b#f?token=1", "https://h/?b&token=#f?token=1"),
        ("htt", "htt"),
    ],
)
def test_an_address_is_kept_without_its_secrets(typed, kept):
    assert without_secrets(typed) == kept


@given(
    st.sampled_from(["", "http://[", "https://h?token=", "localhost:"]), st.text(st.characters())
)
def test_no_typed_url_raises(start, text):
    typed = start + text
    endpoint = endpoint_for_typed_url(typed, "GET", (text,))
    assert endpoint.path == typed
    assert len(without_secrets(typed)) <= len(typed)
    assert all(secret.reveal() for secret in secrets_of_url(typed))
    prepared = prepare(Request(endpoint, ((text, text),)), None, Environment("E"), "b" * 16)
    assert isinstance(prepared, PreparedRequest | tuple)
