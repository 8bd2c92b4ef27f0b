import asyncio
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from starlette.requests import Request as ServerRequest

from aiurdesk.core.api.endpoint import Choice, Endpoint, Location, Parameter, ParameterKind, Service
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.environments.proxies import proxy_choice
from aiurdesk.core.environments.route import HttpVersion, Route
from aiurdesk.core.preparing.cookie import environment_jar
from aiurdesk.core.preparing.form_rules import check
from aiurdesk.core.preparing.prepare import NO_AUTH_PARAMETERS, AuthParameters, prepare
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import (
    FileBody,
    FileContent,
    FileValue,
    FormBody,
    GraphqlBody,
    Header,
    PreparedRequest,
    Request,
    Row,
    SendOptions,
    TextBody,
    Value,
)
from aiurdesk.core.request.typed import Typed

K, L = ParameterKind, Location
SERVICE = Service("probe", "Probe", "https://probe.aiursoft.com", "2020-09", "2020")
PLAIN = Environment("Production", variables={"token": "a+/=b", "id": "7", "two": "two"})
TOKEN = Parameter("AccessToken", K.SECRET, L.FORM)
FORM = (TOKEN, Parameter("name", K.TEXT, L.FORM), Parameter("pinned", K.TEXT, L.QUERY))
Values = tuple[tuple[str, Value], ...]


def of(method: str, *parameters: Parameter, path: str = "/a") -> Endpoint:
    return Endpoint("probe.a.b", "probe", "a", "b", method, path, parameters=parameters)


def answer(request: Request) -> PreparedRequest | tuple[Problem, ...]:
    return prepare(request, SERVICE, PLAIN, "boundary0123456789")


def sent(request: Request) -> PreparedRequest:
    prepared = answer(request)
    assert isinstance(prepared, PreparedRequest), prepared
    return prepared


def refused(request: Request) -> dict[str, str]:
    errors = answer(request)
    assert isinstance(errors, tuple), errors
    return {error.field.parameter: error.sentence for error in errors}


def read_by_server(
    prepared: PreparedRequest, files: bytes = b""
) -> tuple[list[tuple[str, str]], list[tuple[str, object]]]:
    """Return query and form as starlette reads them."""
    body = b"".join(part if isinstance(part, bytes) else files for part in prepared.body)
    scope = {
        "type": "http", "method": prepared.method, "path": "/",
        "query_string": urlsplit(prepared.url).query.encode(),
        "headers": [(h.name.lower().encode(), h.value.encode()) for h in prepared.headers],
    }  # fmt: skip

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def read() -> tuple[list[tuple[str, str]], list[tuple[str, object]]]:
        request = ServerRequest(scope, receive)
        async with request.form() as form:
            return request.query_params.multi_items(), list[tuple[str, object]](form.multi_items())

    return asyncio.run(read())


def test_a_get_puts_everything_in_the_query_and_has_no_body():
    endpoint = of("GET", Parameter("a", K.TEXT, L.QUERY), Parameter("b", K.BOOLEAN, L.QUERY))
    prepared = sent(Request(endpoint, values=(("b", "TRUE"), ("a", "x y+"))))
    assert replace(prepared, jar="") == PreparedRequest(
        "GET", "https://probe.aiursoft.com/a?b=true&a=x%20y%2B"
    )


def test_a_post_puts_form_values_in_the_body_and_leaves_pinned_ones_in_the_query():
    prepared = sent(Request(of("POST", *FORM), values=(("pinned", "1"), ("accesstoken", "a+/=b"))))
    assert prepared.url == "https://probe.aiursoft.com/a?pinned=1"
    assert prepared.body == (b"AccessToken=a%2B%2F%3Db",)
    assert prepared.headers == (Header("Content-Type", "application/x-www-form-urlencoded"),)
    assert [secret.reveal() for secret in prepared.secrets] == ["a+/=b"]


def test_a_post_without_values_sends_an_empty_form():
    prepared = sent(Request(of("POST", *FORM)))
    assert prepared.body == (b"",)
    assert prepared.headers == (Header("Content-Type", "application/x-www-form-urlencoded"),)


