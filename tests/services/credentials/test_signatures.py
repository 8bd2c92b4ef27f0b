"""Signing over a real connection, with a server that httpx and curl agree with."""

import hashlib
import json
import shutil
import subprocess
from datetime import UTC, datetime

import httpx
import pytest

from aiurdesk.core.auth.aws import AwsScheme
from aiurdesk.core.auth.scheme import Grant, Signing
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import CUSTOM_URLS
from aiurdesk.core.exchange.report import preview, report
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.request.request import FileBody, Header, PreparedRequest, Request, TextBody
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Response
from aiurdesk.services.sending.connection_transport import ConnectionTransport
from aiurdesk.services.sending.connections import Connections
from aiurdesk.services.sending.planned_request import SendTerms
from aiurdesk.transport.http import HttpTransport
from tests.digest_server import PASSWORD, USER, digest_handler
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.services.login_setup import LoginSetup
from tests.transport.sockets.socket_server import a_socket_server

ALGORITHMS = [("MD5", "md5"), ("SHA-256", "sha256"), ("SHA-256-sess", "sha256")]


class Sender:
    """Sends with a credential for one server."""

    scheme = "digest"
    values: tuple[tuple[str, str], ...] = (("user", USER),)

    def __init__(self, folder, url, password=PASSWORD):
        self.transport = Connections(HttpTransport)
        self.setup = LoginSetup(folder, CUSTOM_URLS, self.transport)
        self.url = url
        self.password = password
        self.credential = None

    async def __aenter__(self):
        secrets = self.secrets()
        self.credential = await self.setup.added(self.scheme, self.values, secrets, (self.url,))
        return self

    def secrets(self):
        return {"password": Secret(self.password)}

    async def __aexit__(self, *_):
        await self.transport.aclose()

    async def exchange(self, path="/a", method="GET", **fields):
        endpoint = Typed(f"{self.url}{path}", method)
        request = Request(endpoint, method=method, credential="Mine", **fields)
        return await self.setup.exchange(request, self.credential)

    async def statuses(self, *paths):
        exchanges = [await self.exchange(path) for path in paths]
        return [e.outcome.status for e in exchanges if isinstance(e.outcome, Response)]


@pytest.mark.parametrize(("algorithm", "hash_name"), ALGORITHMS)
@pytest.mark.parametrize("qop", ['qop="auth"', 'qop="auth,auth-int"', "stale=false"])
async def test_the_server_lets_in_what_httpx_and_we_sign(tmp_path, algorithm, hash_name, qop):
    handler = digest_handler(algorithm=algorithm, hash_name=hash_name, qop=qop)
    with http_serving(handler) as url:
        async with httpx.AsyncClient(trust_env=False) as client:
            theirs = await client.get(f"{url}/a?b=%2F+c", auth=httpx.DigestAuth(USER, PASSWORD))
            # Without qop, httpx sends no cnonce, from which a session follows.
            assert theirs.status_code == (401 if "sess" in algorithm and "qop" not in qop else 200)
        async with Sender(tmp_path, url) as sender:
            assert await sender.statuses("/a?b=%2F+c") == [200]


async def test_a_realm_with_quotation_marks_is_hashed_without_its_backslashes(tmp_path):
    with http_serving(digest_handler(realm='a "lab"')) as url:
        async with Sender(tmp_path, url) as sender:
            assert await sender.statuses("/a") == [200]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("realm", ["lab", 'a "lab"'])
@pytest.mark.parametrize(("algorithm", "hash_name"), ALGORITHMS)
def test_the_server_lets_in_what_curl_signs(algorithm, hash_name, realm):
    handler = digest_handler(algorithm=algorithm, hash_name=hash_name, realm=realm)
    with http_serving(handler) as url:
        user = f"{USER}:{PASSWORD}"
        command = ["curl", "-qsf", "--noproxy", "*", "--digest", "-u", user, f"{url}/a?b=%2F"]
        assert subprocess.run(command, capture_output=True, timeout=60).returncode == 0


async def test_only_the_first_request_is_refused_and_each_has_its_number(tmp_path):
    handler = digest_handler()
    with http_serving(handler) as url:
        async with Sender(tmp_path, url) as sender:
            assert await sender.statuses("/a", "/b", "/c") == [200, 200, 200]
    assert handler.seen[0] == "GET /a"
    numbers = [line.partition("nc=")[2] for line in handler.seen[1:]]
    assert numbers == ["00000001", "00000002", "00000003"]


