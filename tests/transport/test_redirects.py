import base64
import contextlib
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.environments.plain_http import PlainHttp
from aiurdesk.core.preparing.cookie import environment_jar
from aiurdesk.core.preparing.prepare import AuthParameters, prepare
from aiurdesk.core.request.request import FileContent, Header, PreparedRequest, Request
from aiurdesk.core.response.response import FailureKind, Response, ResponseBody
from aiurdesk.transport.redirects import follow, has_redirect_location
from aiurdesk.transport.transport import SendFailure
from tests.transport.calls import a_request

HERE = "https://a.example/here?token=s3cret"
TOKEN = "s3/cr+et"
ENCODED = "s3%2Fcr%2Bet"


def redirect(location: str, status: int = 302) -> Response:
    return Response(status, "HTTP/1.1", (Header("Location", location),), ResponseBody(), HERE)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_with_a_location_can_be_followed(status):
    assert has_redirect_location(status, "/there")
    assert has_redirect_location(status, "")
    assert not has_redirect_location(status, None)


@pytest.mark.parametrize("status", [200, 300, 304, 305, 400])
def test_other_responses_are_not_redirects(status):
    assert not has_redirect_location(status, "/there")


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
def test_a_location_is_resolved_against_the_last_address(location, url):
    next_request, hop = follow(a_request(HERE), redirect(location))
    assert next_request.url == url
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
    next_request, _ = follow(request, redirect("/there", status))
    is_kept = method == becomes
    assert next_request.method == becomes
    assert next_request.body == (request.body if is_kept else ())
    assert [h.name for h in next_request.headers] == (["Content-Type", "X"] if is_kept else ["X"])


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
def test_a_redirect_to_a_forbidden_address_is_refused(location, words):
    with pytest.raises(SendFailure) as refusal:
        follow(a_request(HERE), redirect(location))
    assert refusal.value.kind is FailureKind.REDIRECT_REFUSED
    assert words in refusal.value.detail
    assert "s3cret" not in refusal.value.detail


@pytest.mark.parametrize("host", ["b.example", "api", "localhost"])
def test_a_redirect_from_https_to_http_is_refused_even_to_an_allowed_host(host):
    allowed = PlainHttp(("b.example", "api"), ("b.example", "api"))
    with pytest.raises(SendFailure, match="from HTTPS to plain HTTP"):
        follow(a_request(HERE), redirect(f"http://{host}/"), allowed)


IDENTIFYING = {"Authorization": "Bearer x", "Cookie": "a=1", "X-Key": f"k {TOKEN}", "Accept": "*/*"}


def test_credentials_are_not_sent_to_another_origin():
    request = a_request(HERE, headers=IDENTIFYING, secrets=(TOKEN,))
    next_request, hop = follow(request, redirect("https://b.example/"))
    assert [h.name for h in next_request.headers] == ["Accept"]
    assert hop.is_credential_dropped


@pytest.mark.parametrize("location", ["https://a.example:8443/", "https://sub.a.example/"])
def test_another_port_or_host_is_another_origin(location):
    next_request, hop = follow(a_request(HERE, headers=IDENTIFYING), redirect(location))
    assert "Authorization" not in [h.name for h in next_request.headers]
    assert hop.is_credential_dropped


def test_within_an_origin_nothing_is_dropped():
    request = a_request(HERE, headers=IDENTIFYING, secrets=(TOKEN,))
    next_request, hop = follow(request, redirect("https://A.example:443/there"))
    assert next_request.headers == request.headers
    assert not hop.is_credential_dropped


def test_the_cookie_jar_is_not_used_for_another_origin():
    request = a_request(HERE, jar="mine")
    next_request, hop = follow(request, redirect("https://b.example/"))
    assert (next_request.jar, hop.is_credential_dropped) == ("", True)
    next_request, hop = follow(request, redirect("/there"))
    assert (next_request.jar, hop.is_credential_dropped) == ("mine", False)


def test_the_jar_of_an_environment_is_used_for_every_origin():
    next_request, hop = follow(
        a_request(HERE, jar=environment_jar("x")), redirect("https://b.example/")
    )
    assert (next_request.jar, hop.is_credential_dropped) == (environment_jar("x"), False)


def test_a_hop_says_which_cookies_it_set_and_not_their_values():
    response = redirect("/there")
    lines = (Header("Set-Cookie", f"sid={TOKEN}; Path=/"), Header("set-cookie", "lang=en"))
    _, hop = follow(a_request(HERE), replace(response, headers=(*response.headers, *lines)))
    assert hop.set_cookies == (f"sid={DOTS}; Path=/", f"lang={DOTS}")


