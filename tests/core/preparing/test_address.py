from time import thread_time
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Service
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import (
    CUSTOM_URLS,
    PRODUCTION,
    PRODUCTION_2020,
    Environment,
    Literal,
)
from aiurdesk.core.preparing.address import (
    absolute_address,
    base_address,
    is_loopback,
    is_on_this_computer,
    origin_of_request,
    query_of,
    scheme_note,
    to_http,
    to_socket,
    why_unresolved,
    with_scheme,
)
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.preparing.prepare import prepare
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.typed import is_socket_address

PLAIN = Environment("Production")
ANY_CHARACTERS = st.text(st.characters())
"""Lone surrogates and NUL included."""
BEGINNINGS = st.sampled_from(
    ["", "http://[", "http://[::1%25", "https://1.2.3.999", "//", "?", "{{", "localhost:", "a.b#"]
)
TYPED = st.builds(str.__add__, BEGINNINGS, ANY_CHARACTERS)
STARGATE = Service("stargate", "Stargate", "https://stargate.aiursoft.com", "2020-09", "2020")


def refused(answer: str | Problem) -> str:
    assert isinstance(answer, Problem), answer
    assert answer.field.parameter == ""
    return answer.sentence


def test_the_environment_overrides_the_base_address_of_a_service():
    assert base_address(STARGATE, PLAIN) == "https://stargate.aiursoft.com"
    there = Environment("Mine", base_urls={"stargate": "http://127.0.0.1:5000/s/"})
    assert base_address(STARGATE, there) == "http://127.0.0.1:5000/s"


def test_the_sandbox_has_only_its_own_services():
    text = refused(base_address(STARGATE, Environment("Sandbox", is_sandbox=True)))
    assert text.startswith("Stargate is at https://stargate.aiursoft.com, and not in the sandbox.")


def test_an_environment_of_other_generations_has_no_address():
    other = Environment("Production", generations=("2023-2025",))
    assert "no address for Stargate (2020-09)" in refused(base_address(STARGATE, other))
    assert isinstance(base_address(STARGATE, Environment("P", generations=("2020-09",))), str)


HELD = Environment(
    "M",
    {"stargate": "https://{{env:X}}.evil.example"},
    variables={
        "env:X": Literal("value"),
        "secret:Work": Literal("hush"),
        "by_name": Literal("token-value"),
        "nested": "a.{{deep}}",
        "deep": "{{env:X}}",
        "host": "good.example",
        "base": "https://good.example",
        "start": "https:/",
        "hook": Literal("https://hooks.example/T/B"),
    },
    secrets=(Secret("token-value"), Secret("https://hooks.example/T/B")),
)


WITH_A_SECRET_HOST = [
    "https://{{env:X}}.evil.example/",
    "https://{{env:X}}",
    "https://{{secret:Work}}.evil.example/",
    "https://{{by_name}}.evil.example/a",
    "https://{{nested}}.evil.example/",
    "{{env:X}}.evil.example/a",
    "{{env:X}}",
    "{{env:X}}://evil.example/",
    "https://{{env:X}}@evil.example/",
    "https://me:{{env:X}}@evil.example/",
    "https://evil.example:{{env:X}}/",
    "evil.example:{{env:X}}/",
    "https://b\u00fccher.{{env:X}}.example/",
    "https://evil.example\uff0f{{env:X}}.evil.example/",
    "https://evil.example\\{{env:X}}/",
    "https:{{env:X}}.evil.example/",
    "https:/{{env:X}}.evil.example/",
    "{{start}}/{{env:X}}.evil.example/",
    "wss://{{env:X}}.evil.example/",
    " https://[{{env:X}}]/",
    "https://{{env:NOT_SET}}.evil.example/",
]


def test_no_variable_of_the_process_and_no_secret_is_in_a_host():
    refusals = {text: refused(absolute_address(text, HELD)) for text in WITH_A_SECRET_HOST}
    assert [t for t, r in refusals.items() if "The host of the address holds {{" not in r] == []
    assert [text for text, refusal in refusals.items() if "value" in refusal] == []
    endpoints = [custom_request(text).endpoint for text in WITH_A_SECRET_HOST]
    assert {origin_of_request(endpoint, None, HELD) for endpoint in endpoints} == {""}


