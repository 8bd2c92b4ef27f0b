"""What is said where a server refuses how somebody signs in, at servers on loopback."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.cli.response_text import exchange_text
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import CUSTOM_URLS
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.problem import FixAction
from aiurdesk.core.request.request import Header, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.verdict.verdict import ExitCode, Severity, exit_code
from aiurdesk.services.credentials.sign_in import SignInFailed
from aiurdesk.storage.secrets import MemorySecrets
from tests.transport.misbehaving_server import keeping_open, response, serving

DIGEST = 'WWW-Authenticate: Digest realm="lamps", qop="auth", nonce="{}"'
Sending = Callable[..., Awaitable[Exchange]]


@asynccontextmanager
async def sending(profile: Path, *answers: bytes) -> AsyncIterator[Sending]:
    """Return a function that sends a request to a server that answers so, one after another."""
    waiting = list(answers)

    def answer(_head: bytes) -> bytes:
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    services = build_services(profile, open_store=MemorySecrets)
    try:
        async with serving(keeping_open(answer)) as port:
            origin = f"http://127.0.0.1:{port}"

            async def send(scheme: str = "", values=(), secrets=(), headers=()) -> Exchange:
                credential = None
                if scheme:
                    given = tuple((name, text.format(origin=origin)) for name, text in values)
                    credential = Credential("1", "Lamps", scheme, (origin,), given)
                    hidden = {name: Secret(text) for name, text in secrets}
                    await services.credentials.add(credential, hidden)
                endpoint = Typed(f"{origin}/lamps")
                request = Request(endpoint, headers=headers)
                plan = services.pipeline.plan(request, CUSTOM_URLS, credential)
                exchange = await services.pipeline.send(plan)
                assert isinstance(exchange, Exchange), exchange
                return exchange

            yield send
    finally:
        await services.aclose()


def refused(*lines: str, status: str = "401 Unauthorized") -> bytes:
    return response(b"", *lines, status=status)


USER = {"values": (("user", "ann"),), "secrets": (("password", "geheim-12"),)}


@pytest.mark.parametrize(
    ("scheme", "lines"),
    [("digest", (DIGEST.format("a"),)), ("basic", ('WWW-Authenticate: Basic realm="lamps"',))],
)
async def test_a_wrong_password_is_called_wrong(tmp_path, scheme, lines):
    async with sending(tmp_path, refused(*lines)) as send:
        verdict = (await send(scheme, **USER)).verdict
    assert verdict.headline == "401 User name or password is wrong"
    assert verdict.severity is Severity.CREDENTIAL
    assert "no sign-in" not in verdict.meaning
    assert verdict.fixes[0].text.startswith("Correct user name and password")
    # There is one already.
    assert FixAction.ADD_CREDENTIAL not in {fix.action for fix in verdict.fixes}


async def test_a_request_without_a_sign_in_is_asked_for_one(tmp_path):
    async with sending(tmp_path, refused(DIGEST.format("a"))) as send:
        verdict = (await send()).verdict
    assert verdict.headline == "401 Not signed in"
    assert FixAction.ADD_CREDENTIAL in {fix.action for fix in verdict.fixes}


async def test_another_way_than_the_one_that_was_sent_is_asked_for(tmp_path):
    async with sending(tmp_path, refused("WWW-Authenticate: Bearer")) as send:
        verdict = (await send("basic", **USER)).verdict
    assert "wrong" not in verdict.headline
    assert "The server asks for Bearer." in verdict.meaning


async def test_an_algorithm_of_digest_that_is_not_known_is_named(tmp_path):
    lines = DIGEST.format("a") + ", algorithm=SHA3-512"
    async with sending(tmp_path, refused(lines)) as send:
        verdict = (await send("digest", **USER)).verdict
    assert verdict.headline == "401 Not signed in"
    assert "This program does not know its algorithm SHA3-512." in verdict.meaning


@pytest.mark.parametrize(
    ("challenge", "words"),
    [
        ('DPoP algs="ES256"', "This program does not support DPoP. Let the server accept Bearer"),
        ("Negotiate, NTLM", "This program does not support Negotiate or NTLM."),
        ('DPoP, Bearer realm="x"', "The server asks for DPoP or Bearer for “x”."),
        (
            'Bearer error="invalid_token", error_description="The token expired."',
            "The server says: The token expired. The server asks for Bearer.",
        ),
    ],
)
async def test_what_a_server_asks_for_instead_of_a_token_is_said(tmp_path, challenge, words):
    headers = (Header("Authorization", "Bearer abc"),)
    async with sending(tmp_path, refused(f"WWW-Authenticate: {challenge}")) as send:
        verdict = (await send(headers=headers)).verdict
    assert verdict.headline == "401 Credential not accepted"
    assert words in verdict.meaning


async def test_a_scope_that_a_token_lacks_is_named(tmp_path):
    challenge = 'WWW-Authenticate: Bearer error="insufficient_scope", scope="lamps:write"'
    async with sending(tmp_path, refused(challenge, status="403 Forbidden")) as send:
        verdict = (await send(headers=(Header("Authorization", "Bearer abc"),))).verdict
    assert verdict.headline == "403 Token without the scope"
    assert "It asks for: lamps:write." in verdict.meaning


CLIENT = (
    ("grant", "client"),
    ("server", "addresses"),
    ("token_address", "{origin}/token"),
    ("client_id", "shop"),
)


async def test_a_page_instead_of_a_token_is_never_green(tmp_path):
    page = response(b"<p>Welcome</p>", "Content-Type: text/html")
    async with sending(tmp_path, page) as send:
        with pytest.raises(SignInFailed) as caught:
            await send("oauth2", CLIENT, (("client_secret", "s"),))
    unsent = caught.value.unsent
    assert unsent.verdict.headline == "Not sent: signing in failed. 200 OK · HTML"
    assert unsent.verdict.severity is Severity.CREDENTIAL
    assert "is not a token: HTTP 200, text/html" in unsent.verdict.meaning
    assert not exchange_text(unsent).startswith("Success")
    assert exit_code(unsent.verdict) is ExitCode.REFUSED


async def test_a_redirect_that_offers_choices_names_the_one_that_the_server_prefers(tmp_path):
    several = refused("Location: /lamps.de", status="300 Multiple Choices")
    async with sending(tmp_path, several) as send:
        verdict = (await send()).verdict
    assert verdict.headline == "300 Several choices"
    assert "It prefers /lamps.de." in verdict.meaning
    assert "no Location" not in verdict.meaning


@pytest.mark.parametrize("status", ["305 Use Proxy", "306 Unused", "399 Odd"])
async def test_every_redirect_with_an_address_names_it(tmp_path, status):
    async with sending(tmp_path, refused("Location: /there", status=status)) as send:
        verdict = (await send()).verdict
    assert "points to /there. The redirect was not followed." in verdict.meaning


@pytest.mark.parametrize("status", ["403 Forbidden", "413 Too Large", "429 Slow", "503 Busy"])
async def test_a_date_to_wait_for_is_a_wait(tmp_path, status):
    lines = (
        "Date: Wed, 21 Oct 2026 07:27:00 GMT",
        "Retry-After: Wed, 21 Oct 2026 07:28:30 GMT",
    )
    async with sending(tmp_path, refused(*lines, status=status)) as send:
        fixes = (await send()).verdict.fixes
    assert any(fix.text.startswith("Wait 90 s, as the server asks") for fix in fixes)
    assert [fix.target for fix in fixes if fix.action is FixAction.WAIT_AND_RESEND] == ["90"]
