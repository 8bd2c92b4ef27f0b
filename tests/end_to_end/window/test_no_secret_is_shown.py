"""No secret stands anywhere in the window but in the editor that it was typed into, as dots.

The views of an answer's body and headers show what was received; they are left out.
"""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QTabBar

from aiurdesk.core.credentials.credential import Credential, origin_of
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.custom_url import endpoint_for_typed_url
from aiurdesk.core.request.request import Header, Request
from aiurdesk.core.response.report import report
from aiurdesk.core.response.response import Failure, Outcome
from aiurdesk.storage.secrets import MemorySecrets
from tests.end_to_end.gossip_server import FAILURES, MOODS
from tests.end_to_end.leak_scene import (
    ACCOUNTS,
    AWKWARD,
    GET,
    LIMITS,
    PLAIN,
    WHERE_NOBODY_IS,
    lab,
    trust,
)
from tests.end_to_end.person import Person
from tests.end_to_end.window.everything_shown import everything_shown
from tests.needles import Needles
from tests.ui.credentials.scene import is_gone, opened_dialog, press, until
from tests.ui.opened_window import Opened, opened_window

PUSH = "stargate.message.pushmessage"
TYPED = "needle-ty-" + AWKWARD.replace("{{x}}", "")
"""Without what would be taken for a variable."""


def look_everywhere(opened: Opened, needles: Needles) -> None:
    """Bring every tab of request and answer to the front, then search all that is there.

    What is behind another tab is searched as well, once it has been looked at.
    """
    for tabs in opened.window.findChildren(QTabBar):
        before = tabs.currentIndex()
        for place in range(tabs.count() if tabs.isVisible() else 0):
            tabs.setCurrentIndex(place)
        tabs.setCurrentIndex(before)
    needles.search_all(everything_shown())


@pytest.mark.parametrize("endpoint_id", [GET, PUSH])
async def test_a_token_that_was_typed_is_shown_nowhere(
    theme, tmp_path, needles, gossip, bystander, endpoint_id, caplog
):
    text = needles.add("the typed token", TYPED)
    gossip.elsewhere = bystander.url
    async with opened_window(theme, tmp_path) as opened:
        person = Person(opened.window, opened.controller)
        opened.environments.choose(lab(gossip.url))
        opened.open(endpoint_id)
        await opened.scope.idle()
        person.editor("AccessToken").insert(text)  # type: ignore[union-attr]
        if endpoint_id == PUSH:
            await person.type("ChannelId", "7")
        reports: list[str] = []
        opened.controller.workbench.sending.set_limits(LIMITS)
        for mood in MOODS:
            gossip.mood = mood
            opened.controller.workbench.send()
            exchange = await opened.answer()
            if person.has(QAbstractButton, "Copy report"):
                person.press("Copy report")
                reports.append(QGuiApplication.clipboard().text())
            look_everywhere(opened, needles)
            assert exchange is not None
            assert isinstance(exchange.outcome, Failure) == (mood in FAILURES)
    needles.search("log records", caplog.text)
    needles.search_folder(tmp_path)
    needles.search("another origin", "\n".join(bystander.heard))
    assert any("Wrong" in text or "crash" in text for text in reports)
    assert needles.found == []


async def test_what_was_typed_into_address_and_headers_is_not_kept(
    theme, tmp_path, needles, gossip, caplog
):
    key = needles.add("the key", "needle-key-0123456789")
    token = needles.add("the token of the address", "needle-address-0123456789")
    bearer = needles.add("the bearer", "needle-bearer-0123456789")
    headers = (Header("X-GitLab-Token", key), Header("Authorization", f"Bearer {bearer}"))
    async with opened_window(theme, tmp_path) as opened:
        address = f"{gossip.url}/some/thing?access_token={token}"
        opened.controller.workbench.open_request(
            Request(endpoint_for_typed_url(address, "GET"), headers=headers)
        )
        for gossip.mood in ("unexpected", "crashed", "cut_off"):
            opened.controller.workbench.send()
            exchange = await opened.answer()
            needles.search("report", report(exchange))
            needles.search("verdict", repr(exchange.verdict))
    needles.search("log records", caplog.text)
    needles.search_folder(tmp_path)
    assert all(any(text in told for told in gossip.heard) for text in (key, token, bearer))
    assert needles.found == []
    assert '"address"' in (tmp_path / "window.json").read_text(encoding="utf-8")