def test_other_methods_send_a_body_only_when_there_is_something_to_send():
    endpoint = of("POST", *FORM)
    assert sent(Request(endpoint, method="delete")).body == ()
    assert sent(Request(endpoint, values=(("name", "x"),), method="DELETE")).body == (b"name=x",)
    assert sent(Request(endpoint, method="PATCH")).body == (b"",)


def test_a_get_in_place_of_a_post_carries_the_form_in_the_query():
    prepared = sent(Request(of("POST", *FORM), values=(("name", "x"),), method="GET"))
    assert (prepared.url.partition("?")[2], prepared.body) == ("name=x", ())


def test_a_post_in_place_of_a_get_leaves_the_query_where_it_is():
    endpoint = of("GET", Parameter("a", K.TEXT, L.QUERY))
    prepared = sent(Request(endpoint, values=(("a", "1"),), method="POST"))
    assert (prepared.url.partition("?")[2], prepared.body) == ("a=1", (b"",))


def test_lists_repeat_their_key_and_choices_send_their_wire_value():
    endpoint = of(
        "POST",
        Parameter("at", K.LIST, L.FORM),
        Parameter("c", K.CHOICE, L.FORM, choices=(Choice("2", "Blue"),)),
    )
    prepared = sent(Request(endpoint, values=(("at", ("b", "a,", "b")), ("c", "blue"))))
    assert prepared.body == (b"at=b&at=a%2C&at=b&c=2",)


def test_a_file_makes_the_body_multipart_and_the_form_a_part_of_it():
    endpoint = of("POST", *FORM, Parameter("file", K.FILE, L.MULTIPART))
    values = (("file", FileValue("/tmp/x", "你.png", "image/png")), ("name", "n"), ("pinned", "1"))
    prepared = sent(Request(endpoint, values=values))
    assert prepared.body[1] == FileContent("/tmp/x")
    query, form = read_by_server(prepared, b"content")
    assert query == [("pinned", "1")]
    assert [(name, getattr(value, "filename", value)) for name, value in form] == [
        ("file", "你.png"), ("name", "n"),
    ]  # fmt: skip


def test_a_multipart_body_without_a_file_is_still_multipart():
    prepared = sent(Request(of("POST", *FORM, Parameter("file", K.FILE, L.MULTIPART))))
    assert prepared.headers[0].value == "multipart/form-data; boundary=boundary0123456789"
    assert prepared.body == (b"--boundary0123456789--\r\n",)


def test_a_json_parameter_is_the_whole_body():
    endpoint = of("POST", Parameter("body", K.JSON, L.JSON))
    prepared = sent(Request(endpoint, values=(("body", '{"a": "你"}'),)))
    assert prepared.headers == (Header("Content-Type", "application/json"),)
    assert prepared.body == ('{"a": "你"}'.encode(),)
    assert sent(Request(endpoint)).body == (b"",)


def test_forced_names_go_where_the_method_puts_them():
    for endpoint, url, body in (
        (of("GET"), "?x=1", ()),
        (of("POST"), "", (b"x=1",)),
        (of("POST", Parameter("body", K.JSON, L.JSON)), "?x=1", (b"",)),
    ):
        prepared = sent(Request(endpoint, values=(("x", "1"),), is_forced=True))
        assert (prepared.url.removeprefix("https://probe.aiursoft.com/a"), prepared.body) == (
            url,
            body,
        )


PATH = (
    Parameter("site", K.TEXT, L.PATH, required=True),
    Parameter("rest", K.TEXT, L.REST),
)


def test_path_parameters_stand_escaped_in_the_address():
    endpoint = of("GET", *PATH, path="/F/{site}/{**rest}")
    prepared = sent(Request(endpoint, values=(("site", "a b%{rest}"), ("rest", "c d/{**rest}?"))))
    assert prepared.url == (
        "https://probe.aiursoft.com/F/a%20b%25%7Brest%7D/c%20d/%7B%2A%2Arest%7D%3F"
    )


