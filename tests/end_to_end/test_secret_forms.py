"""No form of a secret stands in anything that is written or shown: a matrix of channel and form.

What a server sent is shown as it came: in the views of a response, in the body and the headers of
``--show json``, and in the message of a verdict. Everything else is searched.
"""

import base64
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from aiurdesk.cli.report import exchange_text
from aiurdesk.core.addresses.custom_url import endpoint_for_typed_url
from aiurdesk.core.collection.collection import CollectionRequest, InheritedSettings
from aiurdesk.core.collection.literal_secrets import literal_secrets
from aiurdesk.core.collection.request_file import write_request
from aiurdesk.core.collection.saved_request import saved_request
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.credentials.user_and_password import UserAndPassword
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.preview import preview
from aiurdesk.core.exchange.report import report
from aiurdesk.core.exporters.code_request import code_request
from aiurdesk.core.exporters.curl import write_curl
from aiurdesk.core.history.recording import record_of
from aiurdesk.core.network.proxies import ProxyChoice
from aiurdesk.core.network.route import Route
from aiurdesk.core.preparing.cookie import environment_jar
from aiurdesk.core.preparing.json_template import json_problem
from aiurdesk.core.request.conversation import Conversation, SocketMessage
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import Body as RequestBody
from aiurdesk.core.request.request import (
    FormBody,
    GraphqlBody,
    Header,
    PreparedRequest,
    Request,
    Row,
    TextBody,
)
from aiurdesk.core.request.request_secrets import address_without_secrets
from aiurdesk.core.request.response_test import ResponseTest
from aiurdesk.core.response.response import Body, Failure, Response
from aiurdesk.core.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.sockets.transcript import Transcript, transcript_of, with_transcript
from aiurdesk.core.tab_requests import tab_state
from aiurdesk.core.variables.built_in_environments import CUSTOM_URLS
from aiurdesk.core.variables.environment import Environment
from aiurdesk.core.window_record import window_record
from aiurdesk.core.window_state import WindowState
from aiurdesk.services.library import Library
from aiurdesk.services.runs.run_reports import RUN_REPORTS
from aiurdesk.services.runs.run_reports.run_record import result_record
from aiurdesk.services.runs.runner import RunResult
from aiurdesk.services.sending.connections import Connections
from aiurdesk.services.sending.exchange_record import as_json
from aiurdesk.services.sending.request_planner import prepare_request
from aiurdesk.storage.history import HistoryDatabase
from aiurdesk.transport.http import HttpTransport
from tests.cookie_server import cookie_server
from tests.core.sockets.frames import AT
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.fakes import FakeTransport, a_pipeline
from tests.proxies import PASSWORD, USER, a_proxy, chosen
from tests.secret_forms import ADDRESSES, KNOWN, SECRET, SPELLINGS, TEXTS, betrays
from tests.services.login_setup import LoginSetup
from tests.services.run_records import a_run
from tests.transport.misbehaving_server import keeping_open, response, serving

LIBRARY = Library()
CONTROL = "this may be seen"
ADDRESS = "https://host.example/a"
OF_A_REQUEST = {
    "saved request", "window.json", "tab title", "address", "history", "report junit",
    "report json", "report html", "copied report", "preview", "standard output", "standard error",
    "log",
}  # fmt: skip
OF_A_RESPONSE = OF_A_REQUEST - {"saved request", "window.json", "tab title", "address", "preview"}


def a_request(text: str, address: str = ADDRESS, kind: type[RequestBody] = FormBody) -> Request:
    """Return a request with a text at each place that takes one, and one that may be seen."""
    is_line = text.isprintable() and text.isascii()
    body = a_body(text, kind)
    return Request(
        endpoint_for_typed_url(address, "POST", (), body),
        headers=(Header("X-Control", CONTROL), *((Header("X-Note", text),) if is_line else ())),
        body=body,
        notes=f"{CONTROL}\n\n{text}",
        tests=(ResponseTest("value", text, "equals", "note"),),
        conversation=Conversation(messages=(SocketMessage(text),)),
    )


