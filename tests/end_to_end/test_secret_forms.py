"""No form of a secret stands in anything that is written or shown: a matrix of channel and form.

What a server sent is shown as it came: in the views of a response, in the body and the headers of
``--show json``, and in the message of a verdict. Everything else is searched.
"""

import base64
import json
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from aiurdesk.cli.response_text import exchange_text
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.credentials.user_info import UserAndPassword
from aiurdesk.core.environments.environment import CUSTOM_URLS
from aiurdesk.core.environments.proxies import ProxyChoice
from aiurdesk.core.environments.route import Route
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.exchange.sockets.transcript import Transcript, transcript_of, with_transcript
from aiurdesk.core.exporters.code_request import code_request
from aiurdesk.core.exporters.curl import write_curl
from aiurdesk.core.history.recording import record_of
from aiurdesk.core.preparing.cookie import environment_jar
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import (
    FormBody,
    GraphqlBody,
    Header,
    PreparedRequest,
    Request,
    TextBody,
)
from aiurdesk.core.request.request_secrets import address_without_secrets
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Failure, Hop, Response, SocketSummary
from aiurdesk.core.state.tab_state import tab_state
from aiurdesk.services.sending.connections import Connections
from aiurdesk.transport.http import HttpTransport
from tests.cookie_server import cookie_server
from tests.core.exchange.sockets.frames import AT
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.end_to_end.secret_channels import (
    ADDRESS,
    CONTROL,
    LIBRARY,
    a_request,
    a_response,
    recorded,
    sent,
    written,
)
from tests.fakes import a_pipeline
from tests.proxies import PASSWORD, USER, a_proxy, chosen
from tests.secret_forms import ADDRESSES, KNOWN, SECRET, SPELLINGS, TEXTS, betrays
from tests.services.login_setup import LoginSetup
from tests.transport.misbehaving_server import keeping_open, response, serving

OF_A_REQUEST = {
    "saved request", "window.json", "tab title", "address", "imported", "history", "report junit",
    "report json", "report html", "copied report", "preview", "standard output", "standard error",
    "log",
}  # fmt: skip
OF_A_RESPONSE = OF_A_REQUEST - {
    "saved request", "window.json", "tab title", "address", "imported", "preview",
}  # fmt: skip
FORMS = {
    "names": [form for form in TEXTS if form.startswith("name ")],
    "texts": [form for form in TEXTS if not form.startswith("name ")],
    "addresses": [*ADDRESSES],
}
"""The forms in groups: a test tries those of one, and reports all that leak."""


def leaks(channels: dict[str, str], expected: set[str]) -> list[str]:
    """Return the channels in which the secret, or a part of it, stands."""
    assert expected <= set(channels)
    return [name for name in sorted(expected) if SECRET[:12] in channels[name]]


@pytest.mark.parametrize("group", FORMS)
async def test_a_secret_in_a_request_is_in_no_channel(group, tmp_path, caplog):
    leaking: dict[str, list[str]] = {}
    for form in FORMS[group]:
        channels = await channels_of_a_request(form, tmp_path / form[:40].replace(" ", "_"))
        leaking[form] = leaks({**channels, "log": caplog.text}, OF_A_REQUEST)
        caplog.clear()
    assert {form: names for form, names in leaking.items() if names} == {}


async def channels_of_a_request(form: str, folder: Path) -> dict[str, str]:
    """Return what is written and shown of requests with a secret in one form, but for the log."""
    text, address = TEXTS.get(form, CONTROL), ADDRESSES.get(form, ADDRESS)
    channels: dict[str, str] = {}
    # A table has its names in the first line, and a document begins otherwise.
    others = () if "column" in form else (GraphqlBody,)
    for kind in (FormBody, TextBody, *others):
        request = a_request(text, address, kind)
        contents = dict(written(request))
        # The program takes user name and password out of an address before it sends.
        if form == "user information":
            address = address_without_secrets(address)
            request = a_request(text, address, kind)
        # The fragment never gets to the server.
        message = f"You said: {text} to {address.partition('#')[0]}"
        body = json.dumps({"code": 7, "message": message, "protocolVersion": "1"}).encode()
        exchange = await sent(request, a_response(body))
        contents |= dict(recorded(exchange, folder))
        for name, content in contents.items():
            channels[name] = channels.get(name, "") + content
    return channels


