"""Steps between the requests of Gateway's recording: users, sign-in codes and a session."""

from collections.abc import Callable

import httpx

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, READY_PERSON
from aiurdesk.sandbox.gateway.session import STRANGER_ID
from aiurdesk.sandbox.server import SandboxServer
from tests.sandbox.browser import Browser
from tests.sandbox.conftest import MovableClock
from tests.sandbox.replay import Replay

_CODE_TO_OPEN_ID = "/Account/CodeToOpenId?AccessToken=<<token>>&Code="
_REDIRECT_URL = "https://localhost/back"
_RECORDED_USER_ID = "11111111-0000-4000-8000-0000000000"


def gateway_steps(
    replay: Replay, client: httpx.Client, server: SandboxServer, clock: MovableClock
) -> dict[str, Callable[[], None]]:
    """Return the steps by the name of the exchange that follows each of them."""
    base = server.base_urls["gateway"]
    browser = Browser(client, base)

    def replace_users() -> None:
        for number, user_id in enumerate((READY_PERSON.id, STRANGER_ID), start=1):
            replay.replace(f"{_RECORDED_USER_ID}{number:02}", user_id)
        replay.replace("ada@lab.example", READY_PERSON.email)
        replay.replace("bob@lab.example", "stranger@aiursoft.com")
        replay.replace("lab-pass-2020", READY_PERSON.password)

    def create_codes() -> None:
        replace_users()
        for recorded, app in (("1002", READY_APP), ("1001", READY_APP), ("1003", OTHER_APP)):
            client.cookies.clear()
            code = browser.sign_in(app.id, _REDIRECT_URL, READY_PERSON.email, READY_PERSON.password)
            replay.replace(f"Code={recorded}", f"Code={code}")
            if recorded == "1002":
                # In the recording this code was used and then expired.
                replay.send({"method": "GET", "target": f"{_CODE_TO_OPEN_ID}{code}"})
                clock.advance(seconds=11)

    def start_session() -> None:
        client.cookies.clear()
        email, password = READY_PERSON.email, READY_PERSON.password
        code = browser.sign_in(READY_APP.id, _REDIRECT_URL, email, password)
        replay.replace("1875932062", str(code))
        replay.cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())

    return {
        "gateway/code-to-open-id/ok": create_codes,
        "gateway/session/code-to-open-id": start_session,
    }