def test_an_absent_end_of_the_path_takes_its_slash_with_it():
    endpoint = of("GET", *PATH, path="/F/{site}/{**rest}")
    assert sent(Request(endpoint, values=(("site", "s"),))).url == "https://probe.aiursoft.com/F/s"
    two = of("GET", Parameter("a", K.TEXT, L.PATH), Parameter("b", K.TEXT, L.PATH), path="/{a}/{b}")
    assert sent(Request(two)).url == "https://probe.aiursoft.com/"


def test_an_empty_placeholder_in_the_path_is_refused_unless_forced():
    optional = Parameter("site", K.TEXT, L.PATH)
    endpoint = of("GET", optional, path="/F/{site}/x")
    assert "part of the address" in refused(Request(endpoint))["site"]
    assert sent(Request(endpoint, is_forced=True)).url == "https://probe.aiursoft.com/F//x"
    middle = of("GET", optional, PATH[1], path="/F/{site}/{**rest}")
    assert "site" in refused(Request(middle, values=(("rest", "x"),)))


def test_forced_dots_stay_in_the_address():
    endpoint = of("GET", *PATH, path="/F/{site}/{**rest}")
    request = Request(endpoint, values=(("site", ".."), ("rest", "./a")), is_forced=True)
    assert sent(request).url == "https://probe.aiursoft.com/F/%2E%2E/%2E/a"


def test_variables_are_resolved_in_values_headers_and_lists():
    endpoint = of("POST", *FORM, Parameter("at", K.LIST, L.FORM))
    request = Request(
        endpoint,
        values=(("AccessToken", "{{token}}"), ("at", ("{{id}}", "x"))),
        headers=(Header("X", "{{id}}"),),
    )
    prepared = sent(request)
    assert prepared.body == (b"AccessToken=a%2B%2F%3Db&at=7&at=x",)
    assert prepared.headers[1] == Header("X", "7")
    assert [secret.reveal() for secret in prepared.secrets] == ["a+/=b"]


def test_a_variable_without_a_value_is_refused_even_when_forced():
    endpoint = of("POST", *FORM)
    values = (("name", "{{a}} {{b}}"),)
    text = refused(Request(endpoint, values=values, is_forced=True))["name"]
    assert text.startswith("{{a}}, {{b}} have no value in the environment Production.")
    assert "{{c}}" in refused(Request(of("POST", Parameter("l", K.LIST, L.FORM)),
                                      values=(("l", ("{{c}}", "{{c}}")),)))["l"]  # fmt: skip


def test_the_value_of_a_variable_is_checked():
    endpoint = of("GET", Parameter("n", K.INTEGER, L.QUERY))
    assert check(endpoint, (("n", "{{two}}"),)) == ()
    assert "whole number" in refused(Request(endpoint, values=(("n", "{{two}}"),)))["n"]
    forced = Request(endpoint, values=(("n", "{{two}}"),), is_forced=True)
    assert sent(forced).url.endswith("?n=two")


def test_a_value_without_a_name_is_refused_even_when_forced():
    request = Request(Typed("https://localhost/"), values=(("", "x"),), is_forced=True)
    assert prepare(request, None, Environment("any"), "boundary") == (
        Problem("Give the parameter a name, such as id."),
    )


def test_half_a_character_is_refused_even_when_forced():
    endpoint = of("POST", *FORM, Parameter("l", K.LIST, L.FORM))
    values: Values = (("name", "\ud800"), ("l", ("a", "\udfff")), ("\ud800", "x"))
    assert set(refused(Request(endpoint, values=values, is_forced=True))) == {"name", "l", "\ud800"}


def test_a_file_outside_a_multipart_body_is_refused_even_when_forced():
    request = Request(of("POST", *FORM), values=(("name", FileValue("/a", "a")),), is_forced=True)
    assert "file cannot be sent here" in refused(request)["name"]
    for_path = of("GET", *PATH, path="/{site}/{**rest}")
    in_path = Request(
        for_path, values=(("site", "a"), ("rest", FileValue("/a", "a"))), is_forced=True
    )
    assert "rest" in refused(in_path)
    json = of("POST", Parameter("body", K.JSON, L.JSON))
    as_json = Request(json, values=(("body", FileValue("/a", "a")),), is_forced=True)
    assert "body" in refused(as_json)


