import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.addresses.custom_url import (
    custom_request,
    endpoint_for_typed_url,
    endpoint_for_url,
    is_custom_url,
    path_names,
    taking,
    with_own_body,
    with_path_values,
)
from aiurdesk.core.api.endpoint import Endpoint, Location, ParameterKind
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exchange.redaction import redact_prepared
from aiurdesk.core.preparing.prepare import AuthParameters, prepare
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.request import (
    FormBody,
    JsonBody,
    NoBody,
    OffRow,
    PreparedRequest,
    Request,
    Row,
    Value,
)
from aiurdesk.core.request.request_secrets import address_without_secrets, secrets_of_address
from aiurdesk.core.variables.environment import Environment

URL = "https://example.org/a?keep=%2B+x"


def made(url: str, names: tuple[str, ...] = (), method: str = "") -> Endpoint:
    endpoint = endpoint_for_url(url, names, method)
    assert isinstance(endpoint, Endpoint), endpoint
    return endpoint


def sent(endpoint: Endpoint, values: tuple[tuple[str, Value], ...] = ()) -> PreparedRequest:
    anywhere = Environment("any", is_sandbox=True)
    prepared = prepare(Request(endpoint, values=values), None, anywhere, "boundary")
    assert isinstance(prepared, PreparedRequest), prepared
    return prepared


def test_a_url_is_not_the_id_of_an_endpoint():
    assert is_custom_url(URL)
    assert is_custom_url("{{base}}://x")
    assert not is_custom_url("gateway.home.index")


@pytest.mark.parametrize(
    ("text", "is_address"),
    [
        ("localhost:18080/x", True),
        ("localhost", True),
        ("[::1]:8080", True),
        ("example.com/", True),
        ("example.com:443", True),
        ("example.com?a=1", True),
        ("{{base}}/x", True),
        # These could be endpoints of which a letter is wrong.
        ("example.com", False),
        ("channel", False),
        ("", False),
        ("a b/c", False),
    ],
)
def test_an_address_without_a_scheme_is_told_from_the_id_of_an_endpoint(text, is_address):
    assert is_custom_url(text) is is_address


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
    (parameter,) = made(URL, ("AccessToken", "AccessToken")).parameters
    assert parameter.kind == ParameterKind.SECRET


def test_an_invalid_url_is_refused():
    assert isinstance(endpoint_for_url("https://"), Problem)


def test_a_url_with_variables_is_checked_when_they_are_resolved():
    endpoint = made("https://{{host}}/x")
    request = Request(endpoint)
    there = Environment("E", variables={"host": "h"})
    prepared = prepare(request, None, there, "b")
    assert isinstance(prepared, PreparedRequest)
    assert prepared.url == "https://h/x"
    missing = prepare(request, None, Environment("E"), "b")
    assert isinstance(missing, tuple)
    assert "{{host}}" in missing[0].sentence


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
    form = prepare(
        Request(posted, values=(("Name", "n"),)), None, Environment("E"), "b", auth_parameters
    )
    assert isinstance(form, PreparedRequest)
    assert form.body == (b"Name=n&AccessToken=a%2Bb",)
    own = made("https://h/x", ("accesstoken",))
    assert taking(own, ("AccessToken",)) is own


@given(
    st.sampled_from(["", "http://[", "https://h?token=", "localhost:"]), st.text(st.characters())
)
def test_no_typed_url_raises(start, text):
    typed = start + text
    endpoint = endpoint_for_typed_url(typed, "GET", (text,))
    assert endpoint.path == typed
    assert len(address_without_secrets(typed)) <= len(typed)
    assert all(secret.reveal() for secret in secrets_of_address(typed))
    prepared = prepare(Request(endpoint, values=((text, text),)), None, Environment("E"), "b" * 16)
    assert isinstance(prepared, PreparedRequest | tuple)


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("https://h/users/:id/posts/{post}?a=:b#{c}", ("id", "post")),
        ("https://h:8443/a{id}b/:id", ("id",)),
        ("{{base}}/:id/{{variable}}/{{{odd}}}", ("id",)),
        ("localhost:8080/:Id", ("Id",)),
        ("https://{host}/x", ()),
        ("https://h/:memory:/a:b/::c", ()),
        ("https://h?x=/:id", ()),
        ("https://h", ()),
        ("", ()),
    ],
)
def test_segments_of_an_address_are_parameters(address, names):
    assert path_names(address) == names


@given(st.text(), st.text())
def test_the_value_of_a_path_parameter_is_one_segment(one, other):
    filled = with_path_values("https://h/a/:one/{other}/z?q", {"one": one, "other": other})
    assert filled.startswith("https://h/a/")
    assert filled.endswith("/z?q")
    assert filled.count("/") == len(["https:", "", "h", "a", "1", "2", "z"]) - 1


def prepared_with(endpoint: Endpoint, **members):
    anywhere = Environment("any", variables={"host": "h.example"})
    return prepare(Request(endpoint, **members), None, anywhere, "boundary")