def a_body(text: str, kind: type[RequestBody]) -> RequestBody:
    if kind is GraphqlBody:
        block = text.replace('"""', '\\"""')
        is_json = text.startswith("{") and not json_problem(text)
        variables = text if is_json else json.dumps({"note": CONTROL})
        return GraphqlBody(f'{{ a(b: """\n{block}\n""") }}', variables)
    return TextBody(f"{text}\n{CONTROL}") if kind is TextBody else FormBody((Row("note", text),))


async def sent(
    request: Request, response: Response, environment: Environment = CUSTOM_URLS
) -> Exchange:
    """Send a request to a server that responds in one way."""

    async def respond(prepared: object) -> Response:
        return response

    pipeline = a_pipeline(FakeTransport(respond), LIBRARY)
    exchange = await pipeline.send(pipeline.plan(request, environment), Limits())
    assert isinstance(exchange, Exchange), exchange
    return exchange


def a_response(body: bytes, status: int = 200, *headers: Header) -> Response:
    return Response(
        status,
        "HTTP/1.1",
        (Header("X-Control", CONTROL), *headers),
        Body(body, None, len(body), len(body)),
        ADDRESS,
    )


def written(request: Request) -> Iterator[tuple[str, str]]:
    """Yield what is written and shown of a request before it is sent."""
    saved = saved_request(request)
    refused = literal_secrets(saved, request.endpoint)
    yield "saved request", repr(refused) if refused else write_request(saved)
    path = request.endpoint.path
    state = WindowState(tabs=(tab_state(request, is_edited=True),))
    yield "window.json", json.dumps(window_record(state), ensure_ascii=False)
    yield "tab title", request.endpoint.title
    yield "address", f"{address_without_secrets(path)} {redact_unknown(path)}"


def recorded(
    exchange: Exchange, folder: Path, *, has_headers: bool = False
) -> Iterator[tuple[str, str]]:
    """Yield what is written and shown of an exchange.

    Args:
        has_headers: What is printed has the headers of the response, too.
    """
    database = HistoryDatabase(folder / "history.sqlite", folder / "bodies")
    database.add([record_of(exchange, "Tests", 2**20)])
    database.close()
    files = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    # Without what stands between the letters of UTF-16.
    yield "history", files.replace(b"\0", b"").decode("utf-8", "replace")
    saved = saved_request(exchange.request)
    own = InheritedSettings(request=CollectionRequest("a", "/a", saved))
    result = RunResult(1, "a", 1, own, exchange)
    for name, format_ in RUN_REPORTS.items():
        run = a_run(result_record(result, has_exchange=format_.has_exchanges))
        yield f"report {name}", format_.write(run)
    yield "copied report", report(exchange)
    yield "preview", preview(exchange.prepared)
    members = json.loads(as_json(exchange))
    if members["response"] is not None:
        members["response"]["body"] = ""
        if not has_headers:
            members["response"]["headers"] = []
            # Like a body, what came over a stream is shown as it came.
            members.pop("frames", None)
    yield "standard output", json.dumps(members, ensure_ascii=False)
    yield "standard error", exchange_text(exchange)


def leaks(channels: dict[str, str], expected: set[str]) -> list[str]:
    """Return the channels in which the secret, or a part of it, stands."""
    assert expected <= set(channels)
    return [name for name in sorted(expected) if SECRET[:12] in channels[name]]