def test_a_request_without_a_credential_has_nothing_dropped():
    _, hop = follow(a_request(HERE), redirect("https://b.example/"))
    assert not hop.is_credential_dropped


@pytest.mark.parametrize(
    "body",
    [
        (f"AccessToken={ENCODED}".encode(),),
        (b'{"token": "s3/cr+et"}',),
        (b"x", FileContent("/nothing"), b"s3%2fcr%2bet"),
        (b"--b\r\n\r\n" + TOKEN.encode(),),
    ],
)
def test_a_secret_in_the_body_is_not_sent_to_another_origin(body):
    request = a_request(HERE, "POST", body=body, secrets=("", TOKEN))
    for status in (307, 308):
        with pytest.raises(SendFailure, match="secret") as refusal:
            follow(request, redirect("https://b.example/", status))
        assert refusal.value.kind is FailureKind.REDIRECT_REFUSED
        assert TOKEN not in refusal.value.detail


def test_a_body_without_secrets_is_sent_to_another_origin():
    request = a_request(HERE, "POST", body=(b"a=1",), secrets=(TOKEN,))
    next_request, _ = follow(request, redirect("https://b.example/", 307))
    assert next_request.body == (b"a=1",)


def test_a_body_with_a_secret_is_dropped_when_the_method_becomes_get():
    request = a_request(HERE, "POST", body=(TOKEN.encode(),), secrets=(TOKEN,))
    next_request, hop = follow(request, redirect("https://b.example/", 302))
    assert next_request.body == ()
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
def test_auth_parameters_never_leave_their_origin(text, endpoint, status, there, is_echoed):
    secret = Secret(f"s3cret {text}")
    auth_parameters = AuthParameters(
        "Mine",
        ("https://a.example",),
        values=(("AccessToken", secret),),
        headers=(("X-Key", secret), ("Authorization", Secret(f"Bearer {text}"))),
        jar="mine",
    )
    authenticated = prepare(Request(endpoint), None, Environment(""), "b" * 32, auth_parameters)
    assert isinstance(authenticated, PreparedRequest)
    query = "?" + urlencode({"a": secret.reveal()}) if is_echoed else ""
    next_request, hop = None, None
    with contextlib.suppress(SendFailure):
        next_request, hop = follow(authenticated, redirect(there + query, status))
    if next_request is None or hop is None:
        return
    assert hop.is_credential_dropped
    assert (next_request.jar, next_request.body) == ("", ())
    assert "s3cret" not in next_request.url
    assert not {"X-Key", "Authorization"} & {header.name for header in next_request.headers}


@pytest.mark.parametrize(
    "make",
    [
        lambda token: quote(token, safe=""),
        lambda token: quote(quote(token, safe=""), safe=""),
        lambda token: "".join(f"%25{byte:02x}" for byte in token.encode()),
        lambda token: base64.b64encode(token.encode()).decode(),
        lambda token: base64.b64encode(b"x" + token.encode()).decode().rstrip("="),
        lambda token: base64.urlsafe_b64encode(b"xy" + token.encode()).decode(),
        lambda token: quote(base64.b64encode(f'{{"t":"{token}"}}'.encode())),
        lambda token: base64.b64encode(base64.b64encode(token.encode())).decode(),
        lambda token: token.encode().hex(),
        lambda token: quote("&#" + ";&#".join(str(ord(character)) for character in token) + ";"),
    ],
)
def test_a_disguised_secret_is_not_sent_to_another_origin(make):
    request = a_request(HERE, secrets=(TOKEN,))
    disguised = make(TOKEN)
    for location in (
        f"https://b.example/?t={disguised}",
        f"https://b.example/{disguised}/x",
    ):
        with pytest.raises(SendFailure, match="secret") as refusal:
            follow(request, redirect(location))
        assert refusal.value.kind is FailureKind.REDIRECT_REFUSED
    within, _ = follow(request, redirect(f"/?t={disguised}"))
    assert within.url.startswith("https://a.example/")


def test_a_secret_in_the_host_name_is_not_looked_up():
    request = a_request(HERE, secrets=("S3cretToken",))
    with pytest.raises(SendFailure, match="secret"):
        follow(request, redirect("https://s3crettoken.b.example/"))
