"""Writes the bodies of a run into a folder: a file for each response, without secrets."""

import asyncio
import mimetypes
from pathlib import Path

from aiurdesk.core.collection.file_name import file_name, readable_name
from aiurdesk.core.errors import ProblemError, StorageError, storage_errors
from aiurdesk.core.history.recording import record_of
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import format_size, tr, trn
from aiurdesk.services.runs.runner import RunResult
from aiurdesk.storage.files import write_atomically

MOST_BODY_BYTES = 8 * 1024 * 1024
"""Of one body, as in the history; of a longer one, the beginning is written."""
MOST_BYTES = 2 * 1024 * 1024 * 1024
"""Of all bodies of a run together; those that come after are left out."""
_LONGEST_NAME = 80
_UNREADABLE = tr("{folder} could not be made ({value}). Choose another folder.")


class SavedBodies:
    """Writes bodies, and counts what is not written as it was received."""

    def __init__(
        self, folder: Path, most_bytes: int = MOST_BYTES, most_body_bytes: int = MOST_BODY_BYTES
    ) -> None:
        """Make the folder, unless it is there.

        Raises:
            StorageError: It cannot be made, or is a file.
        """
        with storage_errors(_UNREADABLE, folder=folder):
            folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder.resolve()
        self._most_bytes, self._most_body_bytes = most_bytes, most_body_bytes
        self._bytes = 0
        self._cut = 0
        self._left_out = 0

    async def save(self, number: int, result: RunResult, environment: str) -> None:
        """Write the body of a result, where it has one.

        Args:
            number: Of the result in the whole run; the name of the file begins with it.
            result: With its exchange.
            environment: The name of the one that it was sent in.

        Raises:
            StorageError: The file cannot be written.
        """
        exchange = result.exchange
        if exchange is None or not isinstance(exchange.outcome, Response):
            return
        if not exchange.outcome.body.size_bytes:
            return
        # Searching megabytes for secrets takes a moment.
        record = await asyncio.to_thread(record_of, exchange, environment, self._most_body_bytes)
        if self._bytes + len(record.body) > self._most_bytes:
            self._left_out += 1
            return
        self._bytes += len(record.body)
        self._cut += not record.is_body_whole
        path = self._folder / _file_name(number, result.title, exchange.outcome)
        refused = tr(
            "{target} could not be written ({value}). Allow writing there, then try again."
        )
        with storage_errors(refused, target=path):
            await asyncio.to_thread(write_atomically, path, record.body)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences about what is not in the folder as it was received."""
        remarks = []
        if count := self._cut:
            words = trn(
                "{count:,} body is longer than {most}, so only its beginning was saved.",
                "{count:,} bodies are longer than {most}, so only their beginnings were saved.",
                count,
            )
            remarks.append(words.format(count=count, most=format_size(self._most_body_bytes)))
        if count := self._left_out:
            words = trn(
                "{count:,} body was not saved: all together would be longer than {most}.",
                "{count:,} bodies were not saved: all together would be longer than {most}.",
                count,
            )
            remarks.append(words.format(count=count, most=format_size(self._most_bytes)))
        return tuple(remarks)


def _file_name(number: int, title: str, response: Response) -> str:
    kind = (response.header("Content-Type") or "").partition(";")[0].strip().casefold()
    # Many servers send JSON without saying so.
    looks_like = not kind and response.body.data.lstrip()[:1] in (b"{", b"[")
    is_json = looks_like or kind.endswith("+json")
    suffix = ".json" if is_json else mimetypes.guess_extension(kind) or ".bin"
    start = f"{number:04d} {readable_name(title)}"[:_LONGEST_NAME].strip()
    try:
        name = file_name(start)
    except ProblemError:
        # A name of half a character, or of very long ones.
        name = f"{number:04d}"
    return f"{name}{suffix}"


def check_folder(folder: str) -> None:
    """Refuse what cannot be the folder for bodies.

    Raises:
        StorageError: It is a file.
    """
    if Path(folder).exists() and not Path(folder).is_dir():
        text = tr("{folder} is a file. Name a folder to save the bodies into.")
        raise StorageError(text.format(folder=folder))
