"""Keep credentials in a file that anybody may read: names, schemes, origins; never a secret."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.credential_file import credential_record, parse_credentials
from aiurdesk.core.errors import StorageError
from aiurdesk.storage.file_lock import locked
from aiurdesk.storage.files import set_aside, write_whole

_LIST = "credentials"


class Found(msgspec.Struct, frozen=True):
    """What a file of credentials holds."""

    credentials: tuple[Credential, ...] = ()
    mistakes: tuple[str, ...] = ()
    """A sentence for each thing that could not be taken, with file and key."""


Check = Callable[[tuple[Credential, ...]], None]
"""Looks at what the file holds, before something is written and while nobody else can write."""


def _allow(_there: tuple[Credential, ...]) -> None:
    """Let it be written whatever the file holds."""


class CredentialStore:
    """Reads the file anew before each change, so that what others wrote there is not lost.

    Window and command line may do so in the same moment: a lock file beside it lets one process
    at a time read, change and write. Entries and members that it does not understand stay in the
    file as they are.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock_file = file.with_suffix(".lock")

    async def read(self) -> Found:
        """Return what the file holds; one that is no JSON is set aside and told.

        Raises:
            StorageError: There is a file that cannot be read.
        """
        return await asyncio.to_thread(self._read)

    async def put(self, credential: Credential, check: Check = _allow) -> Found:
        """Write a credential, in the place of the one with its id, and return what is there now.

        Args:
            check: Raises where the credential cannot be beside what the file holds.

        Raises:
            StorageError: The file could not be read or written; it is as it was.
        """
        return await asyncio.to_thread(self._write, credential.id, credential, check)

    async def change(
        self,
        credential_id: str,
        change: Callable[[Credential], Credential],
        check: Check = _allow,
    ) -> Found:
        """Change a credential as the file holds it now, and return what is there now.

        Nothing happens where it is not there any more.

        Args:
            check: Raises where the change cannot be beside what the file holds.

        Raises:
            StorageError: The file could not be read or written; it is as it was.
        """
        return await asyncio.to_thread(self._change, credential_id, change, check)

    async def remove(self, credential_id: str) -> Found:
        """Take a credential out and return what is there now.

        Raises:
            StorageError: The file could not be read or written; it is as it was.
        """
        return await asyncio.to_thread(self._write, credential_id, None)

    def _read(self) -> Found:
        if not self._file.exists():
            return Found()  # without leaving a lock file where there is nothing to lock
        with contextlib.ExitStack() as held:
            # Reading goes on without it: who may only read has nobody to keep away.
            with contextlib.suppress(StorageError):
                held.enter_context(locked(self._lock_file))
            record, told = self._record()
        return self._found(record, told)

    def _change(
        self, credential_id: str, change: Callable[[Credential], Credential], check: Check
    ) -> Found:
        with locked(self._lock_file):
            record, told = self._record()
            there, _ = parse_credentials(record)
            check(there)
            kept = next((each for each in there if each.id == credential_id), None)
            if kept is not None:
                record = self._written(record, credential_id, change(kept))
        return self._found(record, told)

    def _write(
        self, credential_id: str, credential: Credential | None, check: Check = _allow
    ) -> Found:
        with locked(self._lock_file):
            record, told = self._record()
            check(parse_credentials(record)[0])
            record = self._written(record, credential_id, credential)
        return self._found(record, told)

    def _written(
        self, record: dict[str, Any], credential_id: str, credential: Credential | None
    ) -> dict[str, Any]:
        """Write a record with one credential put or taken out, and return it."""
        listed = record.get(_LIST)
        entries = listed if isinstance(listed, list) else []
        record = {**record, _LIST: _changed(entries, credential_id, credential)}
        text = json.dumps(record, ensure_ascii=False, indent=1)
        write_whole(self._file, text.encode(errors="surrogatepass"))
        return record

    def _found(self, record: dict[str, Any], told: tuple[str, ...]) -> Found:
        credentials, mistakes = parse_credentials(record)
        sentences = (f"{self._file}, {mistake}." for mistake in mistakes)
        return Found(credentials, (*told, *sentences))

    def _record(self) -> tuple[dict[str, Any], tuple[str, ...]]:
        try:
            raw = json.loads(self._file.read_bytes().decode(errors="surrogatepass"))
        except FileNotFoundError:
            return {}, ()
        except OSError as error:
            raise StorageError(
                f"{self._file} could not be read ({error.strerror or error}). "
                "Allow reading it, then try again."
            ) from error
        except (ValueError, RecursionError):
            return {}, (self._set_aside("it is no JSON"),)
        if not isinstance(raw, dict) or not isinstance(raw.get(_LIST, []), list):
            return {}, (self._set_aside(f"it holds no list named {_LIST}"),)
        return raw, ()

    def _set_aside(self, reason: str) -> str:
        try:
            aside = set_aside(self._file)
        except OSError as error:
            raise StorageError(
                f"{self._file} could not be read as it is: {reason}. Correct it, then try again."
            ) from error
        return f"{self._file} could not be read as it is: {reason}. It was kept as {aside}."


def _changed(entries: list[Any], credential_id: str, credential: Credential | None) -> list[Any]:
    """Return the entries with one put or taken out; the others keep their place."""
    changed = []
    is_new = credential is not None
    for entry in entries:
        if not isinstance(entry, dict) or entry.get("id") != credential_id:
            changed.append(entry)
        elif credential is not None and is_new:
            changed.append({**entry, **credential_record(credential)})
            is_new = False
    if credential is not None and is_new:
        changed.append(credential_record(credential))
    return changed
