"""The credentials that a person has added, and the ready-made ones of the sandbox."""

import asyncio
import secrets as randomness
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from aiurdesk.core.auth import SCHEMES, scheme_of, with_current_names
from aiurdesk.core.auth.scheme import AuthScheme
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.named_secrets import named_secrets
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_source import source_of
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.core.preparing.allowed_origin import allowed_origin
from aiurdesk.core.preparing.form_rules import value_problem
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr, within
from aiurdesk.services.credentials.credential_secrets import (
    READY,
    CredentialSecrets,
    is_ready_made,
    sandbox_credentials,
    secret_names,
)
from aiurdesk.services.sandbox_host import RunningSandbox
from aiurdesk.storage.credentials import Check, CredentialStore, StoredCredentials
from aiurdesk.storage.json_file import Stamp

_MOST_NAMES = 99
"""Credentials of one host that are told apart by a number."""
_NO_SOURCE = tr("Enter a command, an environment variable or a file.")


def new_id() -> str:
    """Return an id that no other credential has."""
    return randomness.token_hex(8)


def free_name(name: str, problem_of: Callable[[str], Problem | None]) -> str:
    """Return a name, or that name with a number, which no other credential has.

    Args:
        problem_of: Returns why a credential cannot have a name, or None.
    """
    numbered = (f"{name} {number}" for number in range(2, _MOST_NAMES + 1))
    # Where it is not a name at all, a number would not help.
    return next(
        (candidate for candidate in (name, *numbered) if problem_of(candidate) is None), name
    )