@pytest.mark.parametrize("form", [*TEXTS, *ADDRESSES])
async def test_a_secret_in_a_request_is_in_no_channel(form, tmp_path, caplog):
    text, address = TEXTS.get(form, CONTROL), ADDRESSES.get(form, ADDRESS)
    channels: dict[str, str] = {}
    # A table has its names in the first line, and a document begins otherwise.
    others = () if "column" in form else (GraphqlBody,)
    for kind in (FormBody, TextBody, *others):
        request = a_request(text, address, kind)
        texts = dict(written(request))
        # The program takes user name and password out of an address before it sends.
        if form == "user information":
            address = address_without_secrets(address)
            request = a_request(text, address, kind)
        # The fragment never gets to the server.
        message = f"You said: {text} to {address.partition('#')[0]}"
        body = json.dumps({"code": 7, "message": message, "protocolVersion": "1"}).encode()
        exchange = await sent(request, a_response(body))
        texts |= dict(recorded(exchange, tmp_path))
        for name, content in {**texts, "log": caplog.text}.items():
            channels[name] = channels.get(name, "") + content
    assert leaks(channels, OF_A_REQUEST) == []


@pytest.mark.parametrize("form", [*TEXTS, *ADDRESSES, "UTF-16"])
async def test_a_secret_in_a_response_is_in_no_file(form, tmp_path, caplog):
    text = TEXTS.get(form, ADDRESSES.get(form, TEXTS["name password"]))
    data = text.encode("utf-16" if form == "UTF-16" else "utf-8")
    exchange = await sent(a_request(CONTROL), a_response(data, 200))
    channels = dict(recorded(exchange, tmp_path))
    message = json.dumps({"code": 7, "message": text, "protocolVersion": "1"}).encode()
    logged = await sent(a_request(CONTROL), a_response(message))
    assert logged.verdict.message == text
    channels["log"] = caplog.text
    if form in ADDRESSES:
        location = Header("Location", text)
        pointed = await sent(a_request(CONTROL), a_response(b"", 302, location))
        channels["standard error"] += exchange_text(pointed)
        channels["history"] += dict(recorded(pointed, tmp_path))["history"]
    assert leaks(channels, OF_A_RESPONSE) == []


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
    """Return a stream with an event that has a text at each place."""
    # A name and an id are one line; the other forms are no longer what they are in one.
    name = text if text.isprintable() else CONTROL
    size = len(text.encode())
    event = Frame(AT, Direction.RECEIVED, FrameKind.TEXT, text, size, name=name, id=name)
    return with_transcript(handshake, Transcript((event,), received=1))


@pytest.mark.parametrize("form", [*TEXTS, *ADDRESSES])
async def test_a_secret_in_an_event_is_in_no_file(form, tmp_path, caplog):
    text = TEXTS.get(form, ADDRESSES.get(form, TEXTS["name password"]))
    handshake = await sent(a_request(CONTROL), replace(a_response(b""), is_stream=True))
    channels = dict(recorded(streamed(handshake, text), tmp_path))
    channels["log"] = caplog.text
    assert leaks(channels, OF_A_RESPONSE) == []
    assert transcript_of(handshake.outcome) == ()
    assert "Events: 1 received" in channels["standard error"]


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
            request = Request(endpoint_for_typed_url(server.base + path, "GET"))
            prepared = prepare_request(request, None, CUSTOM_URLS)
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
        said = self.headers.get("Authorization", "")
        self.seen.append(said)
        if not said:
            self.respond(b"", 401, WWW_Authenticate='Digest realm="r", nonce="n", qop="auth"')
            return
        repeated = "; ".join(self.headers.values())
        message = {"code": 7, "message": f"You said: {repeated}", "protocolVersion": "1"}
        self.respond(json.dumps(message).encode(), 200, X_Said=said, Link=f"</?said={said}>")


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
        request = Request(endpoint_for_typed_url(f"{url}/a", "GET"), credential="Mine")
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
        request = replace(
            a_request(CONTROL), endpoint=endpoint_for_typed_url(f"http://localhost:{port}/", "POST")
        )
        plan = pipeline.plan(request, replace(CUSTOM_URLS, route=route))
        await pipeline.send(plan, Limits())
        exchange = await pipeline.send(plan, Limits())
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
    # Where the requests go through is told.
    told = {"standard error", "code"}
    assert {name for name in told if f"127.0.0.1:{proxy.port}" in channels[name]} == told


async def test_each_channel_shows_what_is_not_secret(tmp_path, caplog):
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