@pytest.mark.parametrize("group", FORMS)
async def test_a_secret_in_a_response_is_in_no_file(group, tmp_path, caplog):
    leaking: dict[str, list[str]] = {}
    for form in (*FORMS[group], *(["UTF-16"] if group == "texts" else [])):
        folder = tmp_path / form[:40].replace(" ", "_")
        channels = await channels_of_a_response(form, folder)
        leaking[form] = leaks({**channels, "log": caplog.text}, OF_A_RESPONSE)
        caplog.clear()
    assert {form: names for form, names in leaking.items() if names} == {}


async def channels_of_a_response(form: str, folder: Path) -> dict[str, str]:
    """Return what is written and shown of responses with a secret in one form, but for the log."""
    text = TEXTS.get(form, ADDRESSES.get(form, TEXTS["name password"]))
    data = text.encode("utf-16" if form == "UTF-16" else "utf-8")
    channels = dict(recorded(await sent(a_request(CONTROL), a_response(data)), folder))
    message = json.dumps({"code": 7, "message": text, "protocolVersion": "1"}).encode()
    logged = await sent(a_request(CONTROL), a_response(message))
    assert logged.verdict.message == text
    if form in ADDRESSES:
        location = Header("Location", text)
        secrets = (Header("X-Auth-Token", SECRET), Header("Set-Cookie", f"sid={SECRET}; Path=/"))
        pointed = await sent(a_request(CONTROL), a_response(b"", 302, location, *secrets))
        followed = replace(a_response(b""), hops=(Hop(302, ADDRESS, text),))
        for exchange in (pointed, await sent(a_request(CONTROL), followed)):
            channels["standard error"] += exchange_text(exchange)
            contents = dict(recorded(exchange, folder))
            for name in ("history", "copied report"):
                channels[name] += contents[name]
    return channels


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_a_known_secret_that_a_server_repeats_is_in_no_channel(spelling, tmp_path, caplog):
    text = SPELLINGS[spelling]
    environment = replace(CUSTOM_URLS, variables={"needle": KNOWN}, secrets=(Secret(KNOWN),))
    request = a_request("{{needle}}", f"{ADDRESS}?q={{{{needle}}}}")
    message = json.dumps({"code": 7, "message": f"You said: {text}", "protocolVersion": "1"})
    response = a_response(message.encode(), 200, Header("X-Echo", f"a {text} b"))
    exchange = await sent(request, replace(response, reason=f"OK {text}"), environment)
    assert exchange.prepared.url.endswith(f"?q={KNOWN}")
    channels = dict(written(request))
    channels |= dict(recorded(exchange, tmp_path, has_headers=True))
    channels["log"] = caplog.text
    assert "Unexpected code 7" in channels["log"]
    assert [name for name, content in channels.items() if betrays(content, text)] == []
    for name in ("history", "preview", "copied report", "standard error"):
        assert DOTS in channels[name], name


def streamed(handshake: Exchange, text: str) -> Exchange:
    """Return a connection with a text in what came, wherever an event takes one, and was sent."""
    # A name and an id are one line; the other forms are no longer what they are in one.
    name = text if text.isprintable() else CONTROL
    size = len(text.encode())
    event = Frame(AT, Direction.RECEIVED, FrameKind.TEXT, text, size, name=name, id=name)
    message = Frame(AT, Direction.SENT, FrameKind.TEXT, text, size)
    return with_transcript(handshake, Transcript((event, message), SocketSummary(received=1)))