async def test_the_next_nonce_is_used_and_a_void_one_costs_one_more_request(tmp_path):
    handler = digest_handler(next_nonce="further")
    with http_serving(handler) as url:
        async with Sender(tmp_path, url) as sender:
            assert await sender.statuses("/a", "/b") == [200, 200]
            assert 'nonce="further"' in handler.seen[-1]
            handler.nonces.clear()
            handler.seen.clear()
            assert await sender.statuses("/c") == [200]
    assert ['nonce="further"' in line for line in handler.seen] == [True, False]


async def test_a_wrong_password_is_tried_once_a_request(tmp_path):
    handler = digest_handler()
    with http_serving(handler) as url:
        async with Sender(tmp_path, url, "wrong") as sender:
            assert await sender.statuses("/a", "/b") == [401, 401]
    assert ["Digest" in line for line in handler.seen] == [False, True, False, True]


async def test_what_follows_a_redirect_is_signed_for_its_own_address(tmp_path):
    handler = digest_handler(moves={"/a": "/a/", "/b": "/b/"})
    with http_serving(handler) as url:
        async with Sender(tmp_path, url) as sender:
            assert await sender.statuses("/a", "/b") == [200, 200]
    assert [line.split()[1] for line in handler.seen] == ["/a", "/a/", "/a", "/a/", "/b", "/b/"]
    assert [line.count(f'uri="{line.split()[1]}"') for line in handler.seen] == [0, 0, 1, 1, 1, 1]


async def test_another_origin_gets_no_signature_and_its_challenge_is_not_answered(tmp_path):
    other = digest_handler()
    with http_serving(other) as there:
        handler = digest_handler(moves={"/away": f"{there}/a"})
        with http_serving(handler) as url:
            async with Sender(tmp_path, url) as sender:
                assert await sender.statuses("/a", "/away") == [200, 401]
    assert other.seen == ["GET /a"]
    assert "Digest" in handler.seen[-1]


@pytest.mark.parametrize("is_file", [False, True])
async def test_a_body_is_a_part_of_the_hash_where_the_server_insists(tmp_path, is_file):
    handler = digest_handler(qop='qop="auth-int"', algorithm="SHA-256", hash_name="sha256")
    text = "ü" * 70_000
    (tmp_path / "body.txt").write_text(text, encoding="utf-8")
    body = FileBody(str(tmp_path / "body.txt")) if is_file else TextBody(text)
    with http_serving(handler) as url:
        async with Sender(tmp_path / "profile", url) as sender:
            exchange = await sender.exchange("/a", "POST", body=body)
    assert exchange.outcome.status == 200
    assert "qop=auth-int" in handler.seen[-1]


async def test_a_header_that_was_typed_wins(tmp_path):
    handler = digest_handler()
    with http_serving(handler) as url:
        async with Sender(tmp_path, url) as sender:
            header = Header("Authorization", "Bearer typed")
            assert (await sender.exchange(headers=(header,))).outcome.status == 401
    assert handler.seen == ["GET /a Bearer typed"]


async def test_the_handshake_of_a_socket_is_signed_too(tmp_path):
    heard = []

    def answer(connection, request):
        answer = request.headers.get("Authorization", "")
        heard.append(answer)
        if not answer:
            response = connection.respond(401, "")
            response.headers["WWW-Authenticate"] = 'Digest realm="r", nonce="n", qop="auth"'
            return response
        return None

    async def greet(socket):
        await socket.wait_closed()

    server = a_socket_server(greet, process_request=answer)
    async with server as url, Sender(tmp_path, url) as sender:
        endpoint = Typed(f"{url}/chat".replace("http", "ws", 1))
        plan = sender.setup.plan(Request(endpoint, credential="Mine"), sender.credential)
        connect = sender.transport.connect
        opened = ConnectionTransport(connect, SocketOptions())
        exchange = await sender.setup.pipeline.send(plan, SendTerms(transport=opened))
        await opened.aclose()
    assert exchange.outcome.status == 101
    assert ['uri="/chat"' in answer for answer in heard] == [False, True]


async def test_a_changed_credential_begins_again(tmp_path):
    handler = digest_handler()
    with http_serving(handler) as url:
        async with Sender(tmp_path, url) as sender:
            await sender.statuses("/a")
            await sender.setup.credentials.replace(
                sender.credential, {"password": Secret("another")}
            )
            handler.seen.clear()
            assert await sender.statuses("/a") == [401]
    assert handler.seen[0] == "GET /a"


async def test_a_file_that_is_gone_is_told_as_for_any_request(tmp_path):
    handler = digest_handler(qop='qop="auth-int"')
    with http_serving(handler) as url:
        async with Sender(tmp_path / "profile", url) as sender:
            await sender.statuses("/a")
            body = FileBody(str(tmp_path / "gone.txt"))
            exchange = await sender.exchange("/a", "POST", body=body)
    assert exchange.outcome.kind == "file_unreadable"