class Credentials:
    """The list of all credentials; their secrets stay in the keyring until they are used.

    A change is made completely or not at all: if the file cannot be written, the secrets are
    restored.
    """

    def __init__(self, store: CredentialStore, secrets: CredentialSecrets) -> None:
        self.secrets = secrets
        """Where the secrets are, what that place is called, and what it waits for."""
        self.mistakes: tuple[str, ...] = ()
        """A sentence for each thing in the file that could not be taken when it was last read."""
        self._store = store
        self._kept: tuple[Credential, ...] = ()
        self._ready_made: tuple[Credential, ...] = READY
        # Id → origins that a credential has for this run.
        self._given_origins: dict[str, tuple[str, ...]] = {}
        # Those that are there for this run only, by their ids. They are not offered.
        self._given: dict[str, Credential] = {}
        self._listeners: list[Callable[[str], None]] = []
        # Held while the file is read or changed, see ``_take``.
        self._turn = asyncio.Lock()
        self._stamp: Stamp = None

    @property
    def all(self) -> tuple[Credential, ...]:
        """All credentials by name, the ready-made ones of the sandbox included."""
        return _by_name((*self._ready_made, *self._own_ones()))

    def _own_ones(self) -> Iterator[Credential]:
        """Yield those of the person, with what was given for this run."""
        return map(self._with_given, self._kept)

    def _with_given(self, credential: Credential) -> Credential:
        given = self._given_origins.get(credential.id)
        if given is None:
            return credential
        return replace(credential, origins=tuple(dict.fromkeys((*credential.origins, *given))))

    def offered(self, environment: Environment) -> tuple[Credential, ...]:
        """Return those to choose from: the ready-made ones work in the sandbox only."""
        return self.all if environment.is_sandbox else _by_name(tuple(self._own_ones()))

    def by_name(self, name: str) -> Credential | None:
        """Return the credential of that name without regard to case, or None."""
        folded = name.strip().casefold()
        every = (*self.all, *self._given.values())
        known = next((entry for entry in every if entry.name.casefold() == folded), None)
        if known is not None or self.secrets.sources.of_process(name) is None:
            return known
        return self.give(self.for_this_run(name), ())

    def by_id(self, credential_id: str) -> Credential | None:
        """Return the credential of that id, or None."""
        every = (*self.all, *self._given.values())
        return next((entry for entry in every if entry.id == credential_id), None)

    def for_this_run(self, name: str) -> Credential:
        """Return a credential that is not stored: its secret is sent as a bearer token."""
        name = name.strip()
        return Credential(f"given/{name.casefold()}", name, "token", (), (("place", "bearer"),))

    def give(self, credential: Credential, origins: tuple[str, ...]) -> Credential:
        """Let a credential go to further origins for this run; one that is not stored is added.

        Returns:
            The credential as it is used now.
        """
        before = self._given_origins.get(credential.id, ())
        self._given_origins[credential.id] = tuple(dict.fromkeys((*before, *origins)))
        given = self._with_given(credential)
        if all(entry.id != credential.id for entry in self._kept):
            self._given[credential.id] = given
        return given

    def name_problem(self, name: str, credential_id: str = "") -> Problem | None:
        """Return why a credential cannot have a name, or None.

        Args:
            credential_id: The credential that is to have it; empty for a new one.
        """
        try:
            self._check_name(Credential(credential_id, name.strip(), ""), self._kept)
        except ProblemError as error:
            return error.problem
        return None

    def on_change(self, listener: Callable[[str], None]) -> None:
        """Tell a listener the id of each credential that is replaced or deleted from now on."""
        self._listeners.append(listener)

    async def load(self, *, sets_aside: bool = False) -> tuple[str, ...]:
        """Read the file, and return a sentence for each thing in it that could not be taken.

        Args:
            sets_aside: Rename a file that is not valid, and say so. Only for a caller that shows
                the sentences to a person.

        Raises:
            StorageError: There is a file that cannot be read.
        """
        before = await self._take(lambda: self._store.read(sets_aside=sets_aside))
        # Another process may have changed or deleted some of them.
        now = {credential.id: credential for credential in self._kept}
        for credential in before:
            if now.get(credential.id) != credential:
                self._tell(credential.id)
        return self.mistakes

    @property
    def folder(self) -> Path:
        """The folder of the file, which may not exist yet."""
        return self._store.file.parent

    @property
    def is_outdated(self) -> bool:
        """Whether another process has changed the file since it was last read."""
        return self._store.stamp() != self._stamp

    async def add(self, credential: Credential, secrets: Mapping[str, Secret]) -> None:
        """Save a new credential and its secrets.

        Raises:
            ProblemError: The name is taken, a field is missing, or it could not be saved.
        """
        if self.by_id(credential.id) is not None:
            raise ProblemError(tr("This credential exists already. Edit it instead."))
        credential = _tidied(credential)
        self._check_name(credential, self._kept)
        _check_fields(credential, secrets)
        await self._delete_orphans()
        # The process may be killed after it has stored a secret and before it writes the file.
        await asyncio.to_thread(self._store.begin, credential.id)
        try:
            await self._write(credential, secrets)
        except BaseException:
            with suppress(StorageError):
                await asyncio.to_thread(self._store.give_up, credential.id)
            raise

    async def replace(self, credential: Credential, secrets: Mapping[str, Secret]) -> None:
        """Replace the credential with the same id; secrets not given stay.

        Raises:
            ProblemError: The name is taken, a field is missing, or it could not be saved.
        """
        # The fields of the former scheme would stay in the keyring, under names that nothing reads.
        before = self._own(credential.id)
        if before.scheme != credential.scheme:
            raise ProblemError(
                tr("The kind of a credential cannot be changed. Add another one instead.")
            )
        stored = {*secret_names(before)} - {name for name, _ in before.sources}
        await self._write(_tidied(credential), secrets, tuple(stored))
        self._tell(credential.id)

    async def rename(self, credential_id: str, name: str) -> None:
        """Give a credential another name.

        Raises:
            ProblemError: The name is taken, or it could not be saved.
        """
        renamed = _tidied(replace(self._own(credential_id), name=name))
        self._check_name(renamed, self._kept)
        await self._change(
            credential_id,
            lambda kept: replace(kept, name=renamed.name),
            lambda there: self._check_name(renamed, there),
        )

    async def allow(self, credential_id: str, origin: str) -> None:
        """Bind a credential to one origin more, or to ``IN_SANDBOX``.

        Raises:
            ProblemError: It could not be saved.
        """
        credential = self._own(credential_id)
        if credential_id in self._given:
            self.give(credential, (origin,))
        elif origin not in credential.origins:
            await self._change(
                credential_id, lambda kept: _tidied(replace(kept, origins=(*kept.origins, origin)))
            )

    async def learn(self, credential_id: str, values: tuple[tuple[str, str], ...]) -> None:
        """Set plain fields of a credential to what signing in found out; it stays signed in.

        Raises:
            StorageError: It could not be saved.
        """
        names = {name for name, _ in values}
        await self._change(
            credential_id,
            lambda kept: replace(
                kept, values=(*(pair for pair in kept.values if pair[0] not in names), *values)
            ),
        )

    async def delete(self, credential_id: str) -> None:
        """Delete a credential with all its secrets.

        Raises:
            ProblemError: It could not be deleted; all of it is still there.
        """
        credential = self._own(credential_id)
        await self._delete_orphans()
        # Secrets first: without the entry in the file nothing knows the id that they lie under.
        async with self.secrets.without(credential):
            await self._take(lambda: self._store.remove(credential_id))
        self._tell(credential_id)

    async def reveal(self, credential_id: str, field: str) -> Secret | None:
        """Return a secret for a person who asked to copy it, or None.

        Raises:
            KeyringFailure: It could not be read.
        """
        credential = self.by_id(credential_id)
        return None if credential is None else await self.secrets.get(credential, field)

    def offer_sandbox(self, running: RunningSandbox) -> None:
        """Fill in the built-in credentials from the running sandbox; nothing is saved."""
        ready_made = sandbox_credentials(running)
        # The same sandbox was started before: the token that it gave stays valid.
        if self._ready_made == tuple(ready_made):
            return
        self._ready_made = tuple(ready_made)
        for credential, secrets in ready_made.items():
            self.secrets.lend(credential, secrets)
            self._tell(credential.id)

    async def _write(
        self,
        credential: Credential,
        secrets: Mapping[str, Secret],
        stored: tuple[str, ...] = (),
    ) -> None:
        # Refuse what can be refused without keyring and file, which may wait for the person.
        self._check_name(credential, self._kept)
        _check_fields(credential, secrets, stored)
        async with self.secrets.changed(credential, secrets):
            # Once more by what the file holds: the command line may have been there, too.
            await self._take(
                lambda: self._store.put(
                    credential, lambda there: self._check_name(credential, there)
                )
            )

    async def _delete_orphans(self) -> None:
        """Delete secrets that a killed process has stored for a credential it did not save."""
        for credential_id in await asyncio.to_thread(self._store.unfinished):
            for scheme in SCHEMES:
                orphan = Credential(credential_id, "", scheme.id)
                async with self.secrets.without(orphan):
                    pass
            await asyncio.to_thread(self._store.give_up, credential_id)

    async def _change(
        self,
        credential_id: str,
        change: Callable[[Credential], Credential],
        *checks: Check,
    ) -> None:
        """Change one as the file holds it now: the command line may have changed it, too."""
        await self._take(lambda: self._store.alter(credential_id, change, *checks))
        self._own(credential_id)

    async def _take(self, step: Callable[[], StoredCredentials]) -> tuple[Credential, ...]:
        """Take what the file holds after a step, and return what was known before it.

        One step at a time: what was read before a change could otherwise undo it in memory.
        """
        async with self._turn:
            before = self._kept
            stored = await asyncio.to_thread(step)
            # Not as the file is now: another process may have changed it since.
            self._stamp = stored.stamp
        ready = {entry.id for entry in READY}
        kept = (entry for entry in stored.credentials if entry.id not in ready)
        self._kept = tuple(with_current_names(entry) for entry in kept)
        self.mistakes = stored.mistakes
        return before

    def _own(self, credential_id: str) -> Credential:
        credential = self.by_id(credential_id)
        if credential is None:
            raise ProblemError(tr("This credential no longer exists. Choose another one."))
        if is_ready_made(credential):
            raise ProblemError(
                tr(
                    "{name} belongs to the sandbox and cannot be changed. Add a credential "
                    "of your own instead."
                ).format(name=credential.name)
            )
        return credential

    def _check_name(self, credential: Credential, there: tuple[Credential, ...]) -> None:
        """Refuse an empty name, and one that another credential has already."""
        if not credential.name:
            raise ProblemError(tr("Enter a name for the credential, such as Work account."))
        if not credential.name.isprintable():
            raise ProblemError(tr("Enter a name of letters, digits, signs and spaces in one line."))
        folded = credential.name.casefold()
        others = (entry for entry in (*self._ready_made, *there) if entry.id != credential.id)
        other = next((entry for entry in others if entry.name.casefold() == folded), None)
        if other is not None:
            raise ProblemError(
                tr("There is already a credential named {name}. Enter another name.").format(
                    name=other.name
                )
            )

    def _tell(self, credential_id: str) -> None:
        for listener in self._listeners:
            listener(credential_id)


