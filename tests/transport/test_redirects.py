import contextlib
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.credentials.auth_parameters import AuthParameters
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.prepare import prepare
from aiurdesk.core.request.request import FileContent, Header, PreparedRequest, Request
from aiurdesk.core.response.response import Body, FailureKind, Response
from aiurdesk.transport.redirects import follow, leads_on
from aiurdesk.transport.send_failure import SendFailure
from tests.transport.calls import a_request

HERE = "https://a.example/here?token=s3cret"
TOKEN = "s3/cr+et"
SPELLED = "s3%2Fcr%2Bet"


def redirect(location: str, status: int = 302) -> Response:
    return Response(status, "HTTP/1.1", (Header("Location", location),), Body(), HERE)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_with_an_address_leads_on(status):
    assert leads_on(status, "/there")
    assert leads_on(status, "")
    assert not leads_on(status, None)


@pytest.mark.parametrize("status", [200, 300, 304, 305, 400])
def test_other_answers_lead_nowhere(status):
    assert not leads_on(status, "/there")


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/there", "https://a.example/there"),
        ("there?x=1#part", "https://a.example/there?x=1"),
        ("//b.example/x", "https://b.example/x"),
        ("https://b.example:8443", "https://b.example:8443"),
        ("?x=ü y", "https://a.example/here?x=%C3%BC%20y"),
        ("/a%20b", "https://a.example/a%20b"),
    ],
)
def test_an_address_is_read_relative_to_the_last_one(location, url):
    onward, hop = follow(a_request(HERE), redirect(location))
    assert onward.url == url
    assert (hop.status, hop.url, hop.location) == (302, HERE, url)


@pytest.mark.parametrize(
    ("method", "status", "becomes"),
    [
        ("POST", 301, "GET"),
        ("POST", 302, "GET"),
        ("POST", 303, "GET"),
        ("POST", 307, "POST"),
        ("POST", 308, "POST"),
        ("PUT", 302, "PUT"),
        ("DELETE", 303, "GET"),
        ("HEAD", 303, "HEAD"),
        ("GET", 301, "GET"),
    ],
)
def test_the_method_changes_as_in_browsers(method, status, becomes):
    headers = {"Content-Type": "text/plain", "X": "1"}
    request = a_request(HERE, method, headers=headers, body=(b"x",))
    onward, _ = follow(request, redirect("/there", status))
    is_kept = method == becomes
    assert onward.method == becomes
    assert onward.body == (request.body if is_kept else ())
    assert [h.name for h in onward.headers] == (["Content-Type", "X"] if is_kept else ["X"])


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://a.example/", "plain HTTP"),
        ("http://localhost/", "plain HTTP"),
        ("file:///etc/passwd", "file:"),
        ("javascript:alert(1)", "javascript:"),
        ("data:text/html,x", "data:"),
        ("https://[::1", "broken"),
        ("https://", "broken"),
        ("https://a.example:99999/", "broken"),
        ("https://user:word@b.example/", "broken"),
        ("", "no address"),
    ],
)
def test_a_redirect_that_leads_astray_is_refused(location, words):
    with pytest.raises(SendFailure) as refusal:
        follow(a_request(HERE), redirect(location))
    assert refusal.value.kind is FailureKind.REDIRECT_REFUSED
    assert words in refusal.value.detail
    assert "s3cret" not in refusal.value.detail


IDENTIFYING = {"Authorization": "Bearer x", "Cookie": "a=1", "X-Key": f"k {TOKEN}", "Accept": "*/*"}


def test_what_identifies_the_caller_stays_at_its_origin():
    request = a_request(HERE, headers=IDENTIFYING, secrets=(TOKEN,))
    onward, hop = follow(request, redirect("https://b.example/"))
    assert [h.name for h in onward.headers] == ["Accept"]
    assert hop.is_credential_dropped


@pytest.mark.parametrize("location", ["https://a.example:8443/", "https://sub.a.example/"])
def test_another_port_or_name_is_another_origin(location):
    onward, hop = follow(a_request(HERE, headers=IDENTIFYING), redirect(location))
    assert "Authorization" not in [h.name for h in onward.headers]
    assert hop.is_credential_dropped