@pytest.mark.parametrize("group", FORMS)
async def test_a_secret_in_an_event_is_in_no_file(group, tmp_path, caplog):
    handshake = await sent(a_request(CONTROL), replace(a_response(b""), is_stream=True))
    assert transcript_of(handshake.outcome) == ()
    leaking: dict[str, list[str]] = {}
    for form in FORMS[group]:
        text = TEXTS.get(form) or ADDRESSES[form]
        folder = tmp_path / form[:40].replace(" ", "_")
        channels = dict(recorded(streamed(handshake, text), folder))
        assert "Events: 1 received" in channels["standard error"]
        leaking[form] = leaks({**channels, "log": caplog.text}, OF_A_RESPONSE)
        caplog.clear()
    assert {form: names for form, names in leaking.items() if names} == {}


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_a_known_secret_in_an_event_is_in_no_channel(spelling, tmp_path, caplog):
    text = SPELLINGS[spelling]
    environment = replace(CUSTOM_URLS, variables={"needle": KNOWN}, secrets=(Secret(KNOWN),))
    request = a_request("{{needle}}", f"{ADDRESS}?q={{{{needle}}}}")
    response = replace(a_response(b""), is_stream=True)
    exchange = streamed(await sent(request, response, environment), f"You said: {text}")
    channels = dict(recorded(exchange, tmp_path, has_headers=True))
    channels["log"] = caplog.text
    assert [name for name, content in channels.items() if betrays(content, text)] == []
    assert "You said" in channels["standard output"]
    assert DOTS in channels["standard output"]


@pytest.mark.parametrize("name", ["environment", "credential"])
async def test_the_cookies_of_a_jar_are_in_no_channel(name, tmp_path, caplog):
    jar = environment_jar("Tests") if name == "environment" else "c1"
    connections = Connections(HttpTransport)
    with cookie_server(SECRET) as server:
        pipeline = a_pipeline(connections, LIBRARY)
        channels: dict[str, str] = {"log": ""}
        for path in ("/in", "/in?again=1", "/out"):
            request = Request(Typed(server.base + path))
            prepared = pipeline.preview(pipeline.plan(request, CUSTOM_URLS))
            assert isinstance(prepared, PreparedRequest), prepared
            prepared = replace(prepared, jar=jar)
            exchange = await pipeline.exchange(request, prepared, None, Limits())
            for channel, content in recorded(exchange, tmp_path):
                channels[channel] = channels.get(channel, "") + content
        plan = pipeline.plan(request, CUSTOM_URLS)
        channels["preview"] += repr(pipeline.preview(plan))
        channels["log"] = caplog.text
    await connections.aclose()
    assert [SECRET in cookies for _, cookies in server.heard] == [False, True, True]
    assert leaks(channels, OF_A_RESPONSE | {"preview"}) == []
    assert f"sid={DOTS}" in channels["preview"]


class Repeating(QuietHandler):
    """Asks for Digest once, then repeats all headers in a message, a header and an address."""

    seen: list[str]

    def do_GET(self) -> None:
        authorization = self.headers.get("Authorization", "")
        self.seen.append(authorization)
        if not authorization:
            self.respond(b"", 401, WWW_Authenticate='Digest realm="r", nonce="n", qop="auth"')
            return
        repeated = "; ".join(self.headers.values())
        message = {"code": 7, "message": f"You said: {repeated}", "protocolVersion": "1"}
        self.respond(
            json.dumps(message).encode(),
            200,
            X_Said=authorization,
            Link=f"</?said={authorization}>",
        )


# Scheme → its fields, its secrets, and where what is computed begins in the header.
COMPUTED = {
    "digest": ((("user", "ann"),), {"password": SECRET}, 'response="'),
    "aws": (
        (("access_key", "AKID"), ("region", "eu-west-1"), ("service", "s3")),
        {"secret_key": SECRET, "session_token": f"session{SECRET}"},
        "Signature=",
    ),
    "command": ((("command", f'"{sys.executable}" -c "print(\'token\' * 5)"'),), {}, "Bearer "),
}


@pytest.mark.parametrize("scheme", COMPUTED)
async def test_what_a_credential_computes_is_in_no_channel(scheme, tmp_path, caplog):
    values, secrets, before = COMPUTED[scheme]
    seen: list[str] = []
    handler = type("Handler", (Repeating,), {"seen": seen})
    connections = Connections(HttpTransport)
    setup = LoginSetup(tmp_path / "profile", CUSTOM_URLS, connections)
    hidden = {name: Secret(text) for name, text in secrets.items()}
    with http_serving(handler) as url:
        credential = await setup.added(scheme, values, hidden, (url,))
        request = Request(Typed(f"{url}/a"), credential="Mine")
        exchange = await setup.exchange(request, credential)
        channels = dict(recorded(exchange, tmp_path / "history"))
        plan = setup.plan(request, credential)
        channels["preview"] += repr(setup.pipeline.preview(plan))
        assert isinstance(exchange.outcome, Response)
        channels["window"] = exchange_text(exchange) + repr(exchange.outcome.headers)
        channels["log"] = caplog.text
    await connections.aclose()
    computed = seen[-1].partition(before)[2].partition('"')[0]
    assert len(computed) >= 24
    assert leaks(channels, OF_A_RESPONSE | {"preview", "window"}) == []
    assert [name for name, text in channels.items() if computed[:16] in text] == []
    assert {name for name in ("copied report", "history") if "You said" in channels[name]}