def _by_name(credentials: tuple[Credential, ...]) -> tuple[Credential, ...]:
    return tuple(sorted(credentials, key=lambda entry: entry.name.casefold()))


def _tidied(credential: Credential) -> Credential:
    """Return the credential with name and origins as they are saved.

    Raises:
        ProblemError: One of the origins is not an address.
    """
    origins: dict[str, None] = {}
    for text in credential.origins:
        origin = text if text == IN_SANDBOX else allowed_origin(text)
        if isinstance(origin, Problem):
            raise ProblemError(origin)
        origins[origin] = None
    return replace(
        credential,
        name=credential.name.strip(),
        origins=tuple(origins),
        values=tuple(_with_choice_values(credential)),
    )


def _with_choice_values(credential: Credential) -> Iterator[tuple[str, str]]:
    """Yield the plain values; a choice that was typed by its name becomes its value."""
    scheme = scheme_of(credential.scheme)
    choices = {field.name: field.choices for field in scheme.fields} if scheme else {}
    for name, value in credential.values:
        folded = value.strip().casefold()
        meant = (
            choice.value
            for choice in choices.get(name, ())
            if folded in {choice.value.casefold(), choice.name.casefold()}
        )
        yield name, next(meant, value)


def _check_fields(
    credential: Credential, secrets: Mapping[str, Secret], stored: tuple[str, ...] = ()
) -> None:
    """Refuse values that the scheme has no field for, above all a secret among the plain ones.

    Args:
        stored: The secrets that are kept already.

    Raises:
        ProblemError: The text names the field, never its value.
    """
    scheme = scheme_of(credential.scheme)
    if scheme is None:
        raise ProblemError(
            tr("There is no scheme named {scheme}. Choose another one.").format(
                scheme=credential.scheme
            )
        )
    # Nothing goes to the wrong place: no secret into the file, no plain value into the keyring.
    hidden = {field.name for field in scheme.secret_fields}
    plain = {f.name for f in scheme.fields} - hidden
    asked_for = scheme.fields_for(dict(credential.values))
    given = {name for name, value in credential.values if value}
    sources = {name for name, _ in credential.sources}
    strays = sorted((given - plain) | ((secrets.keys() | sources) - hidden))
    if strays:
        raise ProblemError(
            tr("{title} has no field {value} of that kind.").format(
                title=scheme.title, value=strays[0]
            )
        )
    # Nothing that is required is missing; a secret that is kept already need not be given again.
    filled = given | {name for name, secret in secrets.items() if secret.reveal()}
    required = {f.name for f in asked_for if f.required and f.default is None}
    missing = required - filled - sources - set(stored)
    if missing:
        words = tr(" and ").join(within(f.shown_name) for f in scheme.fields if f.name in missing)
        raise ProblemError(
            tr("Enter {words} for {name}.").format(words=words, name=credential.name)
        )
    _check_sources(credential, scheme)
    # Such as ``api_key=…`` among the parameters of OAuth 2.
    literal = next((name for name, value in credential.values if named_secrets(value)), "")
    if literal:
        title = next(f.shown_name for f in scheme.fields if f.name == literal)
        raise ProblemError(
            tr("{title} holds a secret, and it is stored in a file. Leave it out.").format(
                title=title
            )
        )
    # What is given follows the rules of its field.
    texts = {**dict(credential.values), **{n: secret.reveal() for n, secret in secrets.items()}}
    for field in (item for item in scheme.fields if item.name in filled):
        refusal = value_problem(field, texts[field.name])
        if refusal is not None:
            raise ProblemError(f"{field.shown_name}: {refusal.sentence}")


def _check_sources(credential: Credential, scheme: AuthScheme) -> None:
    """Refuse sources that cannot be read, such as a command without a program."""
    titles = {field.name: field.shown_name for field in scheme.fields}
    for name, text in credential.sources:
        source = source_of(text)
        problem = _NO_SOURCE if source is None else source.problem
        if problem:
            raise ProblemError(f"{titles[name]}: {problem}")
