"""OAuth 2 in the real window: a code for another device, and a host that has to be allowed."""

import pytest
from PySide6.QtWidgets import QLabel

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import CUSTOM_URLS
from aiurdesk.storage.secrets import MemorySecrets
from tests.authorization_server import CLIENT_ID, CLIENT_SECRET, running
from tests.coroutines import until
from tests.ui.credentials.window_steps import answer, messages, opened_dialog, press
from tests.ui.opened_window import opened_window


def shop(url, **values):
    """Return a credential for the API of a server."""
    given = {"issuer": url, "client_id": CLIENT_ID, **values}
    return Credential("s", "Shop", "oauth2", (url,), tuple(given.items()))


async def test_a_code_is_shown_until_a_person_has_entered_it(theme, tmp_path):
    with running() as server:
        async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
            credential = shop(server.url, grant="device", client_auth="none")
            await opened.services.credentials.add(credential, {})
            opened.controller.credentials.sign_in(credential)
            await until(lambda: opened.is_waiting())
            label = opened.wait_strip.findChild(QLabel, "wait_words")
            assert label is not None
            (device,) = server.devices.values()
            assert label.text().startswith(f"Enter the code {device['user_code']} at this address")
            server.accept()
            await until(lambda: messages(opened))
            assert messages(opened)[-1] == "Shop is signed in."
            assert not opened.is_waiting()
            assert (opened.services.authenticator.expires_in_s(credential) or 0) > 3500


async def test_a_code_that_is_not_waited_for_is_given_up(theme, tmp_path):
    with running() as server:
        async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
            credential = shop(server.url, grant="device", client_auth="none")
            await opened.services.credentials.add(credential, {})
            opened.controller.credentials.sign_in(credential)
            await until(lambda: opened.is_waiting())
            opened.wait_strip.cancel_wanted.emit()
            await until(lambda: not opened.is_waiting())
            await opened.scope.idle()
            assert opened.services.authenticator.grant(credential) is None


async def test_a_host_that_only_the_document_names_is_asked_about(theme, tmp_path):
    with running() as server:
        other = server.url.replace("127.0.0.1", "localhost")
        server.metadata = {"token_endpoint": f"{other}/token"}
        async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
            credential = shop(server.url, grant="client", client_auth="body")
            secrets = {"client_secret": Secret(CLIENT_SECRET)}
            await opened.services.credentials.add(credential, secrets)
            opened.controller.credentials.sign_in(credential)
            asked = await answer(opened, "Allow")
            assert f"Let Shop sign in at {other}?" in asked
            assert f"{other}/token" in asked
            await opened.scope.idle()
            assert messages(opened)[-1] == "Shop is signed in."
            kept = opened.services.credentials.by_id("s")
            assert kept is not None
            assert kept.value("token_hosts") == other


@pytest.mark.parametrize("revokes", [True, False])
async def test_a_credential_that_is_deleted_is_signed_out_first(theme, tmp_path, revokes):
    with running() as server:
        server.accepts_at_once = True
        store = MemorySecrets()
        async with opened_window(theme, tmp_path, store=store) as opened:
            credential = shop(server.url, grant="device", client_auth="none")
            await opened.services.credentials.add(credential, {})
            await opened.services.authenticator.renew(credential, CUSTOM_URLS)
            kept = await store.get("s/refresh_token")
            assert kept is not None
            if not revokes:
                server.answers["/revoke"] = lambda _values: (503, "text/plain", b"later")
            opened.controller.credentials.choice.refresh()
            opened.controller.credentials.choice.choose("Shop")
            opened.act("manage_credentials")
            dialog = await opened_dialog(opened, "credentials_dialog")
            press(dialog, "Delete…")
            await answer(opened, "Delete")
            if not revokes:
                told = await answer(opened, "Close")
                assert told == (
                    "Shop\nThe token server did not revoke the refresh token. It ends by itself."
                )
            await until(lambda: opened.services.credentials.by_id("s") is None)
            assert (kept.reveal() in server.refused) is revokes
            dialog.reject()
            await opened.scope.idle()
