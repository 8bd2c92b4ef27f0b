"""What a replay of the gateway needs beside its calls: people, sign-in codes and a session."""

from collections.abc import Callable

import httpx

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, READY_PERSON
from aiurdesk.sandbox.gateway.seed_users import STRANGER_ID, guest_id
from aiurdesk.sandbox.server import SandboxServer
from tests.sandbox.browser import Browser
from tests.sandbox.conftest import MovableClock
from tests.sandbox.replay import Replay

_EXCHANGE = "/Account/CodeToOpenId?AccessToken=<<token>>&Code="
_BACK = "https://localhost/back"
_RECORDED_PERSON = "11111111-0000-4000-8000-0000000000"


def steps(
    replay: Replay, client: httpx.Client, server: SandboxServer, clock: MovableClock
) -> dict[str, Callable[[], None]]:
    """Return what has to happen just before some of the recorded calls."""
    base = server.base_urls["gateway"]
    browser = Browser(client, base)
    ready = (READY_PERSON.email, READY_PERSON.password)

    def meet_people() -> None:
        people = [READY_PERSON.id, STRANGER_ID, *(guest_id(number) for number in range(1, 11))]
        for number, given in enumerate(people, start=1):
            replay.learn_text(f"{_RECORDED_PERSON}{number:02}", given)
        replay.learn_text("ada@lab.example", READY_PERSON.email)
        replay.learn_text("bob@lab.example", "stranger@aiursoft.com")
        replay.learn_text("lab-pass-2020", READY_PERSON.password)

    def make_codes() -> None:
        meet_people()
        for recorded, app in (("1002", READY_APP), ("1001", READY_APP), ("1003", OTHER_APP)):
            client.cookies.clear()
            code = browser.sign_in(app.id, _BACK, *ready)
            replay.learn_text(f"Code={recorded}", f"Code={code}")
            if recorded == "1002":
                replay.ask({"method": "GET", "target": f"{_EXCHANGE}{code}"})
                clock.advance(seconds=11)

    def open_session() -> None:
        client.cookies.clear()
        code = browser.sign_in(READY_APP.id, _BACK, "guest2@aiursoft.com", READY_PERSON.password)
        replay.learn_text("1875932062", str(code))
        replay.cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())

    return {
        "gateway/code-to-open-id/ok": make_codes,
        "gateway/session/code-to-open-id": open_session,
    }
