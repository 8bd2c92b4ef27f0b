"""Stores credentials in a JSON file without secrets: names, schemes, origins and plain values."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.credential_file import credential_record, parse_credentials
from aiurdesk.core.errors import StorageError
from aiurdesk.core.translation import tr
from aiurdesk.storage.file_lock import locked
from aiurdesk.storage.files import set_aside, write_atomically
from aiurdesk.storage.regular_file import read_regular_file

_LIST = "credentials"
_BEGUN = "begun"
"""Id of a credential → number of the process that stores its secrets."""


Stamp = tuple[int, int, int] | None
"""Changes with the file; None while there is no file."""


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


class CredentialStore:
    """Reads and changes the credentials file.

    The window and a command may change the file at the same time. So each change reads the file
    again first, and a lock file lets one process at a time read, change and write. Entries and
    members that this version does not understand are kept as they are.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock_file = file.with_suffix(".lock")

    async def read(self, *, sets_aside: bool = False) -> StoredCredentials:
        """Return the stored credentials.

        Args:
            sets_aside: Rename a file that is not valid and report it, instead of raising an error.
                Only for a caller that shows the report to a person.

        Raises:
            StorageError: The file exists and cannot be read.
        """
        return await asyncio.to_thread(self._read, sets_aside)

    def stamp(self) -> Stamp:
        """Return the stamp of the file as it is now."""
        try:
            status = self.file.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino, status.st_size

    async def put(self, credential: Credential, check: Check = _allow_all) -> StoredCredentials:
        """Add a credential, or replace the one with its id, and return what is stored now.

        Args:
            credential: The new credential.
            check: Raises an exception if the credential conflicts with the stored ones.

        Raises:
            StorageError: The file cannot be read or written; it is unchanged.
        """
        return await asyncio.to_thread(self._write, credential.id, credential, check)

    async def change(
        self,
        credential_id: str,
        change: Callable[[Credential], Credential],
        check: Check = _allow_all,
    ) -> StoredCredentials:
        """Change a stored credential and return what is stored now.

        Does nothing if there is no credential with this id any more.

        Args:
            credential_id: Which credential to change.
            change: Returns the new credential for the stored one.
            check: Raises an exception if the change conflicts with the stored credentials.

        Raises:
            StorageError: The file cannot be read or written; it is unchanged.
        """
        return await asyncio.to_thread(self._change, credential_id, change, check)

    async def begin(self, credential_id: str) -> None:
        """Note that secrets are about to be stored for a new credential.

        ``put`` removes the note. Without ``put``, because the process was killed, ``unfinished``
        returns the id.

        Raises:
            StorageError: The file cannot be read or written.
        """
        await asyncio.to_thread(self._note, credential_id, os.getpid())

    async def give_up(self, credential_id: str) -> None:
        """Remove the note of ``begin``, because no secret is stored.

        Raises:
            StorageError: The file cannot be read or written.
        """
        await asyncio.to_thread(self._note, credential_id, None)

    async def unfinished(self) -> tuple[str, ...]:
        """Return the ids that ended processes have begun to store secrets for.

        Raises:
            StorageError: The file exists and cannot be read.
        """
        return await asyncio.to_thread(self._unfinished)

    async def remove(self, credential_id: str) -> StoredCredentials:
        """Delete a credential and return what is stored now.

        Raises:
            StorageError: The file cannot be read or written; it is unchanged.
        """
        return await asyncio.to_thread(self._write, credential_id, None)

    def _note(self, credential_id: str, process: int | None) -> None:
        with locked(self._lock_file):
            document = self._load()
            begun = {key: value for key, value in _begun(document).items() if key != credential_id}
            if process is not None:
                begun[credential_id] = process
            self._dump({**document, _BEGUN: begun})

    def _unfinished(self) -> tuple[str, ...]:
        if not self.file.exists():
            return ()
        with locked(self._lock_file):
            document = self._load()
        return tuple(key for key, process in _begun(document).items() if not _is_running(process))

    def _read(self, sets_aside: bool) -> StoredCredentials:
        # Without a file there is nothing to protect, and no lock file is left behind.
        if not self.file.exists():
            return StoredCredentials()
        with contextlib.ExitStack() as stack:
            # Someone who may only read the folder cannot create the lock file. Reading works
            # without it, because the file is replaced atomically.
            with contextlib.suppress(StorageError):
                stack.enter_context(locked(self._lock_file))
            # Before it is read, as an editor knows of no lock: a stamp that is too old costs
            # another look, and one that is too new would hide a change.
            stamp = self.stamp()
            try:
                document = self._load()
            except _InvalidContent as error:
                if not sets_aside:
                    raise
                return StoredCredentials(mistakes=(self._set_aside(error),))
        return self._parse(document, stamp)

    def _change(
        self, credential_id: str, change: Callable[[Credential], Credential], check: Check
    ) -> StoredCredentials:
        with locked(self._lock_file):
            document = self._load()
            stored, _ = parse_credentials(document)
            # Under the lock: what was checked cannot change before it is written.
            check(stored)
            old = next((entry for entry in stored if entry.id == credential_id), None)
            if old is not None:
                document = self._save(document, credential_id, change(old))
            return self._parse(document, self.stamp())

    def _write(
        self, credential_id: str, credential: Credential | None, check: Check = _allow_all
    ) -> StoredCredentials:
        with locked(self._lock_file):
            document = self._load()
            check(parse_credentials(document)[0])
            document = self._save(document, credential_id, credential)
            return self._parse(document, self.stamp())

    def _save(
        self, document: dict[str, Any], credential_id: str, credential: Credential | None
    ) -> dict[str, Any]:
        """Write the document with one credential put in or removed, and return it."""
        listed = document.get(_LIST)
        entries = listed if isinstance(listed, list) else []
        document = {**document, _LIST: _with_entry(entries, credential_id, credential)}
        begun = {key: value for key, value in _begun(document).items() if key != credential_id}
        document[_BEGUN] = begun
        self._dump(document)
        return document

    def _dump(self, document: dict[str, Any]) -> None:
        if not document.get(_BEGUN):
            document = {name: value for name, value in document.items() if name != _BEGUN}
        if not document:
            # The note of a credential that could not be saved was all that there was.
            self.file.unlink(missing_ok=True)
            return
        text = json.dumps(document, ensure_ascii=False, indent=1)
        write_atomically(self.file, text.encode(errors="surrogatepass"))

    def _parse(self, document: dict[str, Any], stamp: Stamp) -> StoredCredentials:
        credentials, mistakes = parse_credentials(document)
        return StoredCredentials(
            credentials, tuple(f"{self.file}, {mistake}." for mistake in mistakes), stamp
        )

    def _load(self) -> dict[str, Any]:
        """Return the document in the file; empty when there is no file.

        Raises:
            StorageError: The file cannot be read, or is not valid. It is unchanged.
        """
        try:
            document = json.loads(read_regular_file(self.file).decode(errors="surrogatepass"))
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise StorageError(
                tr("{file} could not be read ({value}). Allow reading it, then try again.").format(
                    file=self.file, value=error.strerror or error
                )
            ) from error
        except (ValueError, RecursionError):
            raise _InvalidContent(self.file, tr("it is not JSON")) from None
        if not isinstance(document, dict) or not isinstance(document.get(_LIST, []), list):
            raise _InvalidContent(
                self.file, tr("it contains no list named {list}").format(list=_LIST)
            )
        return document

    def _set_aside(self, error: "_InvalidContent") -> str:
        # The next change writes the file, which would overwrite a file that a person can repair.
        try:
            aside = set_aside(self.file)
        except OSError:
            raise error from None
        return tr("{file} could not be read: {reason}. It was renamed to {aside}.").format(
            file=self.file, reason=error.reason, aside=aside
        )


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
        return True
    return True


def _with_entry(entries: list[Any], credential_id: str, credential: Credential | None) -> list[Any]:
    """Return the entries with one put in or removed; the others keep their order."""
    changed = []
    is_new = credential is not None
    for entry in entries:
        # What this version does not understand stays where it is.
        if not isinstance(entry, dict) or entry.get("id") != credential_id:
            changed.append(entry)
        elif credential is not None and is_new:
            # Merged, so that members of a later version are kept.
            changed.append({**entry, **credential_record(credential)})
            is_new = False
    if credential is not None and is_new:
        changed.append(credential_record(credential))
    return changed
