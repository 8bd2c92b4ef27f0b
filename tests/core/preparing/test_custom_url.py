import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.exchange.redaction import redact_prepared
from aiurdesk.core.preparing.custom_url import (
    address_problem,
    custom_request,
    is_custom_url,
    with_own_body,
    with_path_values,
)
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
from aiurdesk.core.request.typed import Typed, path_names

URL = "https://example.org/a?keep=%2B+x"


def parameters(target: Typed, *names: str) -> tuple[Parameter, ...]:
    return Request(target, values=tuple((name, "1") for name in names)).endpoint.parameters


def sent(target: Typed, values: tuple[tuple[str, Value], ...] = ()) -> PreparedRequest:
    anywhere = Environment("any", is_sandbox=True)
    prepared = prepare(Request(target, values=values), None, anywhere, "boundary")
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
    prepared = sent(Typed(URL))
    assert (prepared.method, prepared.url, prepared.body) == ("GET", URL, ())


def test_a_post_sends_its_values_in_a_form():
    prepared = sent(Typed(URL, "POST"), (("name", "a b"),))
    assert (prepared.method, prepared.url, prepared.body) == ("POST", URL, (b"name=a%20b",))


def test_a_get_with_values_adds_them_to_the_query():
    assert parameters(Typed(URL, "get"), "name", "name")[0].location == Location.QUERY
    assert sent(Typed(URL, "get"), (("name", "1"), ("name", "2"))).url == f"{URL}&name=1&name=2"


def test_a_repeated_name_is_a_list_and_a_secret_name_a_secret():
    taken = parameters(Typed(URL), "a", "a", "AccessToken", "password", "tokens")
    assert [parameter.kind for parameter in taken] == [
        ParameterKind.LIST, ParameterKind.SECRET, ParameterKind.SECRET, ParameterKind.TEXT,
    ]  # fmt: skip
    (parameter,) = parameters(Typed(URL), "AccessToken", "AccessToken")
    assert parameter.kind == ParameterKind.SECRET


def test_an_invalid_url_is_refused():
    assert isinstance(address_problem("https://"), Problem)


def test_a_url_with_variables_is_checked_when_they_are_resolved():
    assert address_problem("https://{{host}}/x") is None
    request = Request(Typed("https://{{host}}/x"))
    there = Environment("E", variables={"host": "h"})
    prepared = prepare(request, None, there, "b")
    assert isinstance(prepared, PreparedRequest)
    assert prepared.url == "https://h/x"
    missing = prepare(request, None, Environment("E"), "b")
    assert isinstance(missing, tuple)
    assert "{{host}}" in missing[0].sentence


def test_an_address_that_is_still_being_typed_is_kept_as_it_is():
    unfinished = Request(Typed("htt", "POST")).endpoint
    assert (unfinished.path, unfinished.title, unfinished.method) == ("htt", "htt", "POST")
    assert custom_request().endpoint.title == "New request"
    assert custom_request("https://localhost/a?b").endpoint.title == "https://localhost/a"


def test_an_address_takes_what_a_credential_fills_in():
    auth_parameters = AuthParameters("Own", ("https://h",), (("AccessToken", Secret("a+b")),))
    query = prepare(Request(Typed("https://h/x?a=1")), None, Environment("E"), "b", auth_parameters)
    assert isinstance(query, PreparedRequest)
    assert query.url == "https://h/x?a=1&AccessToken=a%2Bb"
    posted = Typed("https://h/x", "POST")
    form = prepare(
        Request(posted, values=(("Name", "n"),)), None, Environment("E"), "b", auth_parameters
    )
    assert isinstance(form, PreparedRequest)
    assert form.body == (b"Name=n&AccessToken=a%2Bb",)
    own = Request(posted, values=(("accesstoken", "mine"),))
    typed = prepare(own, None, Environment("E"), "b", auth_parameters)
    assert isinstance(typed, PreparedRequest)
    assert typed.body == (b"accesstoken=mine",)