class S3Sender(Sender):
    """Sends with an access key."""

    scheme = "aws"
    values = (("access_key", "AKID"), ("region", "eu-west-1"), ("service", "s3"))

    def secrets(self):
        return {"secret_key": Secret("hush/key+"), "session_token": Secret("token/of==")}


def recording_handler(moves=None):
    """Return a handler that records method, path, headers and body."""
    seen = []

    class Handler(QuietHandler):
        def handle_any(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            seen.append((self.command, self.path, headers, body))
            there = (moves or {}).get(self.path)
            extra = {"Location": there} if there else {}
            self.respond(str(headers).encode(), 307 if there else 200, **extra)

        do_GET = do_PUT = handle_any

    return Handler, seen


def signed_again(method, url, headers):
    """Return the header that is computed of what a server received."""
    named = headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    added = {"host", "x-amz-date", "x-amz-security-token"}
    sent = tuple(Header(name, headers[name]) for name in named if name not in added)
    credential = Credential("c1", "Mine", "aws", (), S3Sender.values)
    token = [Secret(headers["x-amz-security-token"])] if "x-amz-security-token" in named else []
    at = datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    signature = AwsScheme().signature(
        credential,
        Grant(secrets=(Secret("hush/key+"), *token)),
        Signing(PreparedRequest(method, url, sent), at, ""),
    )
    return next(h.value for h in signature.headers if h.name == "Authorization")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("arguments", [[], ["-T-"]])
@pytest.mark.parametrize("path", ["/bucket/a%20b", "/b?list-type=2&prefix=%C3%A4%2F&a"])
def test_curl_signs_the_same(path, arguments):
    handler, seen = recording_handler()
    with http_serving(handler) as url:
        command = ["curl", "-qsf", "--noproxy", "*", "--aws-sigv4", "aws:amz:eu-west-1:s3"]
        command += ["-u", "AKID:hush/key+", *arguments, "-H", "Transfer-Encoding:", f"{url}{path}"]
        subprocess.run(command, capture_output=True, input=b"", timeout=60, check=True)
        ((method, there, headers, _body),) = seen
        # Not curl's own: it may leave out the hash of the body, which then is UNSIGNED-PAYLOAD.
        assert headers["x-amz-content-sha256"]
        assert signed_again(method, f"{url}{there}", headers) == headers["authorization"]


async def test_a_file_is_hashed_and_all_that_is_sent_fits_the_signature(tmp_path):
    content = bytes(range(256)) * 9000
    (tmp_path / "object").write_bytes(content)
    handler, seen = recording_handler()
    with http_serving(handler) as url:
        async with S3Sender(tmp_path / "profile", url) as sender:
            body = FileBody(str(tmp_path / "object"))
            exchange = await sender.exchange("/b/k%20ey?a+b", "PUT", body=body)
            ((method, path, headers, sent),) = seen
            assert headers["x-amz-content-sha256"] == hashlib.sha256(content).hexdigest()
            assert signed_again(method, f"{url}{path}", headers) == headers["authorization"]
    assert sent == content
    assert headers["x-amz-security-token"] == "token/of=="
    texts = json.dumps(report(exchange)) + preview(exchange.prepared)
    signature = headers["authorization"].rpartition("Signature=")[2]
    assert "20" + headers["x-amz-date"][2:] in texts
    assert [text for text in (signature, "token/of", "hush") if text in texts] == []


async def test_a_redirect_to_another_origin_carries_nothing_of_a_signature(tmp_path):
    other, seen_there = recording_handler()
    with http_serving(other) as there:
        handler, seen = recording_handler({"/away": f"{there}/b", "/here": "/b"})
        with http_serving(handler) as url:
            async with S3Sender(tmp_path, url) as sender:
                assert await sender.statuses("/here", "/away") == [200, 200]
                assert signed_again("GET", f"{url}/b", seen[1][2]) == seen[1][2]["authorization"]
    ((_, _, headers, _),) = seen_there
    assert [name for name in headers if "amz" in name or name == "authorization"] == []


async def test_a_refused_key_is_not_tried_again(tmp_path):
    class Handler(QuietHandler):
        seen: list[str] = []  # noqa: RUF012

        def do_GET(self):
            self.seen.append(self.path)
            self.respond(b"no", 401)

    with http_serving(Handler) as url:
        async with S3Sender(tmp_path, url) as sender:
            assert await sender.statuses("/a", "/b") == [401, 401]
    assert Handler.seen == ["/a", "/b"]
