"""Credentials of every scheme at the real sandbox, with the real keyring if there is one."""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.request import Header, Request
from aiurdesk.services.credentials.browser import OpenPage
from aiurdesk.services.credentials.credentials import new_id
from aiurdesk.services.sandbox_host import RunningSandbox
from aiurdesk.services.sending.send_pipeline import RENEWED_NOTE, SIGNED_IN_AGAIN_NOTE
from aiurdesk.services.services import Services
from tests.sandbox.browser import Browser

CHANNELS = "stargate.channel.viewmychannels"


class BrowserUser:
    """A user who signs in at each page that the program opens in the browser."""

    def __init__(self) -> None:
        self.sandbox: RunningSandbox | None = None
        self.visits = 0
        self.is_away = False

    def open(self, address: str) -> bool:
        """Sign in as the ready user, and let the browser come back."""
        assert self.sandbox is not None
        self.visits += 1
        if self.is_away:
            return True
        context = ssl.create_default_context(cadata=self.sandbox.ca_pem)
        split = urlsplit(address)
        with httpx.Client(verify=context, trust_env=False) as client:
            browser = Browser(client, f"{split.scheme}://{split.netloc}")
            page = browser.open(split.path, **dict(parse_qsl(split.query)))
            back = page
            if page.status_code == 200:
                email, password = self.sandbox.email, self.sandbox.password
                back = browser.submit(page, Email=email, Password=password)
            return "You are signed in" in client.get(back.headers["location"]).text


class RunningProgram:
    """The services of the program, with their own sandbox."""

    def __init__(self, services: Services, sandbox: RunningSandbox) -> None:
        self.services = services
        self.sandbox = sandbox

    async def add(
        self,
        scheme: str,
        secrets: dict[str, str],
        origins: tuple[str, ...] = (IN_SANDBOX,),
        **values: str,
    ) -> Credential:
        """Add a credential and return it."""
        credential = Credential(new_id(), f"My {scheme}", scheme, origins, tuple(values.items()))
        hidden = {name: Secret(text) for name, text in secrets.items()}
        await self.services.credentials.add(credential, hidden)
        return credential

    async def app(self, token_server: str = "archon") -> Credential:
        """Add a credential for the built-in app of the sandbox."""
        secrets = {"app_secret": self.sandbox.app_secret}
        return await self.add("app", secrets, token_server=token_server, app_id=self.sandbox.app_id)

    def request(self, endpoint_id: str, **values: str) -> Request:
        """Return a request to an endpoint of the catalogue."""
        endpoint = self.services.library.catalogue.endpoint(endpoint_id)
        assert endpoint is not None
        return Request(endpoint, values=tuple(values.items()))

    async def send(
        self, endpoint_id: str, credential: Credential | None, **values: str
    ) -> Exchange:
        """Send a request with a credential."""
        request = self.request(endpoint_id, **values)
        plan = self.services.pipeline.plan(request, self.sandbox.environment, credential)
        exchange = await self.services.pipeline.send(plan)
        assert isinstance(exchange, Exchange), exchange
        return exchange


@asynccontextmanager
async def running_program(
    profile: Path, user: BrowserUser | None = None, port: int | None = None
) -> AsyncIterator[RunningProgram]:
    """Start the program and its sandbox."""
    user = user or BrowserUser()
    services = build_services(profile, user.open)
    try:
        user.sandbox = await services.start_sandbox(port)
        yield RunningProgram(services, user.sandbox)
    finally:
        await services.aclose()


async def test_an_app_authenticates_get_post_and_fifty_requests_at_once(tmp_path):
    async with running_program(tmp_path) as program:
        app = await program.app()
        made = await program.send("stargate.channel.createchannel", app, Description="One + one")
        assert made.verdict.code == 0
        exchanges = await asyncio.gather(*(program.send(CHANNELS, app) for _ in range(50)))
        assert {exchange.verdict.code for exchange in exchanges} == {0}
        urls = {exchange.prepared.url for exchange in exchanges}
        assert len(urls) == 1
        assert "+" not in urls.pop().partition("?")[2]


async def test_a_token_from_before_a_restart_is_renewed_with_a_note(tmp_path):
    port = 20_000 + os.getpid() % 20_000
    async with running_program(tmp_path) as program:
        await program.services.sandbox.aclose()
        while True:
            try:
                program.sandbox = await program.services.start_sandbox(port)
                break
            except ProblemError:
                port += 100
        app = await program.app()
        assert (await program.send(CHANNELS, app)).verdict.notes == ()
        await program.services.sandbox.aclose()
        program.sandbox = await program.services.start_sandbox(port)
        exchange = await program.send(CHANNELS, app)
        assert exchange.verdict.code == 0
        assert str(RENEWED_NOTE) in exchange.verdict.notes
        assert (await program.send(CHANNELS, app)).verdict.notes == ()