def test_the_variable_in_the_host_is_named():
    text = "https://{{host}}.{{secret:Work}}/{{env:X}}"
    assert "holds {{secret:Work}}, which" in refused(absolute_address(text, HELD))
    assert "holds {{env:X}}, which" in refused(base_address(STARGATE, HELD))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://{{host}}/{{env:X}}", "https://good.example/value"),
        ("{{base}}/{{env:X}}", "https://good.example/value"),
        ("{{base}}?{{env:X}}", "https://good.example/?value"),
        ("{{host}}/{{secret:Work}}/b", "https://good.example/hush/b"),
        ("localhost:80/{{by_name}}", "http://localhost/token-value"),
        ("{{hook}}/{{by_name}}", "https://hooks.example/T/B/token-value"),
    ],
)
def test_they_may_stand_behind_the_host_and_others_in_it(text, address):
    assert absolute_address(text, HELD) == address


def test_a_value_of_the_path_does_not_get_into_the_host():
    request = replace(custom_request("{{start}}/{x}.evil.example/"), values=(("x", "{{env:X}}"),))
    assert "value" not in str(prepare(request, None, HELD, "b" * 16))


def test_base_addresses_may_hold_variables():
    there = Environment("M", base_urls={"stargate": "https://{{host}}"}, variables={"host": "h"})
    assert base_address(STARGATE, there) == "https://h"
    nowhere = Environment("M", base_urls={"stargate": "https://{{host}}"})
    assert "{{host}} has no value in the environment M" in refused(base_address(STARGATE, nowhere))


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("https://a.b", "https://a.b/"),
        (" HTTPS://A.b:8443/x/y#part ", "https://a.b:8443/x/y"),
        ("https://a/p%20q?x=%2B+;'\"|", "https://a/p%20q?x=%2B+;'%22%7C"),
        ("https://a/你 {x}?q=😀&&=", "https://a/%E4%BD%A0%20%7Bx%7D?q=%F0%9F%98%80&&="),
        ("https://a/?", "https://a/?"),
        ("https://a?x=?", "https://a/?x=?"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://[::1]:80/", "http://[::1]/"),
        ("https://a:80/", "https://a:80/"),
        ("https://a/#?x", "https://a/"),
    ],
)
def test_legal_characters_of_an_address_stay_byte_for_byte(typed, sent):
    assert absolute_address(typed, PLAIN) == sent


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter an address"),
        ("/gateway", "Enter an address"),
        ("https:", "Enter an address"),
        ("mailto:a@b", "Enter an address"),
        ("ftp://a/", "Enter an address"),
        ("file:///etc/passwd", "Enter an address"),
        ("https:///x", "Enter an address"),
        ("https://me:pw@a/", "user name and password"),
        ("https://a/%zz", "percent sign as %25"),
        ("https://a/\x00", "not allowed in an address"),
        ("https://a/\ud800", "not allowed in an address"),
        ("https://a:port/", "host or the port"),
        ("https://a:99999/", "host or the port"),
        ("http://[::1", "host or the port"),
        ("https://a b/", "host or the port"),
        (f"https://{'ü' * 80}.example/", "host or the port"),
    ],
)
def test_an_invalid_address_is_refused_with_an_example(typed, words):
    text = refused(absolute_address(typed, PLAIN))
    assert words in text
    assert "https://api.example.com/users" in text


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/a/./b/../c", "/a/c"),
        ("/../../a", "/a"),
        ("/a/..", "/"),
        ("/a/b/.", "/a/b/"),
        ("/a//../b", "/a/b"),
        ("/a/.../%2e%2e", "/a/.../%2e%2e"),
    ],
)
def test_dots_in_a_path_are_resolved_as_every_client_does(path, sent):
    assert absolute_address(f"https://a{path}?x=../y", PLAIN) == f"https://a{sent}?x=../y"


@given(st.text())
def test_the_client_sends_an_address_as_it_is_prepared(text):
    answer = absolute_address(f"https://a.b/{text}", PLAIN)
    if isinstance(answer, str):
        assert httpx.URL(answer).raw_path.decode() == answer.removeprefix("https://a.b")


@given(st.text())
def test_any_text_is_an_address_of_legal_characters_or_refused(text):
    answer = absolute_address(f"https://a.b/{text}", PLAIN)
    if isinstance(answer, str):
        assert answer.isascii()
        assert answer.isprintable()
        assert " " not in answer
        assert urlsplit(answer).netloc == "a.b"


def test_variables_without_a_value_are_named():
    assert why_unresolved(("a",), PLAIN).sentence.startswith("{{a}} has no value in")
    assert why_unresolved(("a", "b"), PLAIN).sentence.startswith("{{a}}, {{b}} have no value in")


def test_without_an_environment_it_is_said_that_none_is_named():
    text = why_unresolved(("a",), CUSTOM_URLS).sentence
    assert text.startswith("{{a}} has no value here, and no environment is named. ")
    assert CUSTOM_URLS.name not in text


