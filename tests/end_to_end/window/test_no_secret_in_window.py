"""The window shows a secret only as dots, in the editor that it was typed into.

The views of body and headers of a response show what was received. They are not searched.
"""

from collections.abc import Collection
from typing import TypeVar

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QTabBar

from aiurdesk.core.credentials.credential import origin_of
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.response.response import Failure, FailureKind, Outcome
from aiurdesk.storage.secrets import MemorySecrets
from tests.end_to_end.echo_server import FAILURES, MODES
from tests.end_to_end.leak_setup import (
    ACCOUNTS,
    AWKWARD,
    GET,
    lab,
    limits_for,
    search_remains,
    trust,
)
from tests.end_to_end.window.everything_shown import everything_shown
from tests.end_to_end.window_driver import WindowDriver
from tests.marked_secrets import MarkedSecrets
from tests.ui.credentials.window_steps import is_closed, opened_dialog, press, until
from tests.ui.opened_window import Opened, opened_window

T = TypeVar("T")
PUSH = "stargate.message.pushmessage"
TYPED = "marked-ty-" + AWKWARD.replace("{{x}}", "")
"""Without the characters of a variable."""


def search_window(opened: Opened, marked_secrets: MarkedSecrets) -> None:
    """Show every tab of request and response once, then search everything in the window.

    Tabs are filled when they are first shown, and hidden tabs are searched as well.
    """
    for tabs in opened.window.findChildren(QTabBar):
        before = tabs.currentIndex()
        for index in range(tabs.count() if tabs.isVisible() else 0):
            tabs.setCurrentIndex(index)
        tabs.setCurrentIndex(before)
    marked_secrets.search_all(everything_shown())


@pytest.mark.parametrize("endpoint_id", [GET, PUSH])
async def test_a_typed_token_is_shown_only_as_dots(
    theme, tmp_path, marked_secrets, echo_server, other_server, endpoint_id, caplog
):
    text = marked_secrets.add("the typed token", TYPED)
    echo_server.elsewhere = other_server.url
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.environments.choose(lab(echo_server.url))
        opened.open(endpoint_id)
        await opened.scope.idle()
        driver.editor("AccessToken").insert(text)  # type: ignore[union-attr]
        if endpoint_id == PUSH:
            await driver.type("ChannelId", "7")
        reports: list[str] = []
        # A secret of a query and of a form is shown by the same widgets.
        for mode in MODES[endpoint_id == PUSH :: 2]:
            echo_server.mode = mode
            opened.controller.workbench.sending.limits = limits_for(mode)
            opened.send()
            exchange = await opened.answer()
            if driver.has(QAbstractButton, "Copy report"):
                driver.press("Copy report")
                reports.append(QGuiApplication.clipboard().text())
            search_window(opened, marked_secrets)
            assert exchange is not None
            assert isinstance(exchange.outcome, Failure) == (mode in FAILURES)
    search_remains(marked_secrets, tmp_path, caplog, other_server)
    assert any(reports)
    assert marked_secrets.leaks == []


async def test_a_token_that_is_typed_into_an_address_is_shown_nowhere_else(
    theme, tmp_path, marked_secrets, echo_server, caplog
):
    token = marked_secrets.add("the token", "marked9fragment8token7")
    hook = marked_secrets.add("the webhook", "marked9webhook8secret7")
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        for address in (f"/a#access_token={token}&b=1", f"/services/T000/B000/{hook}"):
            opened.controller.workbench.open_request(custom_request())
            field = driver.find(QLineEdit, "Address")
            opened.window.activateWindow()
            field.setFocus()
            await until(field.hasFocus)
            await driver.type("Address", f"{echo_server.url}{address}")
            # The field that is edited shows what is typed, until another one has the keys.
            field.clearFocus()
            echo_server.mode = "unexpected"
            opened.send()
            await opened.answer()
        search_window(opened, marked_secrets)
        bars = opened.window.findChildren(QTabBar)
        names = [bar.accessibleTabName(index) for bar in bars for index in range(bar.count())]
        assert any("/services/T000/B000/" in name for name in names)
    search_remains(marked_secrets, tmp_path, caplog)
    assert hook in "\n".join(echo_server.received)
    assert marked_secrets.leaks == []


async def send(opened: Opened, marked_secrets: MarkedSecrets) -> Outcome:
    """Send the current request, search the window, and return the outcome."""
    opened.send()
    await opened.scope.idle()
    search_window(opened, marked_secrets)
    outcome: Outcome = opened.exchange(opened.current.key).outcome
    return outcome


