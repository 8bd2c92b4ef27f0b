"""The sandbox's sign-in pages in a real browser, and what the program makes of the code."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.sandbox.accounts import OTHER_APP, READY_PERSON
from aiurdesk.sandbox.gateway.oauth_controller import CAPTCHA
from aiurdesk.services.credentials.browser import Browser
from aiurdesk.services.sandbox_host import RunningSandbox
from aiurdesk.services.services import Services
from aiurdesk.transport.receiver import Receiver
from tests.chromium import Chromium, Page

STATE = "a b/ü&%2F"
ADA = "ada@lab.example"
PASSWORD = "päss-2020"


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """Start a browser that trusts no certificate of the sandbox, as that of every person."""
    chromium = Chromium()
    try:
        chromium.start()
        yield chromium
    finally:
        chromium.stop()


class Visit:
    """A visitor in front of the sign-in page, and a receiver that the browser comes back to."""

    def __init__(
        self, services: Services, sandbox: RunningSandbox, page: Page, receiver: Receiver
    ) -> None:
        self.services = services
        self.sandbox = sandbox
        self.page = page
        self.receiver = receiver
        self.app_id, self.app_secret = sandbox.app_id, sandbox.app_secret
        self.service = "gateway"
        self.open_page: Callable[[str], bool] = lambda address: False
        """What the program opens a browser with."""

    async def begin(self, host: str = "127.0.0.1") -> None:
        """Open the page that begins a sign-in."""
        back = self.receiver.redirect_uri.replace("127.0.0.1", host)
        await self.page.open(self.address(back, self.receiver.state))

    def address(self, back: str, state: str) -> str:
        """Return the address of the page that begins a sign-in."""
        flow = {"appid": self.app_id, "redirect_uri": back, "state": state}
        base = self.sandbox.environment.page_urls[self.service]
        return f"{base}/OAuth/Authorize?{urlencode(flow)}"

    async def sign_in(self, email: str, password: str) -> None:
        """Type and press the button."""
        await self.page.type("E-mail", email)
        await self.page.type("Password", password)
        await self.page.click("Sign in")

    async def code(self) -> str:
        """Return the code that the browser came back with."""
        assert "You are signed in" in await self.page.text()
        return (await self.receiver.wait(0)).values["code"]

    async def call(self, name: str, **values: str) -> dict[str, object]:
        """Send a request of the program and return the members of its envelope."""
        catalogue = self.services.library.catalogue
        endpoint = catalogue.endpoint(name)
        assert endpoint is not None
        pipeline = self.services.pipeline
        plan = pipeline.plan(
            Request(endpoint, values=tuple(values.items())), self.sandbox.environment
        )
        exchange = await pipeline.send(plan)
        assert isinstance(exchange, Exchange), exchange
        assert isinstance(exchange.outcome, Response), exchange.outcome
        return dict(json.loads(exchange.outcome.body.data))

    async def token(self) -> str:
        """Return an access token of the app."""
        values = {"appId": self.app_id, "appSecret": self.app_secret}
        return str((await self.call("archon.api.accesstoken", **values))["accessToken"])


@asynccontextmanager
async def a_visit(chromium: Chromium, profile: Path) -> AsyncIterator[Visit]:
    """Start a fresh sandbox and let somebody without scripts come to it."""
    visits: list[Visit] = []
    services = build_services(profile, lambda address: visits[0].open_page(address))
    try:
        sandbox = await services.start_sandbox()
        async with Receiver(state=STATE) as receiver, chromium.visitor() as page:
            await page.forbid_scripts()
            visits.append(Visit(services, sandbox, page, receiver))
            yield visits[0]
    finally:
        await services.aclose()


@pytest.mark.parametrize("service", ["gateway", "directory"])
async def test_a_person_signs_in_and_the_program_learns_who_it_is(chromium, profile, service):
    async with a_visit(chromium, profile) as visit:
        visit.service = service
        await visit.begin()
        await visit.sign_in(READY_PERSON.email, READY_PERSON.password)
        token, code = await visit.token(), await visit.code()
        exchanged = await visit.call(
            f"{service}.account.codetoopenid", AccessToken=token, Code=code
        )
        assert exchanged["openId"] == READY_PERSON.id
        values = {"AccessToken": token, "OpenId": READY_PERSON.id}
        user = (await visit.call(f"{service}.account.userinfo", **values))["user"]
        assert isinstance(user, dict)
        assert user["email"] == READY_PERSON.email
        assert user["nickName"] == READY_PERSON.nick_name


class Asking:
    """The program asks who one is, and the browser that it opens is Chromium."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.addresses: asyncio.Queue[str] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        visit.open_page = self.open_page

    def open_page(self, address: str) -> bool:
        """Take an address from the program, on whatever thread."""
        self._loop.call_soon_threadsafe(self.addresses.put_nowait, address)
        return True

    async def credential(self, token_server: str) -> Credential:
        """Return a credential of the ready app that is kept for this run."""
        sandbox, credentials = self.visit.sandbox, self.visit.services.credentials
        values = (("token_server", token_server), ("app_id", sandbox.app_id))
        credential = Credential("own", "Own", "browser", (IN_SANDBOX,), values)
        await credentials.add(credential, {"app_secret": Secret(sandbox.app_secret)})
        return credential

    async def who_am_i(self, credential: Credential) -> str:
        """Ask; a visitor who is not signed in yet is sent to the browser first."""
        environment = self.visit.sandbox.environment
        return await self.visit.services.authenticator.who_am_i(credential, environment)

    async def come(self) -> str:
        """Open the page that the program wants to be opened, and return where it sends back to."""
        address = await self.addresses.get()
        await self.visit.page.open(address)
        return parse_qs(urlsplit(address).query)["redirect_uri"][0]