def test_a_request_goes_where_its_environment_says():
    view = Endpoint("archon.a.b", "archon", "a", "b", "GET", "/a/b")
    archon = Service("archon", "Archon", "https://archon.aiursoft.com", "2020-09", "2020")
    sandbox = Environment("S", {"archon": "https://127.0.0.1:4000"}, is_sandbox=True)
    assert origin_of_request(view, archon, PRODUCTION_2020) == "https://archon.aiursoft.com"
    assert origin_of_request(view, archon, sandbox) == "https://127.0.0.1:4000"
    assert origin_of_request(view, archon, PRODUCTION) == ""
    typed = Endpoint("", "", "", "", "GET", "https://A.example:443/x")
    assert origin_of_request(typed, None, PRODUCTION) == "https://a.example"


@given(TYPED)
def test_no_typed_address_raises(text):
    custom = Endpoint(text, "", "", text, "GET", text)
    assert isinstance(absolute_address(text, PLAIN), str | Problem)
    assert origin_of_request(custom, None, PLAIN).count("#") == 0
    assert query_of(text) in text
    assert text.strip() in with_scheme(text)
    assert isinstance(scheme_note(text), str)


@pytest.mark.parametrize(
    ("typed", "address", "note"),
    [
        ("localhost:18080/json", "http://localhost:18080/json", "http://"),
        ("127.0.0.1", "http://127.0.0.1/", "http://"),
        ("[::1]:8080/a?b", "http://[::1]:8080/a?b", "http://"),
        ("example.org/a", "https://example.org/a", "https://"),
        ("bücher.example", "https://xn--bcher-kva.example/", "https://"),
        ("localhost.example:1", "https://localhost.example:1/", "https://"),
        ("app.localhost:8080/a", "http://app.localhost:8080/a", "http://"),
    ],
)
def test_a_host_without_a_scheme_gets_one_and_the_note_says_which(typed, address, note):
    assert absolute_address(typed, PLAIN) == address
    assert f"{note} is used" in scheme_note(typed)
    assert f"{note.replace('http', 'ws')} is used" in scheme_note(typed, is_socket=True)


def test_an_address_that_no_server_takes_is_refused_with_its_length():
    assert absolute_address("http://h/" + "a" * 60_000, PLAIN) == "http://h/" + "a" * 60_000
    words = refused(absolute_address("http://h/" + "{{" * 3_000_000, PLAIN))
    assert "The address has 6,000,009 characters, and 65,536 is the most" in words


def test_a_long_host_is_refused_at_once():
    started = thread_time()
    assert "host or the port" in refused(absolute_address("xü" * 32_000, PLAIN))
    # Encoding it took five seconds; this takes hundredths of one. Time of the processor, which
    # depends less on what else runs.
    assert thread_time() - started < 1


@pytest.mark.parametrize("typed", ["https://a", "{{base}}/x", "", "mailto:a", "http", "https:"])
def test_no_note_where_there_is_a_scheme_or_may_be_one(typed):
    assert scheme_note(typed) == ""


def test_only_loopback_addresses_are_loopback():
    assert is_loopback("127.0.0.1")
    assert is_loopback("::1")
    assert not is_loopback("128.0.0.1")
    # RFC 6761 section 6.3.
    assert is_loopback("a.localhost")
    assert is_loopback("A.B.LocalHost.")
    assert not is_loopback("a-localhost")
    assert not is_loopback("localhost.example")


@pytest.mark.parametrize(
    ("addresses", "is_local"),
    [
        ({"a": "http://127.0.0.1:8080", "b": "http://localhost"}, True),
        ({"a": "http://127.0.0.1", "b": "https://b.example"}, False),
        ({"a": "{{base}}"}, False),
        ({"a": "http://["}, False),
        ({}, False),
    ],
)
def test_an_environment_with_own_addresses_of_this_computer_stays_on_it(addresses, is_local):
    assert is_on_this_computer(Environment("e", base_urls=addresses)) is is_local


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("wss://a.example/x", "https://a.example/x"),
        ("WS://localhost:1/", "http://localhost:1/"),
        ("https://a.example/", "https://a.example/"),
        ("a.example/?u=ws://b", "a.example/?u=ws://b"),
    ],
)
def test_a_handshake_is_sent_over_http(typed, sent):
    assert to_http(typed) == sent
    assert is_socket_address(typed) is typed.lower().startswith("ws")


@given(st.text())
def test_the_scheme_goes_there_and_back(rest):
    for scheme in ("ws", "wss"):
        assert to_socket(to_http(f"{scheme}://{rest}")) == f"{scheme}://{rest}"
