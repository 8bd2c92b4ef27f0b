"""OAuth 2 at a real authorization server, over the real network, with secrets in memory."""

import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import ECKey, OctKey, RSAKey

from aiurdesk.assembly import build_services
from aiurdesk.cli.response_text import exchange_text
from aiurdesk.core.auth.scheme import Question
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import CUSTOM_URLS
from aiurdesk.core.environments.route import AddressOverride, Route, parse_resolve
from aiurdesk.core.errors import AuthError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Response
from aiurdesk.services.credentials.browser import OpenPage
from aiurdesk.services.credentials.credentials import new_id
from aiurdesk.services.credentials.sign_in import SignInFailed
from aiurdesk.services.sending.send_pipeline import RENEWED_NOTE
from aiurdesk.storage.secrets import MemorySecrets
from tests.authorization_server import CLIENT_ID, CLIENT_SECRET, AuthorizationServer, running


class Program:
    """The services of the program beside an authorization server."""

    def __init__(self, profile: Path, server: AuthorizationServer, store: MemorySecrets) -> None:
        self.server = server
        self.store = store
        self.services = build_services(profile, self._open, lambda: self.store)
        self.pages: list[str] = []
        self.brings: dict[str, str] = {}
        """What the browser brings back otherwise; empty where it leaves it out."""

    async def added(
        self,
        secret: str | None = CLIENT_SECRET,
        origins: tuple[str, ...] = (),
        **values: str,
    ) -> Credential:
        """Add a credential for the API of the server."""
        by_name = {"issuer": self.server.url, "client_id": CLIENT_ID, **values}
        given = tuple((name, value) for name, value in by_name.items() if value)
        credential = Credential(new_id(), "Shop", "oauth2", origins or (self.server.url,), given)
        secrets = {} if secret is None else {"client_secret": Secret(secret)}
        await self.services.credentials.add(credential, secrets)
        return credential

    @property
    def shop(self) -> Credential:
        """The credential as it is saved."""
        credential = self.services.credentials.by_name("Shop")
        assert credential is not None
        return credential

    async def status(self, credential: Credential) -> int:
        """Send a request to the API, and return what it said."""
        return answer_of(await self.sent(credential)).status

    async def sent(self, credential: Credential, address: str = "") -> Exchange:
        """Send a request to the API."""
        endpoint = Typed(address or f"{self.server.url}/api")
        plan = self.services.pipeline.plan(Request(endpoint), CUSTOM_URLS, credential)
        exchange = await self.services.pipeline.send(plan)
        assert isinstance(exchange, Exchange), exchange
        return exchange

    def _open(self, address: str) -> bool:
        """Let the browser follow the page to this computer."""
        self.pages.append(address)
        with httpx.Client(trust_env=False) as client:
            back = client.get(address).headers.get("location", "")
            if back.startswith("http://127.0.0.1"):
                given = dict(httpx.URL(back).params) | self.brings
                left = {name: value for name, value in given.items() if value}
                client.get(httpx.URL(back).copy_with(params=left))
        return True


def answer_of(exchange: Exchange) -> Response:
    """Return the response of an exchange."""
    assert isinstance(exchange.outcome, Response), exchange
    return exchange.outcome


@asynccontextmanager
async def a_program(profile: Path, store: MemorySecrets | None = None) -> AsyncIterator[Program]:
    """Start the program and an authorization server."""
    with running() as server:
        async with another_run(profile, server, store) as program:
            yield program


@asynccontextmanager
async def another_run(
    profile: Path, server: AuthorizationServer, store: MemorySecrets | None = None
) -> AsyncIterator[Program]:
    """Start the program beside a server."""
    program = Program(profile, server, store or MemorySecrets())
    try:
        await program.services.credentials.load()
        yield program
    finally:
        await program.services.aclose()


async def test_a_server_nearby_signs_in_without_encryption_after_a_question(
    tmp_path,
):
    asked: list[Question] = []
    async with a_program(tmp_path) as program:
        port = program.server.url.rpartition(":")[2]
        override = parse_resolve(f"keycloak:{port}:127.0.0.1")
        assert isinstance(override, AddressOverride)
        program.services.connections.given_route = Route(addresses=(override,))
        issuer = f"http://keycloak:{port}"
        program.server.metadata = {"issuer": issuer, "token_endpoint": f"{issuer}/token"}
        credential = await program.added(grant="client", issuer=issuer)
        with pytest.raises(AuthError, match="allow it with --allow-http-credentials keycloak"):
            await program.sent(credential)

        async def answer(question: Question) -> bool:
            asked.append(question)
            return len(asked) > 1

        program.services.authenticator.browser.ask_allowed = answer
        with pytest.raises(AuthError, match="Signing in at keycloak was not allowed"):
            await program.sent(credential)
        assert program.server.paths() == []
        assert await program.status(credential) == 200
        assert {question.title for question in asked} == {"Not encrypted"}
        assert len(asked) == 2
        allowed = program.services.connections.plain.kept
        assert allowed.credential_hosts == ("keycloak",)


