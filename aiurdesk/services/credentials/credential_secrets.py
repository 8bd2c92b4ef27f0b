"""The secrets of credentials: given for this run, from a source of the person, or in the keyring.

In the keyring they lie under the credential's id and the field.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import TYPE_CHECKING

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.auth import scheme_of
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_source import OutsideSource
from aiurdesk.core.errors import AuthError, KeyringFailure
from aiurdesk.core.problem import Problem, replace_secret
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.services.credentials.secret_sources import SecretSources
from aiurdesk.services.sandbox_host import RunningSandbox

if TYPE_CHECKING:
    from aiurdesk.storage.secrets import SecretStore


def key_of(credential: Credential, field: str) -> str:
    """Return the name under which a field lies in the keyring."""
    return f"{credential.id}/{field}"


class CredentialSecrets:
    """Finds the secrets of a credential, and changes those in the keyring.

    What was given for this run counts first, then what the credential itself says, then the
    keyring. Some credentials are only held in memory, and never touch the keyring.
    """

    def __init__(
        self, open_store: "Callable[[], SecretStore]", sources: SecretSources | None = None
    ) -> None:
        """Prepare; the store is opened when it is first needed."""
        self.sources = SecretSources() if sources is None else sources
        """Reads what is not in the keyring."""
        # Id of a credential and field → what was given for this run.
        self._given: dict[tuple[str, str], Secret | OutsideSource] = {}
        self._open = open_store
        self._opened: SecretStore | None = None
        # Credential id → its secrets, by field. A credential in here never touches the keyring.
        self._lent: dict[str, dict[str, Secret]] = {}

    @property
    def store(self) -> "SecretStore":
        """The store of secrets, opened when first used."""
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    def close(self) -> None:
        """End what runs for the store, if it was ever opened; it opens again when needed."""
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()

    def lend(self, credential: Credential, secrets: Mapping[str, Secret]) -> None:
        """Give a credential secrets in memory, for this run, that are not stored in the keyring."""
        self._lent[credential.id] = dict(secrets)

    def give(self, credential: Credential, field: str, secret: Secret | OutsideSource) -> None:
        """Give a credential another secret for this run; it replaces a stored one nowhere."""
        self._given[credential.id, field] = secret

    async def get(self, credential: Credential, field: str) -> Secret | None:
        """Return one secret, or None.

        Raises:
            AuthError: Its source gave none.
            KeyringFailure: It could not be read.
        """
        given = self._given_or_source(credential, field)
        if isinstance(given, OutsideSource):
            return await self.sources.secret(given, credential.name)
        return given or await self._kept(credential, field)

    def _given_or_source(self, credential: Credential, field: str) -> Secret | OutsideSource | None:
        """Return what comes before the keyring, or where it comes from."""
        given = self._given.get((credential.id, field))
        if given is not None or is_ready_made(credential):
            return given
        fields = [f.name for f in _secret_fields(credential)]
        # Not what signing in has stored.
        if field not in fields:
            return None
        of_process = self.sources.of_process(credential.name, field)
        if of_process is None and field == fields[0]:
            of_process = self.sources.of_process(credential.name)
        return of_process or credential.source(field)

    async def _kept(self, credential: Credential, field: str) -> Secret | None:
        """Return a secret that is held in memory or in the keyring, or None."""
        lent = self._lent.get(credential.id)
        if lent is not None:
            return lent.get(field)
        return await self.store.get(key_of(credential, field))

    async def all_of(self, credential: Credential) -> dict[str, Secret]:
        """Return all secrets of a credential, by field.

        Raises:
            AuthError: A source gave none.
            KeyringFailure: They could not be read.
        """
        secrets = {name: await self.get(credential, name) for name in _fields_of(credential)}
        return {name: secret for name, secret in secrets.items() if secret is not None}

    async def to_sign_in(self, credential: Credential) -> dict[str, Secret]:
        """Return all secrets of a credential, if they are enough to sign in.

        Raises:
            KeyringFailure: They could not be read, or there is no keyring to read them from.
            AuthError: A secret that the scheme needs is missing, or its source gave none.
        """
        secrets = await self.all_of(credential)
        scheme = scheme_of(credential.scheme)
        for field in scheme.secret_fields_for(dict(credential.values)) if scheme else ():
            # KWallet has an empty entry if it ended before it wrote the secret.
            if field.required and not secrets.get(field.name, Secret("")).reveal():
                # An earlier run may have stored it in a keyring that cannot be reached now.
                if self.store.failure is not None and credential.id not in self._lent:
                    raise self.store.failure
                text = marked("The keyring no longer has the secret of {name}. Enter it again.")
                raise AuthError(
                    Problem(
                        Phrase(text, {"name": credential.name}),
                        fixes=(replace_secret(credential.name),),
                    )
                )
        return secrets

    async def keep(self, credential: Credential, kept: Mapping[str, Secret]) -> None:
        """Store what signing in gave, replacing what an earlier sign-in gave.

        Raises:
            KeyringFailure: It was not stored.
        """
        scheme = scheme_of(credential.scheme)
        for field in scheme.kept if scheme else ():
            # gnome-keyring writes its whole file for each change, so set only what differs.
            before, after = await self._kept(credential, field), kept.get(field)
            if after != before:
                await self._set(credential, field, after)

    def changed(
        self, credential: Credential, secrets: Mapping[str, Secret]
    ) -> AbstractAsyncContextManager[None]:
        """Store new secrets, and restore the old ones if the body of the ``with`` fails.

        What an earlier sign-in stored is deleted: it belonged to the unchanged credential. So are
        the secrets of fields that its values no longer ask for, or that have a source.
        """
        asked_for = {*secret_names(credential)} - {name for name, _ in credential.sources}
        forgotten: dict[str, Secret | None] = {
            name: None for name in _fields_of(credential) if name not in asked_for
        }
        return self._swapped(credential, {**forgotten, **secrets})

    def without(self, credential: Credential) -> AbstractAsyncContextManager[None]:
        """Delete all secrets, and restore them if the body of the ``with`` fails."""
        return self._swapped(credential, dict.fromkeys(_fields_of(credential)))

    @asynccontextmanager
    async def _swapped(
        self, credential: Credential, secrets: Mapping[str, Secret | None]
    ) -> AsyncIterator[None]:
        # What each changed field held before; None where it held nothing.
        undone: dict[str, Secret | None] = {}
        try:
            for field, secret in secrets.items():
                before = await self._kept(credential, field)
                if before != secret:
                    undone[field] = before
                    await self._set(credential, field, secret)
            yield
        # Also for a cancelled task: the wait for a locked keyring can be cancelled halfway.
        except BaseException:
            for field, before in undone.items():
                # The first failure is reported, not this one.
                with suppress(KeyringFailure):
                    await self._set(credential, field, before)
            raise

    async def _set(self, credential: Credential, field: str, secret: Secret | None) -> None:
        lent = self._lent.get(credential.id)
        if lent is not None:
            lent.pop(field, None)
            lent.update({} if secret is None else {field: secret})
        elif secret is None:
            await self.store.delete(key_of(credential, field))
        else:
            await self.store.set(key_of(credential, field), secret)


def _secret_fields(credential: Credential) -> tuple[Parameter, ...]:
    scheme = scheme_of(credential.scheme)
    return scheme.secret_fields_for(dict(credential.values)) if scheme else ()


def secret_names(credential: Credential) -> tuple[str, ...]:
    """Return the names of the secret fields that the values of a credential ask for."""
    return tuple(field.name for field in _secret_fields(credential))


def _fields_of(credential: Credential) -> tuple[str, ...]:
    """Return the names of all secrets that a credential may have."""
    scheme = scheme_of(credential.scheme)
    return (*(field.name for field in scheme.secret_fields), *scheme.kept) if scheme else ()


def sandbox_credentials(
    running: RunningSandbox | None,
) -> Mapping[Credential, Mapping[str, Secret]]:
    """Return the credentials with their secrets; without values before the sandbox runs."""
    app_id, email = (running.app_id, running.email) if running else ("", "")
    app_secret, password = (running.app_secret, running.password) if running else ("", "")
    # The sandbox has the services of 2020, so its app belongs to Archon.
    app = (("token_server", "archon"), *((("app_id", app_id),) if app_id else ()))
    person = (("email", email),) if email else ()
    return {
        Credential("sandbox-app", "Sandbox app", "app", (IN_SANDBOX,), app): {
            "app_secret": Secret(app_secret)
        },
        Credential("sandbox-sign-in", "Sandbox sign-in", "browser", (IN_SANDBOX,), app): {
            "app_secret": Secret(app_secret)
        },
        Credential("sandbox-session", "Sandbox session", "session", (IN_SANDBOX,), person): {
            "password": Secret(password)
        },
    }


READY = tuple(sandbox_credentials(None))
"""The credentials before the sandbox runs."""
SANDBOX_APP = READY[0]
"""Used in the sandbox where no other credential is named."""


def is_ready_made(credential: Credential) -> bool:
    """Tell whether a credential exists by itself: it can be neither changed nor deleted."""
    return any(ready.id == credential.id for ready in READY)