def test_a_file_name_with_line_breaks_is_refused_even_when_forced():
    endpoint = of("POST", Parameter("file", K.FILE, L.MULTIPART))
    bad = Request(endpoint, values=(("file", FileValue("/a", "a\r\nX: y")),), is_forced=True)
    assert "cannot be sent" in refused(bad)["file"]
    quoted = Request(endpoint, values=(("file", FileValue("/a", 'a"b')),), is_forced=True)
    head = sent(quoted).body[0]
    assert isinstance(head, bytes)
    assert b'filename="a\\"b"' in head


def test_a_file_and_json_need_a_method_with_a_body():
    file = of("POST", Parameter("file", K.FILE, L.MULTIPART))
    request = Request(file, values=(("file", FileValue("/a", "a")),), method="GET")
    assert refused(request)["file"] == "GET cannot carry it. Choose a method such as POST."
    json = of("POST", Parameter("body", K.JSON, L.JSON))
    assert "HEAD" in refused(Request(json, values=(("body", "{}"),), method="HEAD"))["body"]


def test_the_users_own_content_type_wins():
    request = Request(of("POST", *FORM), headers=(Header("content-type", "text/plain"),))
    assert sent(request).headers == (Header("content-type", "text/plain"),)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (Request(of("GET"), method="GET /"), "method of one word"),
        (Request(of("GET"), headers=(Header("a b", ""),)), "not a valid header name"),
    ],
)
def test_methods_and_headers_that_cannot_be_sent_are_refused(request_, words):
    assert words in refused(request_)[""]


def test_an_unavailable_service_is_the_only_error():
    there = Environment("New", generations=("2023-2025",))
    errors = prepare(Request(of("GET"), values=(("x", "1"),)), SERVICE, there, "b")
    assert isinstance(errors, tuple)
    assert [error.field.parameter for error in errors] == [""]
    assert "no address for" in errors[0].sentence


def test_a_service_that_the_sandbox_lacks_is_the_first_error():
    errors = prepare(
        Request(of("GET"), values=(("x", "1"),)),
        SERVICE,
        Environment("Sandbox", is_sandbox=True),
        "b",
    )
    assert isinstance(errors, tuple)
    assert errors[0] == Problem(errors[0].sentence)
    assert "Probe is at https://" in errors[0].sentence
    assert errors[1].field.parameter == "x"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_every_text_arrives_in_every_place_or_is_refused_with_a_sentence(data):
    location = data.draw(st.sampled_from([L.QUERY, L.FORM, L.MULTIPART, L.PATH, L.REST]))
    text = data.draw(st.text(st.characters(exclude_categories=())))
    method = "GET" if location in {L.PATH, L.REST} else "POST"
    template = {L.PATH: "/p/{v}", L.REST: "/p/{**v}"}.get(location, "/p")
    endpoint = of(method, Parameter("v", K.TEXT, location), path=template)
    request = Request(endpoint, values=(("v", text),))
    errors = check(endpoint, request.values)
    if errors:
        assert errors[0].sentence.endswith((".", f"such as {text.split('/')[-1]}."))
        return
    prepared = answer(request)
    if not isinstance(prepared, PreparedRequest):
        assert "{{" in text
        return
    if location in {L.PATH, L.REST}:
        assert unquote(urlsplit(prepared.url).path.removeprefix("/p/")) == text
        return
    query, form = read_by_server(prepared)
    assert (query if location == L.QUERY else form) == [("v", text)]
    assert parse_qsl(urlsplit(prepared.url).query, keep_blank_values=True) == query


SIGNED = AuthParameters(
    "Mine",
    ("https://probe.aiursoft.com",),
    values=(("accesstoken", Secret("{{id}}+/=")),),
    headers=(("Authorization", Secret("Bearer abcdef")),),
    secrets=(Secret("abcdef"),),
    jar="mine",
)