@pytest.mark.parametrize(
    "values",
    [
        {"client_auth": "basic"},
        {"client_auth": "body"},
        {"client_auth": "body", "server": "addresses", "issuer": ""},
    ],
)
async def test_a_client_gets_a_token_for_itself(tmp_path, values):
    async with a_program(tmp_path) as program:
        if "server" in values:
            values = {**values, "token_address": f"{program.server.url}/token"}
        credential = await program.added(grant="client", scopes="read", **values)
        exchange = await program.sent(credential)
        assert json.loads(answer_of(exchange).body.data) == {"ok": True, "scope": "read"}
        (called,) = program.server.called("/token")
        assert called["grant_type"] == "client_credentials"
        assert 3590 < (program.services.authenticator.expires_in_s(credential) or 0) <= 3600
        await program.sent(credential)
        assert len(program.server.called("/token")) == 1


async def test_the_browser_brings_a_code_and_the_next_run_needs_no_browser(tmp_path):
    async with a_program(tmp_path) as program:
        server = program.server
        credential = await program.added(
            None,
            client_auth="none",
            scopes="read offline",
            audience="https://api.example",
            parameters="a=1&a=2",
        )
        assert await program.status(credential) == 200
        page = httpx.URL(program.pages[0]).params
        assert page["code_challenge_method"] == "S256"
        assert (page["audience"], page.get_list("a")) == ("https://api.example", ["1", "2"])
        assert len(server.called("/token")[0]["code_verifier"]) == 64
        async with another_run(tmp_path, server, program.store) as again:
            credential = again.shop
            assert await again.status(credential) == 200
            assert again.pages == []
            assert server.called("/token")[-1]["grant_type"] == "refresh_token"
            # This server issues another refresh token each time, and the old one is void.
            kept = await again.store.get(f"{credential.id}/refresh_token")
            assert kept is not None
            assert kept.reveal() not in server.refused


async def test_a_token_that_is_about_to_end_is_renewed_before_it_is_used(tmp_path):
    async with a_program(tmp_path) as program:
        program.server.lifetime_s = 15
        credential = await program.added(client_auth="body")
        await program.sent(credential)
        await program.sent(credential)
        grants = [values["grant_type"] for values in program.server.called("/token")]
        assert grants == ["authorization_code", "refresh_token"]
        assert len(program.pages) == 1
        # Signing out deletes both tokens, and revokes them at the server.
        last = await program.store.get(f"{credential.id}/refresh_token")
        assert await program.services.authenticator.sign_out(credential) == ""
        assert last is not None
        assert last.reveal() in program.server.refused
        assert await program.store.get(f"{credential.id}/refresh_token") is None
        await program.sent(credential)
        assert len(program.pages) == 2


async def test_a_server_that_does_not_revoke_is_told_and_the_tokens_are_deleted(tmp_path):
    async with a_program(tmp_path) as program:
        credential = await program.added(client_auth="body")
        await program.sent(credential)
        program.server.answers["/revoke"] = lambda _values: (503, "text/plain", b"later")
        told = await program.services.authenticator.sign_out(credential)
        assert told == "The token server did not revoke the refresh token. It ends by itself."
        assert await program.store.get(f"{credential.id}/refresh_token") is None
        # What another host offers is not used.
        await program.sent(credential)
        program.server.metadata = {"revocation_endpoint": "http://localhost:1/revoke"}
        told = await program.services.authenticator.sign_out(credential)
        assert told.startswith("The token server names no address where the refresh token could")


async def test_signing_out_revokes_what_an_earlier_run_has_stored(tmp_path):
    async with a_program(tmp_path) as program:
        credential = await program.added(client_auth="body", scopes="read offline")
        await program.sent(credential)
        kept = await program.store.get(f"{credential.id}/refresh_token")
        async with another_run(tmp_path, program.server, program.store) as again:
            assert await again.services.authenticator.sign_out(again.shop) == ""
            assert again.pages == []
        assert kept is not None
        assert kept.reveal() in program.server.refused


async def test_a_token_that_the_api_refuses_is_renewed_once_and_that_is_said(tmp_path):
    async with a_program(tmp_path) as program:
        credential = await program.added(grant="client", client_auth="body", scopes="read")
        await program.sent(credential)
        program.server.refused |= program.server.tokens.keys()
        again = await program.sent(credential)
        assert answer_of(again).status == 200
        assert str(RENEWED_NOTE) in again.verdict.notes
        # A token that was just issued is not renewed.
        program.server.answers["/api"] = lambda _values: (401, "application/json", b"{}")
        program.services.accounts.authenticator.forget(credential.id)
        assert await program.status(credential) == 401
        assert len(program.server.called("/token")) == 3


