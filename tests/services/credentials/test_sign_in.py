"""Taking the steps of signing in."""

import asyncio
import sys
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from aiurdesk.core.auth.scheme import Call, Pause, ShowCode
from aiurdesk.core.auth.token_server import fetch_token
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import PRODUCTION
from aiurdesk.core.environments.route import AddressOverride, Route
from aiurdesk.core.errors import AuthError
from aiurdesk.core.exchange.report import report
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.request import Header, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.services.credentials.browser import Browser, OpenPage, utc_now
from aiurdesk.services.credentials.sign_in import SignIn, SignInFailed, cannot_sign_in
from aiurdesk.services.sending.planned_request import NotSent
from aiurdesk.transport.receiver import Receiver
from tests.child_process import was_ended
from tests.coroutines import until
from tests.services.login_setup import APP_ID, LIBRARY, LoginSetup, given, request_to

EMAILS = request_to("gateway.user.viewallemails")
APP = Credential("c", "Work app", "app")
ARCHON = LIBRARY.catalogue.service("archon")
SECRET = Problem("Enter a GUID.", FieldPlace("appSecret"))
PROFILE = {"nickName": "Ada", "email": "ada@lab.example"}


@pytest.fixture
def setup(tmp_path):
    setup = LoginSetup(tmp_path)
    setup.responses["/codetoopenid"] = lambda request: setup.envelope(request, openId="open-id-1")
    setup.responses["/userinfo"] = lambda request: setup.envelope(request, user=PROFILE)
    return setup


@pytest.mark.parametrize(("is_2023", "host"), [(False, "gateway"), (True, "directory")])
async def test_the_browser_opens_the_authorize_page_and_its_code_signs_in(tmp_path, is_2023, host):
    setup = LoginSetup(tmp_path, PRODUCTION) if is_2023 else LoginSetup(tmp_path)
    setup.responses["/codetoopenid"] = lambda request: setup.envelope(request, openId="open-id-1")
    setup.responses["/userinfo"] = lambda request: setup.envelope(request, user=PROFILE)
    token_server = "directory" if is_2023 else "archon"
    credential = await setup.added("browser", (("token_server", token_server), ("app_id", APP_ID)))
    exchange = await setup.exchange(request_to(f"{host}.user.viewallemails"), credential)
    page = urlsplit(setup.opened[0])
    assert f"{page.scheme}://{page.netloc}" == f"https://{host}.aiursoft.com"
    assert page.path == "/OAuth/Authorize"
    assert parse_qs(page.query) == {
        "appid": [APP_ID],
        "redirect_uri": ["http://127.0.0.1:5000/signed-in"],
        "state": ["nobody-guesses"],
    }
    assert given(setup.sent[1]) == {"AccessToken": "T+/=1", "Code": "4711"}
    assert given(setup.sent[-1]) == {"AccessToken": "T+/=1", "OpenId": "open-id-1"}
    grant = setup.authenticator.grant(credential)
    assert grant
    assert grant.user == "Ada (ada@lab.example)"
    assert "open-id-1" not in report(exchange)


async def test_the_next_run_knows_the_user_without_the_browser(setup):
    credential = await setup.added("browser")
    await setup.exchange(EMAILS, credential)
    assert (await setup.secrets.get(f"{credential.id}/open_id")).reveal() == "open-id-1"
    setup.authenticator.forget(credential.id)  # as a new run begins
    await setup.exchange(EMAILS, credential)
    assert len(setup.opened) == 1
    await setup.authenticator.sign_out(credential)
    await setup.exchange(EMAILS, credential)
    assert len(setup.opened) == 2


async def test_after_the_sign_in_page_a_failing_keyring_does_not_prevent_the_sign_in(setup):
    credential = await setup.added("browser")
    setup.secrets.failing = {"set"}
    assert (await setup.exchange(EMAILS, credential)).verdict.code == 0
    assert (await setup.exchange(EMAILS, credential)).verdict.code == 0
    assert len(setup.opened) == 1


async def test_a_browser_that_does_not_come_back_is_told(setup):
    credential = await setup.added("browser")
    setup.brought = None
    with pytest.raises(AuthError, match="Nobody signed in within 5 minutes"):
        await setup.exchange(EMAILS, credential)


async def test_a_browser_that_cannot_be_opened_is_told(setup):
    credential = await setup.added("browser")
    setup.has_browser = False
    with pytest.raises(AuthError, match="browser could not be opened") as told:
        await setup.exchange(EMAILS, credential)
    # The answer before holds the access token, and has nothing to do with the browser.
    assert not isinstance(told.value, SignInFailed)