def signed(request: Request, environment: Environment = PLAIN) -> object:
    return prepare(request, SERVICE, environment, "boundary0123456789", SIGNED)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_credential_fills_in_its_parameter_exactly_as_it_is(method: str) -> None:
    prepared = signed(Request(of(method, TOKEN), values=()))
    assert isinstance(prepared, PreparedRequest)
    query, form = read_by_server(prepared)
    assert (query or form) == [("AccessToken", "{{id}}+/=")]
    assert Header("Authorization", "Bearer abcdef") in prepared.headers
    assert {"{{id}}+/=", "abcdef"} <= {secret.reveal() for secret in prepared.secrets}
    assert prepared.jar == "mine"


def test_a_required_parameter_is_not_missing_when_a_credential_fills_it_in() -> None:
    required = Parameter("AccessToken", K.SECRET, L.QUERY, required=True)
    assert isinstance(signed(Request(of("GET", required), values=())), PreparedRequest)
    assert "AccessToken" in refused(Request(of("GET", required), values=()))


def test_a_typed_value_and_a_typed_header_win_over_the_credential() -> None:
    own = Request(
        of("GET", TOKEN),
        values=(("AccessToken", "own"),),
        headers=(Header("authorization", "x own"),),
    )
    prepared = signed(own)
    assert isinstance(prepared, PreparedRequest)
    assert read_by_server(prepared)[0] == [("AccessToken", "own")]
    assert [h.value for h in prepared.headers if h.name.lower() == "authorization"] == ["x own"]


def test_a_credential_is_refused_where_an_environment_leads_elsewhere() -> None:
    moved = Environment("Moved", {"probe": "https://elsewhere.test"})
    errors = signed(Request(of("GET", TOKEN), values=()), moved)
    assert isinstance(errors, tuple)
    assert "https://elsewhere.test" in errors[0].sentence
    assert "abcdef" not in str(errors)


def test_variables_in_names_are_resolved_where_a_person_chooses_the_names():
    environment = Environment("Mine", variables={"n": "token", "kind": "text/csv", "v": "1"})
    url = Typed("https://h/a", "POST")
    request = Request(url, values=(("{{n}}", "hush"),), headers=(Header("X-{{n}}", "{{v}}"),))
    rows = replace(request, body=FormBody((Row("f{{v}}", "2"), Row("{{n}}", "quiet"))))
    prepared = prepare(rows, None, environment, boundary="boundary0123456789")
    assert isinstance(prepared, PreparedRequest)
    assert prepared.url == "https://h/a?token=hush"
    assert Header("X-token", "1") in prepared.headers
    assert prepared.body == (b"f1=2&token=quiet",)
    # A name says that its value is a secret, also where it was typed as text.
    assert {"hush", "quiet", "1"} <= {secret.reveal() for secret in prepared.secrets}
    text = prepare(
        replace(request, body=TextBody("a", "{{kind}}")),
        None,
        environment,
        boundary="boundary0123456789",
    )
    assert isinstance(text, PreparedRequest)
    assert Header("Content-Type", "text/csv") in text.headers


@pytest.mark.parametrize(
    "members",
    [
        {"values": (("{{gone}}", "1"),)},
        {"headers": (Header("X-{{gone}}", "1"),)},
        {"body": FormBody((Row("{{gone}}", "1"),))},
        {"body": TextBody("a", "{{gone}}")},
        {"body": FileBody("/a", "{{gone}}")},
    ],
)
def test_a_variable_without_a_value_in_a_name_is_told(members):
    url = Typed("https://h/a", "POST")
    errors = prepare(
        Request(url, **members), None, Environment("Mine"), boundary="boundary0123456789"
    )
    assert isinstance(errors, tuple)
    assert "{{gone}} has no value in the environment Mine" in errors[0].sentence