@pytest.mark.parametrize("kind", ["http", "socks"])
@pytest.mark.parametrize("password", [PASSWORD, f"wrong {PASSWORD}"], ids=["right", "wrong"])
async def test_the_password_of_a_proxy_is_in_no_channel(kind, password, tmp_path, caplog):
    """A proxy that refuses it repeats the right one.

    The request has a cookie, with which it is recorded as it was sent.
    """

    async def find_login(_choice: ProxyChoice) -> UserAndPassword:
        return UserAndPassword(USER, Secret(password))

    connections = Connections(HttpTransport, find_login=find_login)
    server = serving(
        keeping_open(lambda _head: response(b"{}", f"X-Control: {CONTROL}", "Set-Cookie: a=1"))
    )
    async with server as port, a_proxy(port, kind, has_login=True) as proxy:
        pipeline = a_pipeline(connections, LIBRARY)
        scheme = {"http": "http", "socks": "socks5"}[kind]
        route = Route(chosen(f"{scheme}://127.0.0.1:{proxy.port}", "Work"))
        request = replace(a_request(CONTROL), target=Typed(f"http://localhost:{port}/", "POST"))
        plan = pipeline.plan(request, replace(CUSTOM_URLS, route=route))
        await pipeline.send(plan)
        exchange = await pipeline.send(plan)
        assert isinstance(exchange, Exchange), exchange
        channels = {**dict(written(request)), **dict(recorded(exchange, tmp_path))}
        channels["code"] = write_curl(code_request(exchange.prepared, reveal=True))
        channels["preview"] += repr(pipeline.preview(plan))
        channels["log"] = caplog.text
    await connections.aclose()
    assert isinstance(exchange.outcome, Response if password == PASSWORD else Failure)
    encoded = base64.b64encode(f"{USER}:{password}".encode()).decode()
    forms = (PASSWORD, quote(PASSWORD), encoded[:20])
    assert [name for name, text in channels.items() for form in forms if form in text] == []
    # Where the requests go through is shown.
    showing = {"standard error", "code"}
    assert {name for name in showing if f"127.0.0.1:{proxy.port}" in channels[name]} == showing


async def test_each_channel_shows_what_is_not_a_secret(tmp_path, caplog):
    request = a_request(CONTROL, f"{ADDRESS}/{CONTROL.replace(' ', '-')}", TextBody)
    channels = dict(written(request))
    message = json.dumps({"code": 7, "message": CONTROL, "protocolVersion": "1"}).encode()
    channels |= dict(recorded(await sent(request, a_response(message)), tmp_path))
    channels["log"] = caplog.text
    words = (CONTROL, CONTROL.replace(" ", "-"))
    silent = {name for name, text in channels.items() if not any(word in text for word in words)}
    assert set(channels) == OF_A_REQUEST
    # Of an exchange, JUnit has the verdict only.
    assert silent == set()


WORDS = (
    '{"usage": {"tokens": 123, "max_tokens": 4096, "total_tokens": 5}}',
    '{"hash": "da39a3ee5e6b4b0d3255bfef95601890afd80709", "sassafras": "tea"}',
    '{"errors": {"Password": ["The Password field is required."]}}',
    '{"pagination": {"nextPageToken": "abc"}, "pins": ["Tower"], "pin": 1}',
    "Password: required\nToken: string\n",
    "commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "<h2 id='token'>Token</h2><p>Enter the password</p>",
    "id,title,author\n1,Secrets,Ann\n",
)


@pytest.mark.parametrize("text", WORDS)
async def test_ordinary_texts_stay_as_they_are(text, tmp_path):
    exchange = await sent(a_request(CONTROL), a_response(text.encode()))
    assert record_of(exchange, "Tests", 2**20).body == text.encode()
    request = replace(a_request(CONTROL), notes=text)
    assert tab_state(request, is_edited=True).request.notes == text