async def test_a_page_that_waits_can_be_opened_by_hand_where_no_browser_opens(setup):
    credential = await setup.added("browser")
    setup.has_browser = False
    told: list[OpenPage | None] = []
    setup.authenticator.browser.on_visit = told.append
    assert (await setup.exchange(EMAILS, credential)).verdict.code == 0
    assert [(page.address, page.needs_help) for page in told if page] == [
        (setup.opened[0], False),
        (setup.opened[0], True),
    ]
    setup.brought = None
    await setup.authenticator.sign_out(credential)
    with pytest.raises(AuthError, match="Nobody signed in"):
        await setup.exchange(EMAILS, credential)
    assert told[-1] is None


async def test_help_is_offered_when_the_browser_does_not_come_back_for_a_while():
    browser = Browser(lambda _address: True, Receiver, timeout_s=0.2, help_after_s=0.05)
    told: list[OpenPage | None] = []
    browser.on_visit = told.append
    with pytest.raises(AuthError, match="Nobody signed in within"):
        await browser.visit(lambda back, _state: f"https://gateway.example/?{back}")
    assert [page.needs_help if page else None for page in told] == [False, True, None]


async def test_a_value_with_the_look_of_a_variable_goes_out_as_it_is(setup):
    credential = await setup.added(values=(("app_id", "{{id}}"),))
    await setup.authenticator.renew(credential, setup.environment)
    assert given(setup.sent[0])["appId"] == "{{id}}"


async def test_an_endpoint_that_is_not_known_is_told(setup):
    def flow():
        yield Call("telepathy.mind.read")

    credential = await setup.added()
    with pytest.raises(AuthError, match=r"telepathy\.mind\.read is not known"):
        await setup.sign_in.run(flow(), credential, setup.environment)


async def test_where_the_credential_may_not_go_nothing_is_sent(setup):
    loose = Credential("l", "Loose", "app", (), (("app_id", "x"),))
    flow = fetch_token(loose, Secret("s"))
    with pytest.raises(AuthError, match="Signing in with Loose is not possible"):
        await setup.sign_in.run(flow, loose, setup.environment)
    assert setup.sent == []


@pytest.mark.parametrize("date", [None, "soon", "Tue, 24 Nov 2026 12:00:00"])
async def test_a_server_without_a_clock_is_taken_to_have_ours(setup, date):
    credential = await setup.added()

    def answer(request):
        given_token = setup.token(request)
        headers = () if date is None else (Header("Date", date),)
        return Response(200, "HTTP/2", headers, given_token.body, request.url)

    setup.responses["/accesstoken"] = answer
    grant = await setup.authenticator.renew(credential, setup.environment)
    assert abs(grant.server_ahead_s) < 1


def test_the_time_of_this_computer_is_in_utc():
    assert utc_now().utcoffset() == timedelta()
    assert LIBRARY.catalogue.mistakes == ()


def test_fields_of_the_service_are_told_as_fields_of_the_credential():
    assert str(cannot_sign_in(APP, ARCHON, (SECRET,))) == (
        "Work app cannot sign in: its App secret cannot be right for "
        "Archon. App secret: Enter a GUID. Edit it in the credential manager."
    )
    text = str(cannot_sign_in(APP, ARCHON, (Problem("Enter an id.", FieldPlace("appId")), SECRET)))
    assert "its App id and App secret cannot be right for Archon. App id: Enter an id." in text


def test_reasons_that_are_sentences_are_not_recorded():
    for service, error in ((ARCHON, SECRET), (None, Problem("It may not go there."))):
        recorded = cannot_sign_in(APP, service, (error,)).phrase
        assert str(recorded) == "Work app cannot sign in: its values cannot be right."
        assert dict(recorded.values) == {"name": APP.name}


@pytest.mark.parametrize("credential", [APP, Credential("o", "Odd", "telepathy")])
def test_what_is_not_a_field_is_told_as_it_is(credential):
    errors = (Problem("It may not go there."), Problem("Enter less.", FieldPlace("odd")))
    assert str(cannot_sign_in(credential, None, errors)) == (
        f"Signing in with {credential.name} is not possible. It may not go there. Enter less."
    )


async def test_a_call_to_an_address_takes_the_route_of_the_environment_and_no_cookies(setup):
    route = Route(addresses=(AddressOverride("id.example", 443, ("192.0.2.1",)),))
    environment = msgspec.structs.replace(setup.environment, route=route)

    def flow():
        yield Call(
            address="https://id.example/token?tenant=1",
            values=(("client_secret", Secret("hush {{x}}")),),
            plain_values=(("resource", "a"), ("resource", "b")),
        )

    await setup.sign_in.run(flow(), APP, environment)
    (sent,) = setup.sent
    assert sent.method == "POST"
    assert sent.url == "https://id.example/token?tenant=1"
    body = b"".join(part for part in sent.body if isinstance(part, bytes))
    assert parse_qs(body.decode()) == {"resource": ["a", "b"], "client_secret": ["hush {{x}}"]}
    assert (sent.route.addresses, sent.follows_redirects, sent.jar) == (route.addresses, False, "")
    assert Secret("hush {{x}}") in sent.secrets
    assert Secret("a") not in sent.secrets


