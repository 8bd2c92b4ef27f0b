"""Credentials of every scheme at the real sandbox, by way of the real keyring where one is."""

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
from aiurdesk.core.errors import AiurdeskError, AuthError
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import Header, PreparedRequest, Request
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.services.credentials import new_id
from aiurdesk.services.sandbox_host import RunningSandbox
from aiurdesk.services.send_pipeline import RENEWED_NOTE, SIGNED_IN_AGAIN_NOTE
from aiurdesk.services.services import Services
from aiurdesk.services.sign_in import SignInFailed
from tests.sandbox.browser import Browser

CHANNELS = "stargate.channel.viewmychannels"


class Person:
    """Somebody who signs in at whatever page the program opens."""

    def __init__(self) -> None:
        self.sandbox: RunningSandbox | None = None
        self.visits = 0
        self.is_away = False

    def open(self, address: str) -> bool:
        """Sign in as the ready person, and let the browser come back."""
        assert self.sandbox is not None
        self.visits += 1
        if self.is_away:
            return True
        context = ssl.create_default_context(cadata=self.sandbox.ca_pem)
        place = urlsplit(address)
        with httpx.Client(verify=context, trust_env=False) as client:
            browser = Browser(client, f"{place.scheme}://{place.netloc}")
            page = browser.open(place.path, **dict(parse_qsl(place.query)))
            back = page
            if page.status_code == 200:
                email, password = self.sandbox.email, self.sandbox.password
                back = browser.submit(page, Email=email, Password=password)
            return "You are signed in" in client.get(back.headers["location"]).text


class Scene:
    """A program that runs on a sandbox of its own."""

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
        """Add the ready app as one's own."""
        secrets = {"app_secret": self.sandbox.app_secret}
        return await self.add("app", secrets, token_server=token_server, app_id=self.sandbox.app_id)

    def request(self, endpoint_id: str, **values: str) -> Request:
        """Return a request to an endpoint of the catalogue."""
        endpoint = self.services.library.catalogue.endpoint(endpoint_id)
        assert endpoint is not None
        return Request(endpoint, tuple(values.items()))

    async def send(
        self, endpoint_id: str, credential: Credential | None, **values: str
    ) -> Exchange:
        """Send a request as somebody."""
        request = self.request(endpoint_id, **values)
        plan = self.services.pipeline.plan(request, self.sandbox.environment, credential)
        exchange = await self.services.pipeline.send(plan, Limits())
        assert isinstance(exchange, Exchange), exchange
        return exchange


@asynccontextmanager
async def a_scene(
    profile: Path, person: Person | None = None, port: int | None = None
) -> AsyncIterator[Scene]:
    """Start the program and its sandbox."""
    somebody = person or Person()
    services = build_services(profile, somebody.open)
    try:
        somebody.sandbox = await services.start_sandbox(port)
        yield Scene(services, somebody.sandbox)
    finally:
        await services.aclose()


async def test_an_app_signs_get_and_post_and_fifty_at_once(tmp_path):
    async with a_scene(tmp_path) as scene:
        app = await scene.app()
        made = await scene.send("stargate.channel.createchannel", app, Description="One + one")
        assert made.verdict.code == 0
        exchanges = await asyncio.gather(*(scene.send(CHANNELS, app) for _ in range(50)))
        assert {exchange.verdict.code for exchange in exchanges} == {0}
        urls = {exchange.prepared.url for exchange in exchanges}
        assert len(urls) == 1
        assert "+" not in urls.pop().partition("?")[2]


async def test_a_restart_voids_the_token_which_is_renewed_with_a_note(tmp_path):
    port = 20_000 + os.getpid() % 20_000
    async with a_scene(tmp_path) as scene:
        await scene.services.sandbox.aclose()
        while True:
            try:
                scene.sandbox = await scene.services.start_sandbox(port)
                break
            except AiurdeskError:
                port += 100
        app = await scene.app()
        assert (await scene.send(CHANNELS, app)).verdict.notes == ()
        await scene.services.sandbox.aclose()
        scene.sandbox = await scene.services.start_sandbox(port)
        exchange = await scene.send(CHANNELS, app)
        assert exchange.verdict.code == 0
        assert RENEWED_NOTE in exchange.verdict.notes
        assert (await scene.send(CHANNELS, app)).verdict.notes == ()


