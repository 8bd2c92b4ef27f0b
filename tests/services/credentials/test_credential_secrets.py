"""The secrets of credentials, changed together or not at all."""

import pytest

from aiurdesk.core.auth import scheme_of
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError, KeyringFailure
from aiurdesk.services.credentials.credential_secrets import (
    READY,
    SANDBOX_APP,
    CredentialSecrets,
    is_ready_made,
    key_of,
    sandbox_credentials,
)
from aiurdesk.storage.secrets import KeyringSecrets
from tests.fakes import CountingSecrets

APP = Credential("a", "App", "app")
BROWSER = Credential("b", "Browser", "browser")
ONE, TWO = Secret("one"), Secret("two")


@pytest.fixture
def store():
    return CountingSecrets()


@pytest.fixture
def secrets(store):
    return CredentialSecrets(lambda: store)


async def test_the_store_is_opened_when_it_is_first_needed(store):
    opened = []

    def open_store():
        opened.append(store)
        return store

    secrets = CredentialSecrets(open_store)
    secrets.close()
    assert opened == []
    assert await secrets.get(APP, "app_secret") is None
    assert opened == [secrets.store] == [store]
    secrets.close()
    assert secrets.store is store
    assert len(opened) == 2


async def test_all_secrets_are_read_by_field(secrets):
    async with secrets.changed(BROWSER, {"app_secret": ONE}):
        pass
    await secrets.keep(BROWSER, {"open_id": TWO})
    assert await secrets.all_of(BROWSER) == {"app_secret": ONE, "open_id": TWO}
    assert await secrets.to_sign_in(BROWSER) == {"app_secret": ONE, "open_id": TWO}


async def test_a_missing_secret_prevents_signing_in(secrets):
    await secrets.keep(BROWSER, {"open_id": TWO})
    with pytest.raises(AuthError, match="no longer has the secret of Browser"):
        await secrets.to_sign_in(BROWSER)
    await secrets.store.set(key_of(BROWSER, "app_secret"), Secret(""))
    with pytest.raises(AuthError, match="no longer has the secret of Browser"):
        await secrets.to_sign_in(BROWSER)
    assert await secrets.all_of(Credential("s", "S", "telepathy")) == {}


async def test_a_kept_secret_is_only_written_when_it_differs(secrets, store):
    await secrets.keep(BROWSER, {"open_id": TWO})
    store.calls.clear()
    await secrets.keep(BROWSER, {"open_id": TWO})
    assert store.calls == ["get b/open_id"]
    await secrets.keep(BROWSER, {})
    assert await store.get("b/open_id") is None


async def test_new_secrets_erase_what_signing_in_kept(secrets):
    await secrets.keep(BROWSER, {"open_id": TWO})
    async with secrets.changed(BROWSER, {}):
        pass
    assert await secrets.all_of(BROWSER) == {}


@pytest.mark.parametrize("before", [{}, {"app_secret": ONE}])
async def test_a_later_error_restores_the_old_secrets(secrets, before):
    async def fail(change, meanwhile):
        async with change:
            assert await secrets.all_of(APP) == meanwhile
            raise OSError("disk")

    async with secrets.changed(APP, before):
        pass
    with pytest.raises(OSError, match="disk"):
        await fail(secrets.changed(APP, {"app_secret": TWO}), {"app_secret": TWO})
    assert await secrets.all_of(APP) == before
    with pytest.raises(OSError, match="disk"):
        await fail(secrets.without(APP), {})
    assert await secrets.all_of(APP) == before


async def test_a_keyring_that_fails_midway_changes_nothing(secrets, store):
    async with secrets.changed(BROWSER, {"app_secret": ONE}):
        pass
    await secrets.keep(BROWSER, {"open_id": TWO})
    store.failing = {"delete b/open_id"}
    with pytest.raises(KeyringFailure):
        async with secrets.without(BROWSER):
            raise AssertionError("it should not come so far")
    store.failing.clear()
    assert await secrets.all_of(BROWSER) == {"app_secret": ONE, "open_id": TWO}


async def test_temporary_secrets_are_never_stored(secrets, store):
    secrets.lend(BROWSER, {"app_secret": ONE})
    assert await secrets.to_sign_in(BROWSER) == {"app_secret": ONE}
    await secrets.keep(BROWSER, {"open_id": TWO})
    assert await secrets.get(BROWSER, "open_id") == TWO
    await secrets.keep(BROWSER, {})
    assert await secrets.all_of(BROWSER) == {"app_secret": ONE}
    assert store.calls == []


async def test_a_keyring_that_cannot_be_reached_is_not_called_empty():
    store = KeyringSecrets(find=lambda _connection: None)
    secrets = CredentialSecrets(lambda: store)
    with pytest.raises(KeyringFailure, match="No system keyring is available"):
        await secrets.to_sign_in(BROWSER)
    secrets.close()


def test_they_exist_before_the_sandbox_runs_and_go_nowhere_else():
    assert tuple(sandbox_credentials(None)) == READY
    assert {credential.origins for credential in READY} == {(IN_SANDBOX,)}
    assert SANDBOX_APP.scheme == "app"


def test_each_has_the_secrets_of_its_scheme():
    for credential, secrets in sandbox_credentials(None).items():
        scheme = scheme_of(credential.scheme)
        assert scheme is not None
        fields = scheme.secret_fields_for(dict(credential.values))
        assert [field.name for field in fields] == [*secrets]


def test_only_they_are_ready_made():
    assert all(map(is_ready_made, READY))
    assert not is_ready_made(Credential("w", "Work", "app"))