@pytest.mark.parametrize("address", ["https://id.example/:tenant/token", "https://[", "x y"])
async def test_an_address_that_cannot_be_called_is_told(setup, address):
    def flow():
        yield Call(address=address)

    with pytest.raises(AuthError, match="not possible"):
        await setup.sign_in.run(flow(), APP, setup.environment)
    assert setup.sent == []


async def test_a_cancelled_wait_for_a_code_hides_the_code(setup):
    pages: list[OpenPage | None] = []
    setup.authenticator.browser.on_visit = pages.append
    paused = asyncio.Event()

    async def pause(_seconds: float) -> None:
        paused.set()
        await asyncio.Event().wait()

    def flow():
        yield ShowCode("ABCD", "https://id.example/enter", 60)
        yield Pause(5)

    sign_in = SignIn(setup.pipeline, LIBRARY, setup.authenticator.browser, pause=pause)
    waiting = asyncio.ensure_future(sign_in.run(flow(), APP, PRODUCTION))  # noqa: TID251 - to cancel it
    await paused.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    page, end = pages
    assert page is not None
    assert (page.code, end) == ("ABCD", None)


COUNTING = """
import pathlib, sys
file = pathlib.Path(sys.argv[1])
count = len(file.read_text()) + 1 if file.exists() else 1
file.write_text("x" * count)
print(f"token-{count}")
"""
HERE = "https://api.example"


class WithCommand:
    """A credential whose token a program prints, and the server that it is for."""

    def __init__(self, folder, code=COUNTING):
        self.setup = LoginSetup(folder)
        self.ran = folder / "ran"
        (folder / "token.py").write_text(code, encoding="utf-8")
        words = (sys.executable, str(folder / "token.py"), str(self.ran))
        self.command = " ".join(f'"{word}"' for word in words)

    async def credential(self, origins=(HERE,)):
        return await self.setup.added("command", (("command", self.command),), {}, origins)

    def request(self, address=f"{HERE}/a"):
        return Request(Typed(address), credential="Mine")

    @property
    def tokens(self):
        headers = [{h.name: h.value for h in sent.headers} for sent in self.setup.sent]
        return [named.get("Authorization") for named in headers]

    @property
    def times_run(self):
        return len(self.ran.read_text()) if self.ran.exists() else 0


def status_of(exchange):
    assert isinstance(exchange.outcome, Response)
    return exchange.outcome.status


async def test_a_program_runs_once_for_several_requests_and_again_after_a_refusal(tmp_path):
    used = WithCommand(tmp_path)
    credential = await used.credential()
    refused = {"Bearer token-1"}

    def respond(request):
        is_refused = used.tokens[-1] in refused
        return Response(401 if is_refused else 200, "HTTP/2", (), ResponseBody(), request.url)

    used.setup.responses["/a"] = respond
    refused.clear()
    await asyncio.gather(*(used.setup.exchange(used.request(), credential) for _ in range(3)))
    assert used.times_run == 1
    assert used.tokens == ["Bearer token-1"] * 3
    refused.add("Bearer token-1")
    exchange = await used.setup.exchange(used.request(), credential)
    assert status_of(exchange) == 200
    assert used.tokens[3:] == ["Bearer token-1", "Bearer token-2"]
    assert any("was refused and renewed" in note for note in exchange.verdict.notes)
    assert "token-2" not in report(exchange)
    # A token that is refused at once would be refused again.
    refused |= {"Bearer token-2", "Bearer token-3"}
    exchange = await used.setup.exchange(used.request(), credential)
    assert status_of(exchange) == 401
    assert (used.times_run, used.tokens[5:]) == (3, ["Bearer token-2", "Bearer token-3"])


async def test_no_program_runs_for_an_address_that_the_credential_is_not_for(tmp_path):
    used = WithCommand(tmp_path)
    credential = await used.credential()
    outcome = await used.setup.send(used.request("https://other.example/a"), credential)
    assert isinstance(outcome, NotSent)
    assert "is allowed only for https://api.example" in outcome.problems[0].sentence
    used.setup.pipeline.preview(used.setup.plan(used.request(), credential))
    assert (used.times_run, used.setup.sent) == (0, [])


async def test_a_program_that_fails_is_told_and_nothing_is_sent(tmp_path):
    used = WithCommand(tmp_path, "import sys; sys.exit('Run cloud login first.')")
    with pytest.raises(AuthError, match=r"ended with status 1\. It said: Run cloud login first\."):
        await used.setup.exchange(used.request(), await used.credential())
    assert used.setup.sent == []


async def test_cancelling_a_request_ends_the_program(tmp_path):
    code = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)"
    used = WithCommand(tmp_path, code)
    credential = await used.credential()
    async with asyncio.TaskGroup() as group:
        sending = group.create_task(used.setup.send(used.request(), credential))
        await until(lambda: used.times_run > 0)
        sending.cancel()
    await until(lambda: was_ended(int(used.ran.read_text())))
    assert sending.cancelled()