async def replace_secret(opened: Opened, marked_secrets: MarkedSecrets, text: str) -> None:
    """Open the list of credentials and type a secret into the form that replaces one."""
    opened.action("manage_credentials").trigger()
    dialog = await opened_dialog(opened, "credentials_dialog")
    search_window(opened, marked_secrets)
    press(dialog, "Edit…")
    form = await opened_dialog(opened, "credential_form")
    hidden = [e for e in form.findChildren(QLineEdit) if e.echoMode() != QLineEdit.EchoMode.Normal]
    for editor in hidden:
        editor.insert(text)
    assert hidden
    search_window(opened, marked_secrets)
    form.reject()
    await until(lambda: is_closed(form))
    dialog.reject()
    await until(lambda: is_closed(dialog))


SHARES = 4


def share_of(index: int, cases: Collection[T]) -> tuple[T, ...]:
    """Return some of the cases; ``SHARES`` tests in a row have all of them together.

    What is made of each case with each account is searched in ``test_no_secret_in_output`` and
    ``test_no_secret_in_failures``. The window shows it in the same widgets for all accounts.
    """
    return tuple(cases)[index % SHARES :: SHARES]


def expected_failures(modes: Collection[str]) -> tuple[set[FailureKind], set[FailureKind]]:
    """Return the failures of the modes of every scheme, and of those with a secret in the query."""
    always = {
        FAILURES[mode] for mode in modes if mode in FAILURES and mode != "redirect_with_query"
    }
    return always, {FAILURES[mode] for mode in modes if mode in FAILURES}


ONE_OF_EACH_SCHEME = tuple({account.scheme: account for account in reversed(ACCOUNTS[1:])}.values())


@pytest.mark.parametrize("account", ONE_OF_EACH_SCHEME, ids=lambda account: account.name)
async def test_the_secrets_of_a_credential_are_not_shown(
    theme, tmp_path, marked_secrets, secure_echo_server, secure_other_server, account,
    own_temporary_folder, authority, distrusted, closed, caplog,
):  # fmt: skip
    echo_server = secure_echo_server
    echo_server.elsewhere = secure_other_server.url
    text = marked_secrets.add("the secret", account.text)
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        # A credential of an earlier run would start the keyring, which takes two seconds.
        await opened.scope.idle()
        await trust(opened.services, authority, echo_server.url, echo_server.elsewhere)
        origins = tuple(map(origin_of, (echo_server.url, closed)))
        credential = account.credential(echo_server.url, origins)
        await opened.services.credentials.add(credential, account.secrets)
        opened.controller.credentials.choice.refresh()
        sending = opened.controller.workbench.sending
        opened.environments.choose(lab(echo_server.url))
        opened.controller.credentials.choice.choose(credential.name)
        opened.open(account.endpoint_id)
        outcomes = []
        index = ONE_OF_EACH_SCHEME.index(account)
        modes, certificates = share_of(index, MODES), share_of(index, distrusted)
        for echo_server.mode in modes:
            sending.limits = limits_for(echo_server.mode)
            outcomes.append(await send(opened, marked_secrets))
        sending.limits = Limits()
        trusted = echo_server.context
        for kind in certificates:
            echo_server.context = distrusted[kind]
            outcomes.append(await send(opened, marked_secrets))
        echo_server.context = trusted
        if account.fields:
            await replace_secret(opened, marked_secrets, text)
        echo_server.mode, echo_server.refuses_to_sign_in = "plain_text", True
        opened.act("sign_out")
        await until(lambda: opened.services.authenticator.grant(credential) is None)
        search_window(opened, marked_secrets)
        await send(opened, marked_secrets)
        # A token server with an address of its own is still there.
        echo_server.refuses_to_sign_in = False
        opened.environments.choose(lab(closed))
        outcomes.append(await send(opened, marked_secrets))
        failures = {outcome.kind for outcome in outcomes if isinstance(outcome, Failure)}
        least, most = expected_failures(modes)
        always = {*certificates, FailureKind.CONNECTION_REFUSED}
        assert least | always <= failures <= most | always
    search_remains(marked_secrets, tmp_path, caplog, secure_other_server)
    assert marked_secrets.leaks == []


async def test_the_search_finds_texts_of_the_window(
    theme, tmp_path, marked_secrets, echo_server, caplog
):
    marked_secrets.add("words of the service", "Never heard of ")
    marked_secrets.add("request line", "GET /Channel/ViewMyChannels")
    marked_secrets.add("name of an endpoint", GET)
    async with opened_window(theme, tmp_path) as opened:
        opened.environments.choose(lab(echo_server.url))
        opened.open(GET)
        await opened.scope.idle()
        WindowDriver(opened.window, opened.controller).editor("AccessToken").insert("x")  # type: ignore[union-attr]
        echo_server.mode = "unexpected"
        opened.send()
        await opened.answer()
        search_window(opened, marked_secrets)
    search_remains(marked_secrets, tmp_path, caplog)
    said = {line.split(" in ")[-1] for line in marked_secrets.leaks if line.startswith("words")}
    assert said >= {
        "accessible description",
        "accessible value",
        "accessible text",
        "log records",
        "text",
    }
    assert "request line in text" in marked_secrets.leaks
    assert "name of an endpoint in file window.json" in marked_secrets.leaks