async def test_a_sandbox_on_other_ports_has_its_own_token(tmp_path):
    async with a_scene(tmp_path) as scene:
        app = await scene.app()
        await scene.send(CHANNELS, app)
        await scene.services.sandbox.aclose()
        scene.sandbox = await scene.services.start_sandbox()
        exchange = await scene.send(CHANNELS, app)
        assert (exchange.verdict.code, exchange.verdict.notes) == (0, ())


async def test_a_wrong_secret_shows_the_answer_of_the_token_server_without_it(tmp_path):
    wrong = "00000000" * 4
    async with a_scene(tmp_path) as scene:
        for token_server in ("archon", "directory"):
            app = await scene.add(
                "app", {"app_secret": wrong}, token_server=token_server, app_id=scene.sandbox.app_id
            )
            with pytest.raises(SignInFailed) as caught:
                await scene.services.login.renew(app, scene.sandbox.environment)
            assert caught.value.exchange.verdict.code == -1
            assert wrong not in repr(caught.value.exchange)
            await scene.services.credentials.delete(app.id)


@pytest.mark.parametrize(
    ("token_server", "host"), [("archon", "gateway"), ("directory", "directory")]
)
async def test_a_person_signs_in_with_the_browser_once(tmp_path, token_server, host):
    person = Person()
    async with a_scene(tmp_path, person) as scene:
        app_id, secrets = scene.sandbox.app_id, {"app_secret": scene.sandbox.app_secret}
        mine = await scene.add("browser", secrets, token_server=token_server, app_id=app_id)
        exchange = await scene.send(f"{host}.account.userinfo", mine)
        assert exchange.verdict.code == 0
        login, environment = scene.services.login, scene.sandbox.environment
        known = await login.who_am_i(mine, environment)
        assert known == f"Signed in as Newcomer ({scene.sandbox.email})."
        await login.renew(mine, environment)
        assert person.visits == 1
        await login.sign_out(mine)
        await login.renew(mine, environment)
        assert person.visits == 2


async def test_waiting_for_the_browser_can_be_cancelled_and_begun_again(tmp_path):
    person = Person()
    async with a_scene(tmp_path, person) as scene:
        ready = scene.services.credentials.by_name("Sandbox sign-in")
        person.is_away = True
        waiting = asyncio.Event()
        pages: list[str] = []

        def tell(page: str) -> None:
            pages.append(page)
            waiting.set()

        scene.services.login.browser.on_visit = tell
        async with asyncio.TaskGroup() as group:
            sending = group.create_task(scene.send("gateway.user.viewallemails", ready))
            await waiting.wait()
            sending.cancel()
        assert sending.cancelled()
        assert pages[-1] == ""
        back = dict(parse_qsl(urlsplit(pages[0]).query))["redirect_uri"]
        async with httpx.AsyncClient(trust_env=False) as client:
            with pytest.raises(httpx.ConnectError):
                await client.get(back)
        person.is_away = False
        assert (await scene.send("gateway.user.viewallemails", ready)).verdict.code == 0


async def test_the_ready_sign_in_of_the_sandbox_knows_the_newcomer(tmp_path):
    async with a_scene(tmp_path) as scene:
        ready = scene.services.credentials.by_name("Sandbox sign-in")
        exchange = await scene.send("gateway.user.viewallemails", ready)
        assert exchange.verdict.code == 0
    assert not (tmp_path / "credentials.json").exists()


async def test_the_ready_session_of_the_sandbox_knows_the_newcomer(tmp_path):
    async with a_scene(tmp_path) as scene:
        ready = scene.services.credentials.by_name("Sandbox session")
        assert ready is not None
        exchange = await scene.send("kahla-v2.auth.me", ready)
        assert exchange.verdict.code == 0
        assert scene.sandbox.email in await scene.services.login.who_am_i(
            ready, scene.sandbox.environment
        )
    assert not (tmp_path / "credentials.json").exists()


async def test_a_session_that_was_signed_out_is_over_at_the_service(tmp_path):
    async with a_scene(tmp_path) as scene:
        ready = scene.services.credentials.by_name("Sandbox session")
        assert ready is not None
        login, me = scene.services.login, scene.request("kahla-v2.auth.me")
        assert (await scene.send("kahla-v2.auth.me", ready)).verdict.code == 0
        (cookie,) = login.cookies(ready)
        stolen = Header("Cookie", f"{cookie.name}={cookie.value.reveal()}")

        async def code_of_stolen() -> int | str | None:
            pipeline = scene.services.pipeline
            plan = pipeline.plan(replace(me, headers=(stolen,)), scene.sandbox.environment)
            exchange = await pipeline.send(plan, Limits())
            assert isinstance(exchange, Exchange)
            return exchange.verdict.code

        assert await code_of_stolen() == 0
        assert await login.sign_out(ready) == ""
        assert login.cookies(ready) == ()
        assert await code_of_stolen() == -8


