"""Stores credentials in a JSON file without secrets: names, schemes, origins and plain values."""

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from aiurdesk.core.credentials.credential import Credential, credential_record, parse_credentials
from aiurdesk.core.errors import StorageError
from aiurdesk.core.translation import tr
from aiurdesk.storage.files import set_aside
from aiurdesk.storage.json_file import JsonFile, Stamp

_LIST = "credentials"
_BEGUN = "begun"
"""Id of a credential → number of the process that stores its secrets."""


class StoredCredentials(msgspec.Struct, frozen=True):
    """The content of the credentials file."""

    credentials: tuple[Credential, ...] = ()
    mistakes: tuple[str, ...] = ()
    """A sentence for each entry that could not be read, with file and key."""
    stamp: Stamp = None
    """The stamp of the file with this content."""


class _InvalidContent(StorageError):
    """The file is there, but what it holds cannot be used."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            tr(
                "{file} could not be read: {reason}. Correct it or rename it, then try again."
            ).format(file=file, reason=reason)
        )
        self.reason = reason


Check = Callable[[tuple[Credential, ...]], None]
"""Called with the stored credentials before a change is written, while the file is locked. It
raises an exception to refuse the change."""


def _allow_all(_stored: tuple[Credential, ...]) -> None:
    """Refuse nothing."""


class CredentialStore(JsonFile):
    """Reads and changes the credentials file. All calls block.

    The window and a command may change the file at the same time. So each change reads the file
    again first, and a lock file lets one process at a time read, change and write. Entries and
    members that this version does not understand are kept as they are.
    """

    def read(self, *, sets_aside: bool = False) -> StoredCredentials:
        """Return the stored credentials.

        Args:
            sets_aside: Rename a file that is not valid and report it, instead of raising an error.
                Only for a caller that shows the report to a person.

        Raises:
            StorageError: The file exists and cannot be read.
        """
        # Without a file there is nothing to protect, and no lock file is left behind.
        if not self.file.exists():
            return StoredCredentials()
        with contextlib.ExitStack() as stack:
            # Someone who may only read the folder cannot create the lock file. Reading works
            # without it, because the file is replaced atomically.
            with contextlib.suppress(StorageError):
                stack.enter_context(self.locked())
            # Before it is read, as an editor knows of no lock: a stamp that is too old costs
            # another look, and one that is too new would hide a change.
            stamp = self.stamp()
            try:
                document = self.document()
            except _InvalidContent as error:
                if not sets_aside:
                    raise
                return StoredCredentials(mistakes=(self._set_aside(error),))
        return self._parse(document, stamp)

    def put(self, credential: Credential, check: Check = _allow_all) -> StoredCredentials:
        """Add a credential, or replace the one with its id, and return what is stored now.

        Args:
            credential: The new credential.
            check: Raises an exception if the credential conflicts with the stored ones.

        Raises:
            StorageError: The file cannot be read or written; it is unchanged.
        """
        with self.locked():
            document = self.document()
            # Under the lock: what was checked cannot change before it is written.
            check(parse_credentials(document)[0])
            return self._save(document, credential.id, credential)

    def alter(
        self,
        credential_id: str,
        alter: Callable[[Credential], Credential],
        check: Check = _allow_all,
    ) -> StoredCredentials:
        """Change a stored credential and return what is stored now.

        Does nothing if there is no credential with this id any more.

        Args:
            credential_id: Which credential to change.
            alter: Returns the new credential for the stored one.
            check: Raises an exception if the change conflicts with the stored credentials.

        Raises:
            StorageError: The file cannot be read or written; it is unchanged.
        """
        with self.locked():
            document = self.document()
            stored, _ = parse_credentials(document)
            check(stored)
            old = next((entry for entry in stored if entry.id == credential_id), None)
            if old is None:
                return self._parse(document, self.stamp())
            return self._save(document, credential_id, alter(old))

    def remove(self, credential_id: str) -> StoredCredentials:
        """Delete a credential and return what is stored now.

        Raises:
            StorageError: The file cannot be read or written; it is unchanged.
        """
        with self.locked():
            return self._save(self.document(), credential_id, None)

    def begin(self, credential_id: str) -> None:
        """Note that secrets are about to be stored for a new credential.

        ``put`` removes the note. Without ``put``, because the process was killed, ``unfinished``
        returns the id.

        Raises:
            StorageError: The file cannot be read or written.
        """
        with self.locked():
            document = _without_note(self.document(), credential_id)
            document[_BEGUN][credential_id] = os.getpid()
            self.write(document)

    def give_up(self, credential_id: str) -> None:
        """Remove the note of ``begin``, because no secret is stored.

        Raises:
            StorageError: The file cannot be read or written.
        """
        with self.locked():
            self.write(_without_note(self.document(), credential_id))

    def unfinished(self) -> tuple[str, ...]:
        """Return the ids that ended processes have begun to store secrets for.

        Raises:
            StorageError: The file exists and cannot be read.
        """
        if not self.file.exists():
            return ()
        with self.locked():
            document = self.document()
        return tuple(key for key, process in _begun(document).items() if not _is_running(process))

    def document(self) -> dict[str, Any]:
        """Return the document in the file; empty when there is no file.

        Raises:
            StorageError: The file cannot be read, or is not valid. It is unchanged.
        """
        try:
            document = self.content()
        except (ValueError, RecursionError):
            raise _InvalidContent(self.file, tr("it is not JSON")) from None
        if not isinstance(document, dict) or not isinstance(document.get(_LIST, []), list):
            raise _InvalidContent(
                self.file, tr("it contains no list named {list}").format(list=_LIST)
            )
        return document

    def write(self, document: dict[str, Any]) -> None:
        """Replace the content of the file; without any content there is no file."""
        if not document.get(_BEGUN):
            document = {name: value for name, value in document.items() if name != _BEGUN}
        if document:
            super().write(document)
        else:
            # The note of a credential that could not be saved was all that there was.
            self.file.unlink(missing_ok=True)

    def _save(
        self, document: dict[str, Any], credential_id: str, credential: Credential | None
    ) -> StoredCredentials:
        """Write the document with one credential put in or removed."""
        entries = _with_entry(document.get(_LIST, []), credential_id, credential)
        document = {**_without_note(document, credential_id), _LIST: entries}
        self.write(document)
        return self._parse(document, self.stamp())

    def _parse(self, document: dict[str, Any], stamp: Stamp) -> StoredCredentials:
        credentials, mistakes = parse_credentials(document)
        return StoredCredentials(
            credentials, tuple(f"{self.file}, {mistake}." for mistake in mistakes), stamp
        )

    def _set_aside(self, error: "_InvalidContent") -> str:
        # The next change writes the file, which would overwrite a file that a person can repair.
        try:
            aside = set_aside(self.file)
        except OSError:
            raise error from None
        return tr("{file} could not be read: {reason}. It was renamed to {aside}.").format(
            file=self.file, reason=error.reason, aside=aside
        )


def _without_note(document: dict[str, Any], credential_id: str) -> dict[str, Any]:
    begun = {key: value for key, value in _begun(document).items() if key != credential_id}
    return {**document, _BEGUN: begun}


def _begun(document: dict[str, Any]) -> dict[str, Any]:
    begun = document.get(_BEGUN)
    return begun if isinstance(begun, dict) else {}


def _is_running(process: object) -> bool:
    if not isinstance(process, int) or process <= 0:
        return False
    if process == os.getpid() or sys.platform == "win32":
        # On Windows ``os.kill`` would end the process.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        # Of another person.
        return True
    return True


def _with_entry(entries: list[Any], credential_id: str, credential: Credential | None) -> list[Any]:
    """Return the entries with one put in or removed; the others keep their order."""

    def is_own(entry: object) -> bool:
        # What this version does not understand stays where it is.
        return isinstance(entry, dict) and entry.get("id") == credential_id

    others = [entry for entry in entries if not is_own(entry)]
    if credential is not None:
        rows = (row for row in enumerate(entries) if is_own(row[1]))
        position, old = next(rows, (len(others), {}))
        # Merged, so that members of a later version are kept. Without sources, there is no member.
        old = {name: value for name, value in old.items() if name != "sources"}
        others.insert(position, {**old, **credential_record(credential)})
    return others