async def send(opened: Opened, needles: Needles) -> Outcome:
    """Send what is in front, search all that is shown of it, and return what came."""
    opened.controller.workbench.send()
    await opened.scope.idle()
    look_everywhere(opened, needles)
    outcome: Outcome = opened.exchange(opened.current.key).outcome
    return outcome


async def replace_secret(opened: Opened, needles: Needles, text: str) -> None:
    """Look into the list of credentials, and type a secret into the form for a new one."""
    opened.action("manage_credentials").trigger()
    dialog = await opened_dialog(opened, "credentials_dialog")
    look_everywhere(opened, needles)
    press(dialog, "Replace secret…")
    form = await opened_dialog(opened, "credential_form")
    hidden = [e for e in form.findChildren(QLineEdit) if e.echoMode() != QLineEdit.EchoMode.Normal]
    for editor in hidden:
        editor.insert(text)
    assert hidden
    look_everywhere(opened, needles)
    form.reject()
    await until(lambda: is_gone(form))
    dialog.reject()
    await until(lambda: is_gone(dialog))


@pytest.mark.parametrize("account", ACCOUNTS[1:], ids=lambda account: account.name)
async def test_a_credential_shows_nothing_of_its_secrets(
    theme, tmp_path, needles, secure_gossip, secure_bystander, account, own_places, authority,
    distrusted, closed, caplog,
):  # fmt: skip
    gossip, elsewhere = secure_gossip, (closed, PLAIN)
    gossip.elsewhere = secure_bystander.url
    text = needles.add("the secret", account.text)
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        # Credentials of an earlier run would have the window look for the keyring, in two seconds.
        await opened.scope.idle()
        await trust(opened.services, authority, gossip.url, gossip.elsewhere)
        origins = tuple(map(origin_of, (gossip.url, *elsewhere)))
        credential = Credential("own", "Own account", account.scheme, origins, account.values)
        await opened.services.credentials.add(credential, {account.secret: Secret(text)})
        opened.controller.credentials.choice.refresh()
        sending = opened.controller.workbench.sending
        opened.environments.choose(lab(gossip.url))
        sending.set_limits(LIMITS)
        opened.controller.credentials.choice.choose(credential.name)
        opened.open(account.endpoint_id)
        outcomes = []
        for gossip.mood in MOODS:
            outcomes.append(await send(opened, needles))
        trusted = gossip.context
        for gossip.context in distrusted.values():
            outcomes.append(await send(opened, needles))
        gossip.context = trusted
        await replace_secret(opened, needles, text)
        gossip.mood, gossip.refuses_to_sign_in = "parrot", True
        opened.act("sign_out")
        await until(lambda: opened.services.login.grant(credential) is None)
        look_everywhere(opened, needles)
        await send(opened, needles)
        for place in elsewhere:
            opened.environments.choose(lab(place))
            outcomes.append(await send(opened, needles))
        failures = [outcome.kind for outcome in outcomes if isinstance(outcome, Failure)]
        assert set(failures) == {*FAILURES.values(), *distrusted, *WHERE_NOBODY_IS}
    needles.search("log records", caplog.text)
    needles.search_folder(tmp_path)
    needles.search("another origin", "\n".join(secure_bystander.heard))
    assert needles.found == []


async def test_what_is_no_secret_is_found_in_the_window(theme, tmp_path, needles, gossip, caplog):
    needles.add("words of the service", "Never heard of ")
    needles.add("request line", "GET /Channel/ViewMyChannels")
    needles.add("name of an endpoint", GET)
    async with opened_window(theme, tmp_path) as opened:
        opened.environments.choose(lab(gossip.url))
        opened.open(GET)
        await opened.scope.idle()
        Person(opened.window, opened.controller).editor("AccessToken").insert("x")  # type: ignore[union-attr]
        gossip.mood = "unexpected"
        opened.controller.workbench.send()
        await opened.answer()
        look_everywhere(opened, needles)
    needles.search("log records", caplog.text)
    needles.search_folder(tmp_path)
    said = {line.split(" in ")[-1] for line in needles.found if line.startswith("words")}
    assert said >= {
        "accessible description",
        "accessible value",
        "accessible text",
        "log records",
        "text",
    }
    assert "request line in text" in needles.found
    assert "name of an endpoint in file window.json" in needles.found