def test_path_parameters_are_filled_in_and_the_other_values_go_into_the_query():
    endpoint = made("https://{{host}}/users/:id?x=1", ("id", "page"), "GET")
    assert [p.location for p in endpoint.parameters] == [Location.PATH, Location.QUERY]
    prepared = prepared_with(endpoint, values=(("id", "a b/c"), ("page", "2")), is_forced=True)
    assert prepared.url == "https://h.example/users/a%20b%2Fc?x=1&page=2"


def test_a_path_parameter_without_a_value_is_asked_for():
    errors = prepared_with(made("https://h/users/:id"))
    assert errors == (
        Problem("id is a part of the address: enter a value for it.", FieldPlace("id")),
    )


def test_a_path_parameter_that_is_switched_off_is_sent_as_it_was_typed():
    endpoint = made("https://h/users/:id")
    assert prepared_with(endpoint, values_off=(OffRow(0, "id", "7"),)).url == "https://h/users/:id"
    assert prepared_with(endpoint, is_forced=True).url == "https://h/users/:id"


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PURGE", "HEAD"])
def test_a_body_is_sent_with_every_method_and_the_values_go_into_the_query(method):
    body = JsonBody('{"a": 1}')
    endpoint = endpoint_for_typed_url("https://h/x", method, ("q",), body)
    prepared = prepared_with(endpoint, values=(("q", "1"),), body=body)
    assert (prepared.method, prepared.url) == (method, "https://h/x?q=1")
    assert prepared.body == (b'{"a": 1}',)
    assert [(h.name, h.value) for h in prepared.headers] == [("Content-Type", "application/json")]


def test_a_post_without_a_body_sends_none():
    endpoint = endpoint_for_typed_url("https://h/x", "POST", (), NoBody())
    prepared = prepared_with(endpoint, body=NoBody())
    assert (prepared.body, prepared.headers) == ((), ())


@pytest.mark.parametrize(
    ("body", "url", "data"),
    [
        (FormBody((Row("a", "1"),)), "https://h/x", b"a=1&AccessToken=hush"),
        (JsonBody("1"), "https://h/x?AccessToken=hush", b"1"),
    ],
)
def test_what_a_credential_adds_goes_into_the_form_where_there_is_one(body, url, data):
    added = AuthParameters("app", ("https://h",), values=(("AccessToken", Secret("hush")),))
    endpoint = endpoint_for_typed_url("https://h/x", "POST", (), body)
    prepared = prepare(Request(endpoint, body=body), None, Environment("any"), "boundary", added)
    assert isinstance(prepared, PreparedRequest)
    assert (prepared.url, prepared.body) == (url, (data,))
    assert "hush" not in str(redact_prepared(prepared))


def test_a_key_for_the_query_goes_there_with_any_method_and_a_typed_one_wins():
    added = AuthParameters("key", ("https://h",), query=(("api_key", Secret("hush")),))

    def url(address, *values):
        names = tuple(name for name, _ in values)
        endpoint = endpoint_for_typed_url(address, "POST", names, NoBody())
        request = Request(endpoint, values=values, body=NoBody())
        prepared = prepare(request, None, Environment("any"), "boundary", added)
        return prepared.url if isinstance(prepared, PreparedRequest) else prepared

    assert url("https://h/x?a=1") == "https://h/x?a=1&api_key=hush"
    assert url("https://h/x?api_key=mine") == "https://h/x?api_key=mine"
    assert url("https://h/x", ("api_key", "mine")) == "https://h/x?api_key=mine"


def test_an_error_in_the_body_and_one_in_a_value_are_told_together():
    body = JsonBody("{")
    endpoint = endpoint_for_typed_url("https://h/:id", "POST", (), body)
    errors = prepared_with(endpoint, body=body)
    assert [(error.field.parameter, error.field.is_body) for error in errors] == [
        ("id", False),
        ("", True),
    ]


@given(
    st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PURGE"]),
    st.lists(st.tuples(st.sampled_from(["id", "a", "b"]), st.text(max_size=5)), max_size=4),
)
def test_a_request_with_a_body_of_its_own_sends_the_same_bytes(method, pairs):
    values = tuple(pairs)
    endpoint = made("https://h/:id?x=1", tuple(name for name, _ in values), method)
    request = Request(endpoint, values=values, is_forced=True)
    own = with_own_body(request)
    assert own.body is not None
    assert with_own_body(own) is own
    anywhere = Environment("any")
    assert prepare(own, None, anywhere, "b" * 16) == prepare(request, None, anywhere, "b" * 16)


def test_a_new_request_has_no_body():
    request = custom_request("https://h/")
    assert (request.body, request.endpoint.method) == (NoBody(), "GET")


@pytest.mark.parametrize("address", ["ws://localhost:1/:room", "WSS://a.example/{room}"])
def test_an_address_of_a_socket_is_connected_to(address):
    made = endpoint_for_typed_url(address, "POST", ("room", "since"), NoBody())
    assert (made.is_websocket, made.method, made.path) == (True, "GET", address)
    assert [parameter.location for parameter in made.parameters] == [Location.PATH, Location.QUERY]
    prepared = sent(made, (("room", "a b"), ("since", "5")))
    assert prepared.url.startswith("http")
    assert prepared.url.endswith("/a%20b?since=5")
    assert not endpoint_for_typed_url("https://a.example/", "GET").is_websocket