@pytest.mark.parametrize(
    ("options", "auth_parameters", "jar"),
    [
        (SendOptions(), NO_AUTH_PARAMETERS, environment_jar(PLAIN.name)),
        (SendOptions(keeps_cookies=True), NO_AUTH_PARAMETERS, environment_jar(PLAIN.name)),
        (SendOptions(keeps_cookies=False), NO_AUTH_PARAMETERS, ""),
        (SendOptions(), AuthParameters("mine", jar="c1"), "c1"),
        (SendOptions(keeps_cookies=False), AuthParameters("mine", jar="c1"), ""),
        # A credential that has no session gets no cookies of others.
        (SendOptions(), AuthParameters("key"), ""),
    ],
)
def test_the_jar_is_that_of_the_credential_or_else_of_the_environment(
    options, auth_parameters, jar
):
    request = Request(of("GET"), options=options)
    auth_parameters = replace(auth_parameters, origins=(SERVICE.base_url,))
    prepared = prepare(request, SERVICE, PLAIN, "boundary0123456789", auth_parameters)
    assert isinstance(prepared, PreparedRequest), prepared
    assert prepared.jar == jar


def test_the_route_is_that_of_the_environment_with_the_version_of_the_request():
    environment = replace(PLAIN, route=Route(proxy_choice("none"), folder="/f"))
    request = Request(of("GET"), options=SendOptions(http_version=HttpVersion.HTTP1))
    prepared = prepare(request, SERVICE, environment, "boundary0123456789")
    assert isinstance(prepared, PreparedRequest), prepared
    assert prepared.route == replace(environment.route, http_version=HttpVersion.HTTP1)


@pytest.mark.parametrize("accept", ["", "application/json"])
def test_a_document_of_graphql_says_what_it_accepts_unless_a_person_does(accept):
    typed = (Header("accept", accept),) if accept else ()
    body = GraphqlBody("{ a }")
    endpoint = Typed("https://h.example/graphql?a=1", "POST")
    request = Request(endpoint, body=body, headers=typed)
    prepared = prepare(request, None, PLAIN, "b")
    assert isinstance(prepared, PreparedRequest)
    values = [header.value for header in prepared.headers if header.name.lower() == "accept"]
    assert values == [accept or "application/graphql-response+json, application/json;q=0.9"]
    assert prepared.body == (b'{"query":"{ a }"}',)
    fetched = prepare(replace(request, method="GET"), None, PLAIN, "b")
    assert isinstance(fetched, PreparedRequest)
    assert (fetched.url, fetched.body) == ("https://h.example/graphql?a=1&query=%7B%20a%20%7D", ())


def test_a_subscription_is_prepared_as_a_handshake():
    body = GraphqlBody("subscription { a }")
    request = Request(Typed("https://h.example/graphql", "POST"), body=body)
    assert request.endpoint.is_websocket
    prepared = prepare(request, None, PLAIN, "b")
    assert isinstance(prepared, PreparedRequest)
    assert (prepared.method, prepared.url) == ("GET", "https://h.example/graphql")
    assert (prepared.headers, prepared.body) == ((), ())
    assert prepared.messages == (
        '{"type": "connection_init"}',
        '{"id": "1", "type": "subscribe", "payload": {"query":"subscription { a }"}}',
    )


def test_a_form_that_was_typed_before_the_address_became_a_sockets_is_not_sent():
    endpoint = Typed("wss://h.example/")
    request = Request(endpoint, body=FormBody((Row("a", "1"),)))
    prepared = prepare(request, None, PLAIN, "b")
    assert isinstance(prepared, PreparedRequest)
    assert (prepared.url, prepared.headers, prepared.body) == ("https://h.example/", (), ())


def test_all_that_a_credential_adds_is_secret_and_goes_to_one_location():
    added = AuthParameters(
        origins=("https://h.example",),
        values=(("key", Secret("in-form")),),
        query=(("k", Secret("in-query")),),
        secrets=(Secret("further"),),
    )
    body = FormBody((Row("a", "1"),))
    endpoint = Typed("https://h.example/")
    prepared = prepare(Request(endpoint, body=body), None, PLAIN, "b", added)
    assert isinstance(prepared, PreparedRequest)
    assert (prepared.url, prepared.body) == ("https://h.example/?k=in-query", (b"a=1&key=in-form",))
    assert {"in-form", "in-query", "further"} <= {s.reveal() for s in prepared.secrets}