@given(
    st.sampled_from(["", "http://[", "https://h?token=", "localhost:"]), st.text(st.characters())
)
def test_no_typed_url_raises(start, text):
    typed = start + text
    request = Request(Typed(typed), values=((text, text),))
    assert request.endpoint.path == typed
    assert len(address_without_secrets(typed)) <= len(typed)
    assert all(secret.reveal() for secret in secrets_of_address(typed))
    prepared = prepare(request, None, Environment("E"), "b" * 16)
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


def prepared_with(target: Typed, **members):
    anywhere = Environment("any", variables={"host": "h.example"})
    return prepare(Request(target, **members), None, anywhere, "boundary")


def test_path_parameters_are_filled_in_and_the_other_values_go_into_the_query():
    target = Typed("https://{{host}}/users/:id?x=1")
    taken = parameters(target, "id", "page")
    assert [parameter.location for parameter in taken] == [Location.PATH, Location.QUERY]
    prepared = prepared_with(target, values=(("id", "a b/c"), ("page", "2")), is_forced=True)
    assert prepared.url == "https://h.example/users/a%20b%2Fc?x=1&page=2"


def test_a_path_parameter_without_a_value_is_asked_for():
    errors = prepared_with(Typed("https://h/users/:id"))
    assert errors == (
        Problem("id is a part of the address: enter a value for it.", FieldPlace("id")),
    )


def test_a_path_parameter_that_is_switched_off_is_sent_as_it_was_typed():
    endpoint = Typed("https://h/users/:id")
    assert prepared_with(endpoint, values_off=(OffRow(0, "id", "7"),)).url == "https://h/users/:id"
    assert prepared_with(endpoint, is_forced=True).url == "https://h/users/:id"


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PURGE", "HEAD"])
def test_a_body_is_sent_with_every_method_and_the_values_go_into_the_query(method):
    body = JsonBody('{"a": 1}')
    endpoint = Typed("https://h/x", method)
    prepared = prepared_with(endpoint, values=(("q", "1"),), body=body)
    assert (prepared.method, prepared.url) == (method, "https://h/x?q=1")
    assert prepared.body == (b'{"a": 1}',)
    assert [(h.name, h.value) for h in prepared.headers] == [("Content-Type", "application/json")]


def test_a_post_without_a_body_sends_none():
    endpoint = Typed("https://h/x", "POST")
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
    endpoint = Typed("https://h/x", "POST")
    prepared = prepare(Request(endpoint, body=body), None, Environment("any"), "boundary", added)
    assert isinstance(prepared, PreparedRequest)
    assert (prepared.url, prepared.body) == (url, (data,))
    assert "hush" not in str(redact_prepared(prepared))


def test_a_key_for_the_query_goes_there_with_any_method_and_a_typed_one_wins():
    added = AuthParameters("key", ("https://h",), query=(("api_key", Secret("hush")),))

    def url(address, *values):
        request = Request(Typed(address, "POST"), values=values, body=NoBody())
        prepared = prepare(request, None, Environment("any"), "boundary", added)
        return prepared.url if isinstance(prepared, PreparedRequest) else prepared

    assert url("https://h/x?a=1") == "https://h/x?a=1&api_key=hush"
    assert url("https://h/x?api_key=mine") == "https://h/x?api_key=mine"
    assert url("https://h/x", ("api_key", "mine")) == "https://h/x?api_key=mine"


def test_an_error_in_the_body_and_one_in_a_value_are_told_together():
    body = JsonBody("{")
    endpoint = Typed("https://h/:id", "POST")
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
    request = Request(Typed("https://h/:id?x=1", method), values=values, is_forced=True)
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
    values = (("room", "a b"), ("since", "5"))
    made = Request(Typed(address, "POST"), values=values).endpoint
    assert (made.is_websocket, made.method, made.path) == (True, "GET", address)
    assert [parameter.location for parameter in made.parameters] == [Location.PATH, Location.QUERY]
    prepared = sent(Typed(address, "POST"), values)
    assert prepared.url.startswith("http")
    assert prepared.url.endswith("/a%20b?since=5")
    assert not custom_request("https://a.example/").endpoint.is_websocket