def test_within_an_origin_nothing_is_dropped():
    request = a_request(HERE, headers=IDENTIFYING, secrets=(TOKEN,))
    onward, hop = follow(request, redirect("https://A.example:443/there"))
    assert onward.headers == request.headers
    assert not hop.is_credential_dropped


def test_the_cookie_jar_stays_at_its_origin():
    request = a_request(HERE, jar="mine")
    onward, hop = follow(request, redirect("https://b.example/"))
    assert (onward.jar, hop.is_credential_dropped) == ("", True)
    onward, hop = follow(request, redirect("/there"))
    assert (onward.jar, hop.is_credential_dropped) == ("mine", False)


def test_nothing_is_said_to_be_dropped_where_nothing_was():
    _, hop = follow(a_request(HERE), redirect("https://b.example/"))
    assert not hop.is_credential_dropped


@pytest.mark.parametrize(
    "body",
    [
        (f"AccessToken={SPELLED}".encode(),),
        (b'{"token": "s3/cr+et"}',),
        (b"x", FileContent("/nothing"), b"s3%2fcr%2bet"),
        (b"--b\r\n\r\n" + TOKEN.encode(),),
    ],
)
@pytest.mark.parametrize("status", [307, 308])
def test_a_secret_in_the_body_goes_to_no_other_origin(body, status):
    request = a_request(HERE, "POST", body=body, secrets=("", TOKEN))
    with pytest.raises(SendFailure, match="secret") as refusal:
        follow(request, redirect("https://b.example/", status))
    assert refusal.value.kind is FailureKind.REDIRECT_REFUSED
    assert TOKEN not in refusal.value.detail


def test_a_secret_in_the_new_address_goes_to_no_other_origin():
    request = a_request(HERE, secrets=(TOKEN,))
    with pytest.raises(SendFailure, match="secret"):
        follow(request, redirect(f"https://b.example/?token={SPELLED}"))


def test_a_body_without_secrets_goes_along():
    request = a_request(HERE, "POST", body=(b"a=1",), secrets=(TOKEN,))
    onward, _ = follow(request, redirect("https://b.example/", 307))
    assert onward.body == (b"a=1",)


def test_a_secret_body_that_becomes_a_get_stays_behind():
    request = a_request(HERE, "POST", body=(TOKEN.encode(),), secrets=(TOKEN,))
    onward, hop = follow(request, redirect("https://b.example/", 302))
    assert onward.body == ()
    assert hop.is_credential_dropped


GET = Endpoint(
    "s.g.e",
    "",
    "g",
    "e",
    "GET",
    "https://a.example/x",
    parameters=(Parameter("AccessToken", ParameterKind.SECRET, Location.QUERY),),
)
POST = replace(
    GET,
    method="POST",
    parameters=(Parameter("AccessToken", ParameterKind.SECRET, Location.FORM),),
)


@settings(max_examples=50)
@given(
    st.text(min_size=1).filter(lambda text: text.isprintable()),
    st.sampled_from([GET, POST]),
    st.sampled_from([301, 303, 307]),
    st.sampled_from(["https://a.example:8443/y", "https://b.example/y", "https://a.example.b/y"]),
    st.booleans(),
)
def test_what_a_credential_adds_never_leaves_its_origin(text, endpoint, status, there, is_echoed):
    secret = Secret(f"s3cret {text}")
    signature = AuthParameters(
        "Mine",
        ("https://a.example",),
        values=(("AccessToken", secret),),
        headers=(("X-Key", secret), ("Authorization", Secret(f"Bearer {text}"))),
        jar="mine",
    )
    signed = prepare(Request(endpoint), None, Environment(""), "b" * 32, signature)
    assert isinstance(signed, PreparedRequest)
    query = "?" + urlencode({"a": secret.reveal()}) if is_echoed else ""
    onward, hop = None, None
    with contextlib.suppress(SendFailure):
        onward, hop = follow(signed, redirect(there + query, status))
    if onward is None or hop is None:
        return
    assert hop.is_credential_dropped
    assert (onward.jar, onward.body) == ("", ())
    assert "s3cret" not in onward.url
    assert not {"X-Key", "Authorization"} & {header.name for header in onward.headers}