@pytest.mark.parametrize("token_server", ["archon", "directory"])
async def test_the_program_signs_in_by_way_of_the_browser(chromium, profile, token_server):
    async with a_visit(chromium, profile) as visit:
        asking = Asking(visit)
        credential = await asking.credential(token_server)
        async with asyncio.TaskGroup() as group:
            answer = group.create_task(asking.who_am_i(credential))
            await asking.come()
            await visit.sign_in(READY_PERSON.email, READY_PERSON.password)
        assert answer.result() == "Signed in as Newcomer (newcomer@aiursoft.com)."
        assert "You are signed in" in await visit.page.text()
        # The next one needs no browser.
        assert await asking.who_am_i(credential) == answer.result()
        assert asking.addresses.empty()


async def test_what_comes_back_with_another_state_ends_the_sign_in(chromium, profile):
    async with a_visit(chromium, profile) as visit:
        asking = Asking(visit)
        credential = await asking.credential("archon")
        told = ""

        async def ask() -> None:
            nonlocal told
            try:
                await asking.who_am_i(credential)
            except AuthError as error:
                told = str(error)

        async with asyncio.TaskGroup() as group:
            group.create_task(ask())
            back = await asking.come()
            await visit.page.open(f"{back}?state=guessed&code=1")
            assert "This belongs to another sign-in" in await visit.page.text()
        assert "its state is wrong" in told


async def test_what_is_no_redirect_is_told_and_waited_on(chromium, profile):
    async with a_visit(chromium, profile) as visit:
        asking = Asking(visit)
        credential = await asking.credential("archon")
        async with asyncio.TaskGroup() as group:
            answer = group.create_task(asking.who_am_i(credential))
            back = await asking.come()
            await visit.page.open(f"{back}?state=guessed")
            assert "not the sign-in that aiurdesk waits for" in await visit.page.text()
            await visit.page.open(f"{back}/elsewhere")
            assert "There is nothing here" in await visit.page.text()
            assert not answer.done()
            await visit.page.back()
            await visit.page.back()
            await visit.sign_in(READY_PERSON.email, READY_PERSON.password)
        assert "Newcomer" in answer.result()


async def test_nothing_listens_any_more_when_signing_in_is_cancelled_or_takes_too_long(
    chromium, profile
):
    async with a_visit(chromium, profile) as visit:
        asking = Asking(visit)
        credential = await asking.credential("archon")
        async with asyncio.TaskGroup() as group:
            answer = group.create_task(asking.who_am_i(credential))
            await asking.come()
            answer.cancel()
        await visit.sign_in(READY_PERSON.email, READY_PERSON.password)
        assert await visit.page.address() == "chrome-error://chromewebdata/"
        # Signed in at the page since then, so the browser is sent on at once, and finds nobody.
        browser = Browser(asking.open_page, Receiver, timeout_s=0.05)
        with pytest.raises(AuthError, match="Nobody signed in within"):
            await browser.visit(visit.address)
        await asking.come()
        assert await visit.page.address() == "chrome-error://chromewebdata/"


async def test_the_page_tells_who_can_sign_in_and_what_was_wrong(chromium, profile):
    async with a_visit(chromium, profile) as visit:
        await visit.begin()
        text = await visit.page.text()
        assert READY_PERSON.email in text
        assert READY_PERSON.password in text
        await visit.sign_in(READY_PERSON.email, "wrong")
        assert "The password does not match." in await visit.page.text()
        await visit.sign_in(READY_PERSON.email, READY_PERSON.password)
        assert await visit.code()


async def test_an_account_is_opened_and_consent_is_asked_for_an_app_without_trust(
    chromium, profile
):
    async with a_visit(chromium, profile) as visit:
        visit.app_id, visit.app_secret = OTHER_APP.id, OTHER_APP.secret
        await visit.begin("localhost")
        await visit.page.click("Open an account")
        for label in ("Password", "Password again"):
            await visit.page.type(label, PASSWORD)
        await visit.page.type("E-mail", ADA)
        await visit.page.type("Captcha", CAPTCHA)
        await visit.page.click("Open the account")
        assert "Other sandbox app 零 would like to know who you are" in await visit.page.text()
        await visit.page.click("Allow")
        code, token = await visit.code(), await visit.token()
        values = {"AccessToken": token, "Code": code}
        assert (await visit.call("gateway.account.codetoopenid", **values))["code"] == -8
        await visit.begin("localhost")
        assert "You are signed in" in await visit.page.text()


async def test_an_app_that_does_not_exist_is_told_in_words(chromium, profile):
    async with a_visit(chromium, profile) as visit:
        visit.app_id = "0" * 32
        await visit.begin()
        assert "There is no such app." in await visit.page.text()


async def test_the_pages_are_light_and_dark(chromium, profile):
    async with a_visit(chromium, profile) as visit:
        await visit.begin()
        script = "getComputedStyle(document.body).backgroundColor"
        colours = []
        for scheme in ("light", "dark"):
            await visit.page.show_as(scheme, 1000, 700)
            colours.append(await visit.page.evaluate(script))
        assert colours == ["rgb(255, 255, 255)", "rgb(27, 27, 27)"]


async def test_only_the_sign_in_pages_are_served_without_tls(chromium, profile):
    async with a_visit(chromium, profile) as visit:
        environment = visit.sandbox.environment
        assert set(environment.page_urls) == {"gateway", "directory"}
        for base in environment.page_urls.values():
            await visit.page.open(f"{base}/account/userinfo")
            assert "There is nothing at this address." in await visit.page.text()
        await visit.page.open(f"{environment.base_urls['gateway']}/OAuth/Authorize")
        assert await visit.page.address() == "chrome-error://chromewebdata/"