async def test_a_service_that_is_gone_hinders_nobody_from_signing_out(tmp_path):
    async with a_scene(tmp_path) as scene:
        ready = scene.services.credentials.by_name("Sandbox session")
        assert ready is not None
        await scene.send("kahla-v2.auth.me", ready)
        await scene.services.connections.aclose()
        await scene.services.sandbox.aclose()
        untold = await scene.services.login.sign_out(ready)
        assert untold.startswith("Kahla could not be told (Connection refused).")
        assert scene.services.login.grant(ready) is None


async def test_a_session_lives_in_a_jar_and_is_begun_again_once_it_ended(tmp_path):
    async with a_scene(tmp_path) as scene:
        mine = await scene.add(
            "session", {"password": scene.sandbox.password}, email=scene.sandbox.email
        )
        first = await scene.send("kahla-v2.auth.me", mine)
        assert first.verdict.code == 0
        login = scene.services.login
        assert [cookie.name for cookie in login.cookies(mine)] == [
            ".AspNetCore.Identity.Application"
        ]
        assert "Newcomer" in await login.who_am_i(mine, scene.sandbox.environment)
        assert (await scene.send("kahla-v2.auth.signoutuser", mine)).verdict.code == 2
        again = await scene.send("kahla-v2.auth.me", mine)
        assert again.verdict.code == 0
        assert SIGNED_IN_AGAIN_NOTE in again.verdict.notes
        await login.renew(mine, scene.sandbox.environment)
        login.erase_cookies(mine)
        assert login.cookies(mine) == ()


async def test_a_fixed_token_and_a_header_go_along(tmp_path):
    async with a_scene(tmp_path) as scene:
        app = await scene.app()
        grant = await scene.services.login.renew(app, scene.sandbox.environment)
        token = await scene.add("token", {"token": grant.values[0][1].reveal()})
        assert (await scene.send(CHANNELS, token)).verdict.code == 0
        origin = scene.sandbox.environment.base_urls["gateway"]
        header = await scene.add("header", {"value": "v"}, (origin,), header="X-Api-Key")
        sent = (await scene.send("gateway.home.index", header)).prepared
        assert [each.value for each in sent.headers if each.name == "X-Api-Key"] == ["v"]
        other = (await scene.send("archon.home.index", header)).prepared
        assert "X-Api-Key" not in [each.name for each in other.headers]


async def test_the_keyring_holds_the_secret_until_another_program_deletes_it(
    tmp_path, secret_service
):
    async with a_scene(tmp_path) as scene:
        app = await scene.app()
        assert scene.services.credentials.secrets.store.is_persistent
    async with a_scene(tmp_path) as scene:
        await scene.services.credentials.load()
        assert scene.services.credentials.by_name("my app") == app
        assert (await scene.send(CHANNELS, app)).verdict.code == 0
        assert secret_service.entries() == {f"{app.id}/app_secret": scene.sandbox.app_secret}
        secret_service.empty()
        assert (await scene.send(CHANNELS, app)).verdict.code == 0
        with pytest.raises(AuthError, match="no longer holds the secret of My app"):
            await scene.services.login.renew(app, scene.sandbox.environment)
        await scene.services.credentials.delete(app.id)
    files = [file for file in tmp_path.rglob("*") if file.is_file() and file.suffix != ".pem"]
    assert not any(scene.sandbox.app_secret.encode() in file.read_bytes() for file in files)


async def test_preview_shows_dots_and_asks_nobody(tmp_path):
    async with a_scene(tmp_path) as scene:
        app = scene.services.credentials.by_name("Sandbox app")
        assert app
        request = scene.request(CHANNELS)
        pipeline = scene.services.pipeline
        prepared = pipeline.preview(pipeline.plan(request, scene.sandbox.environment, app))
        assert isinstance(prepared, PreparedRequest)
        assert "AccessToken=%E2%80%A2" in prepared.url
        assert scene.services.login.grant(app) is None