async def test_a_sandbox_on_other_ports_gets_another_token(tmp_path):
    async with running_program(tmp_path) as program:
        app = await program.app()
        await program.send(CHANNELS, app)
        await program.services.sandbox.aclose()
        program.sandbox = await program.services.start_sandbox()
        exchange = await program.send(CHANNELS, app)
        assert (exchange.verdict.code, exchange.verdict.notes) == (0, ())


@pytest.mark.parametrize(
    ("token_server", "host"), [("archon", "gateway"), ("directory", "directory")]
)
async def test_a_person_signs_in_with_the_browser_once(tmp_path, token_server, host):
    user = BrowserUser()
    async with running_program(tmp_path, user) as program:
        app_id, secrets = program.sandbox.app_id, {"app_secret": program.sandbox.app_secret}
        mine = await program.add("browser", secrets, token_server=token_server, app_id=app_id)
        exchange = await program.send(f"{host}.account.userinfo", mine)
        assert exchange.verdict.code == 0
        login, environment = program.services.authenticator, program.sandbox.environment
        words = await login.who_am_i(mine, environment)
        assert words == f"Signed in as Newcomer ({program.sandbox.email})."
        await login.renew(mine, environment)
        assert user.visits == 1
        await login.sign_out(mine)
        await login.renew(mine, environment)
        assert user.visits == 2


async def test_a_browser_sign_in_can_be_cancelled_and_started_again(tmp_path):
    user = BrowserUser()
    async with running_program(tmp_path, user) as program:
        ready = program.services.credentials.by_name("Sandbox sign-in")
        user.is_away = True
        waiting = asyncio.Event()
        pages: list[OpenPage | None] = []

        def tell(page: OpenPage | None) -> None:
            pages.append(page)
            waiting.set()

        program.services.authenticator.browser.on_visit = tell
        async with asyncio.TaskGroup() as group:
            sending = group.create_task(program.send("gateway.user.viewallemails", ready))
            await waiting.wait()
            sending.cancel()
        assert sending.cancelled()
        assert pages[-1] is None
        assert pages[0] is not None
        back = dict(parse_qsl(urlsplit(pages[0].address).query))["redirect_uri"]
        async with httpx.AsyncClient(trust_env=False) as client:
            with pytest.raises(httpx.ConnectError):
                await client.get(back)
        user.is_away = False
        assert (await program.send("gateway.user.viewallemails", ready)).verdict.code == 0


async def test_signing_out_ends_the_session_at_the_service(tmp_path):
    async with running_program(tmp_path) as program:
        ready = program.services.credentials.by_name("Sandbox session")
        assert ready is not None
        login, me = program.services.authenticator, program.request("kahla-v2.auth.me")
        assert (await program.send("kahla-v2.auth.me", ready)).verdict.code == 0
        (cookie,) = login.cookies(ready)
        stolen = Header("Cookie", f"{cookie.name}={cookie.value.reveal()}")

        async def code_of_stolen() -> int | str | None:
            pipeline = program.services.pipeline
            plan = pipeline.plan(replace(me, headers=(stolen,)), program.sandbox.environment)
            exchange = await pipeline.send(plan)
            assert isinstance(exchange, Exchange)
            return exchange.verdict.code

        assert await code_of_stolen() == 0
        assert await login.sign_out(ready) == ""
        assert login.cookies(ready) == ()
        assert await code_of_stolen() == -8


async def test_a_session_is_kept_in_a_cookie_jar_and_renewed_when_it_ended(tmp_path):
    async with running_program(tmp_path) as program:
        mine = await program.add(
            "session", {"password": program.sandbox.password}, email=program.sandbox.email
        )
        first = await program.send("kahla-v2.auth.me", mine)
        assert first.verdict.code == 0
        login = program.services.authenticator
        assert [cookie.name for cookie in login.cookies(mine)] == [
            ".AspNetCore.Identity.Application"
        ]
        assert "Newcomer" in await login.who_am_i(mine, program.sandbox.environment)
        assert (await program.send("kahla-v2.auth.signoutuser", mine)).verdict.code == 2
        again = await program.send("kahla-v2.auth.me", mine)
        assert again.verdict.code == 0
        assert str(SIGNED_IN_AGAIN_NOTE) in again.verdict.notes
        await login.renew(mine, program.sandbox.environment)
        login.forget(mine.id)
        assert login.cookies(mine) == ()


async def test_a_fixed_token_and_a_header_are_sent(tmp_path):
    async with running_program(tmp_path) as program:
        app = await program.app()
        grant = await program.services.authenticator.renew(app, program.sandbox.environment)
        token = await program.add("token", {"token": grant.values[0][1].reveal()})
        assert (await program.send(CHANNELS, token)).verdict.code == 0
        origin = program.sandbox.environment.base_urls["gateway"]
        header = await program.add("header", {"value": "v"}, (origin,), header="X-Api-Key")
        sent = (await program.send("gateway.home.index", header)).prepared
        assert [header.value for header in sent.headers if header.name == "X-Api-Key"] == ["v"]
        other = (await program.send("archon.home.index", header)).prepared
        assert "X-Api-Key" not in [header.name for header in other.headers]