async def test_a_code_is_entered_on_another_device(tmp_path):
    pages: list[OpenPage | None] = []
    async with a_program(tmp_path) as program:
        server, browser = program.server, program.services.authenticator.browser

        def show(page: OpenPage | None) -> None:
            pages.append(page)
            server.accept()

        browser.on_visit = show
        credential = await program.added(None, grant="device", client_auth="none", scopes="read")
        assert await program.status(credential) == 200
        page = pages[0]
        assert page is not None
        assert page.code in page.address
        assert page.address.startswith(f"{server.url}/enter?user_code=")
        assert pages[-1] is None
        assert program.pages == []


async def test_a_person_who_refuses_is_told_so(tmp_path):
    async with a_program(tmp_path) as program:
        program.server.denies = True
        credential = await program.added(None, client_auth="none")
        with pytest.raises(AuthError, match=r"refused: access_denied .*Sign in again to allow it"):
            await program.sent(credential)


@pytest.mark.parametrize(
    ("brought", "words"),
    [
        ({"iss": "https://other.example"}, "is of https://other.example, and not of"),
        ({"iss": ""}, "no issuer"),
        ({"code": ""}, "no code"),
    ],
)
async def test_what_another_server_sent_back_is_refused(tmp_path, brought, words):
    async with a_program(tmp_path) as program:
        program.brings = brought
        credential = await program.added()
        with pytest.raises(AuthError, match=words):
            await program.sent(credential)
        assert program.server.called("/token") == []


async def test_a_wrong_state_is_not_taken(tmp_path):
    async with a_program(tmp_path) as program:
        program.brings = {"state": "guessed"}
        credential = await program.added()
        with pytest.raises(AuthError, match="belongs to another sign-in: its state is wrong"):
            await program.sent(credential)
        assert program.server.called("/token") == []


LIES = {
    "html": ((200, "text/html", b"<p>Welcome</p>"), "is not a token: HTTP 200, text/html"),
    "endless": ((200, "application/json", b" " * 2**21), "Response too large"),
    "a list": ((200, "application/json", b"[1]"), "is not a token"),
    "deep": ((200, "application/json", b"[" * 99_999), "is not a token"),
    "other types": (
        (200, "application/json", b'{"access_token": 5, "expires_in": "x"}'),
        "is not a token",
    ),
    "another kind": (
        (200, "application/json", b'{"access_token": "made-up-token", "token_type": "mac"}'),
        "of the type mac",
    ),
    "a bare refusal": ((401, "text/plain", b"who?"), r"HTTP 401, text/plain\. Check client id"),
    "a line break": (
        (200, "application/json", b'{"access_token": "made-up-token\\r\\nX: y"}'),
        "that no header can hold",
    ),
    "an error of many lines": (
        (400, "application/json", b'{"error": "a\\u001b[2J\\nb"}'),
        r"refused: a.\[2J b\.",
    ),
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_token_server_that_lies_is_told_in_a_sentence(tmp_path, lie):
    answer, words = LIES[lie]
    async with a_program(tmp_path) as program:
        program.server.answers["/token"] = lambda _values: answer
        credential = await program.added(grant="client", client_auth="body")
        with pytest.raises(SignInFailed, match=words) as failure:
            await program.sent(credential)
        assert "made-up-token" not in f"{failure.value}{exchange_text(failure.value.exchange)}"
        assert "/api" not in program.server.paths()


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"issuer": "https://other.example"}, "is of another issuer: https://other.example"),
        ({"issuer": None}, "is of another issuer: none"),
        ({"token_endpoint": "javascript:alert(1)"}, "no token endpoint that can be used"),
        ({"token_endpoint": "https://{{secret:Other}}.example/"}, "no token endpoint"),
        ({"token_endpoint": "http://other.example/token"}, "no token endpoint"),
    ],
)
async def test_a_discovery_document_that_lies_is_refused(tmp_path, metadata, words):
    async with a_program(tmp_path) as program:
        program.server.metadata = metadata
        credential = await program.added(grant="client")
        with pytest.raises(AuthError, match=words):
            await program.sent(credential)
        assert set(program.server.paths()) == {"/.well-known/openid-configuration"}


async def test_a_host_that_only_the_document_names_is_asked_for_once(tmp_path):
    asked: list[Question] = []
    async with a_program(tmp_path) as program:
        other = program.server.url.replace("127.0.0.1", "localhost")
        program.server.metadata = {"token_endpoint": f"{other}/token"}
        credential = await program.added(grant="client", client_auth="body")
        with pytest.raises(AuthError, match=f"write {other} into the field Further hosts"):
            await program.sent(credential)
        assert program.server.called("/token") == []

        async def refuse(question: Question) -> bool:
            asked.append(question)
            return len(asked) > 1

        program.services.authenticator.browser.ask_allowed = refuse
        with pytest.raises(AuthError, match="was not allowed. Nothing was sent there"):
            await program.sent(credential)
        assert await program.status(credential) == 200
        assert f"{other}/token" in asked[0].text
        credential = program.shop
        assert credential.value("token_hosts") == other
        await program.services.authenticator.renew(credential, CUSTOM_URLS)
        assert len(asked) == 2


async def test_an_address_elsewhere_is_pasted(tmp_path):
    async with a_program(tmp_path) as program:
        answers = ["https://app.example/cb?code=1&state=other", "https://evil.example/?code=1", ""]
        browser = program.services.authenticator.browser

        async def paste(page: OpenPage) -> str:
            if answers:
                return answers.pop(0)
            async with httpx.AsyncClient(trust_env=False) as client:
                return (await client.get(page.address)).headers["location"]

        credential = await program.added(redirect_address="https://app.example/cb")
        with pytest.raises(AuthError, match="nobody to paste its address"):
            await program.sent(credential)
        browser.ask_address = paste
        for words in ("another sign-in", "not the address at which", "given up"):
            with pytest.raises(AuthError, match=words):
                await program.sent(credential)
        assert program.server.called("/token") == []
        assert await program.status(credential) == 200
        called = program.server.called("/token")[0]
        assert called["redirect_uri"] == "https://app.example/cb"


async def test_a_fixed_port_is_used_and_a_taken_one_is_told(tmp_path):
    async with a_program(tmp_path) as program:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            address = f"http://127.0.0.1:{taken.getsockname()[1]}/cb"
            credential = await program.added(redirect_address=address)
            with pytest.raises(AuthError, match="another program may have it"):
                await program.sent(credential)
        assert await program.status(credential) == 200
        assert program.server.called("/token")[0]["redirect_uri"] == address


async def test_secret_and_refresh_token_go_to_the_token_server_only(tmp_path):
    async with a_program(tmp_path) as program, a_program(tmp_path / "other") as other:
        credential = await program.added(client_auth="body", origins=(other.server.url,))
        other.server.answers["/api"] = lambda _values: (200, "application/json", b"{}")
        await program.sent(credential, f"{other.server.url}/api")
        token = next(iter(program.server.tokens.values()))
        ((_, values, headers),) = other.server.calls
        assert headers["authorization"] == f"Bearer {token['access_token']}"
        seen = f"{values}{headers}"
        assert CLIENT_SECRET not in seen
        assert token["refresh_token"] not in seen
        # The server that issues tokens is not among the addresses of the credential.
        endpoint = Typed(f"{program.server.url}/api")
        plan = program.services.pipeline.plan(
            Request(endpoint, credential="Shop"), CUSTOM_URLS, credential
        )
        assert not isinstance(await program.services.pipeline.send(plan), Exchange)


JWT_SECRET = "a secret of both sides that is long enough"


def jwt_key(algorithm):
    """Return what the client signs with, and what the server verifies with."""
    if algorithm == "HS256":
        return JWT_SECRET, OctKey.import_key(JWT_SECRET)
    is_rsa = algorithm == "RS256"
    key = rsa.generate_private_key(65537, 2048) if is_rsa else ec.generate_private_key(SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return pem, (RSAKey if is_rsa else ECKey).import_key(pem)


async def jwt_credential(program, key, **values):
    given = {"grant": "jwt", "issuer": program.server.url, "client_id": CLIENT_ID, **values}
    credential = Credential(new_id(), "Shop", "oauth2", (program.server.url,), tuple(given.items()))
    await program.services.credentials.add(credential, {"jwt_key": Secret(key)})
    return credential


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "HS256"])
async def test_a_signed_assertion_gets_a_token_and_a_new_one_when_that_ends(tmp_path, algorithm):
    async with a_program(tmp_path) as program:
        text, program.server.assertion_key = jwt_key(algorithm)
        credential = await jwt_credential(
            program, text, jwt_algorithm=algorithm, jwt_subject="ada", scopes="read"
        )
        assert await program.status(credential) == 200
        (sent,) = program.server.called("/token")
        assert sent["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
        assert (sent["scope"], "client_secret" in sent) == ("read", False)
        program.server.refused.update(program.server.tokens)
        assert await program.status(credential) == 200
        first, second = (call["assertion"] for call in program.server.called("/token"))
        assert first != second


async def test_an_assertion_that_is_refused_says_what_to_check(tmp_path):
    async with a_program(tmp_path) as program:
        _, program.server.assertion_key = jwt_key("HS256")
        credential = await jwt_credential(program, "another one of both", jwt_algorithm="HS256")
        with pytest.raises(SignInFailed, match="Check issuer, subject and audience of the JWT"):
            await program.sent(credential)
        assert program.server.tokens == {}
