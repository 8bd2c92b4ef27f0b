"""Saves a table as CSV, a part at a time, so that no table is too long for it."""

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from aiurdesk.core.body_views.table import Order
from aiurdesk.core.errors import StorageError, storage_errors
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.services.body_views.body_values import BodyTable
from aiurdesk.storage.files import UnfinishedFile, mode_to_write

ROWS_AT_ONCE = 10_000
CHARACTERS_AT_ONCE = 4 * 1024 * 1024
"""Both end a part: few rows may be long."""
_BYTE_ORDER_MARK = "\ufeff"
"""Tells a spreadsheet that a file is UTF-8."""
_NEW_FILE = 0o644


class SavedTable(msgspec.Struct, frozen=True):
    """A table that was saved."""

    row_count: int
    marked: int
    """As in ``WrittenTable``."""


async def save_table(
    table: BodyTable,
    path: Path,
    columns: Sequence[str],
    order: Order,
    goes_on: Callable[[int, int], bool],
) -> SavedTable | Problem | None:
    """Write all rows to a file, which is replaced when they are complete.

    Args:
        table: What is saved.
        path: The file.
        columns: The paths of its columns.
        order: Which rows, and in which order.
        goes_on: Is called before each part with how many rows are written, and of how many; False
            ends it.

    Returns:
        What was saved, or why it was not; None where it was to end before, which leaves no file.
    """
    page = await table.page(order, 0, 0)
    if isinstance(page, Problem):
        return page
    text = tr(
        "{path} could not be written ({value}). Free some disk space or allow "
        "writing there, then try again."
    )
    try:
        with storage_errors(text, path=path):
            # A link stays a link; the file that it leads to is replaced.
            target = Path(await asyncio.to_thread(os.path.realpath, path))
            mode = await asyncio.to_thread(mode_to_write, target, _NEW_FILE)
            file = await _begun(target)
            try:
                saved = await _write(file, table, columns, order, page.row_count, goes_on)
                if isinstance(saved, SavedTable):
                    await asyncio.to_thread(file.finish, mode)
                    return saved
            finally:
                # Does nothing where it is finished. It waits for what a thread still writes.
                await asyncio.to_thread(file.discard)
            return saved
    except StorageError as error:
        return error.problem


async def _begun(target: Path) -> UnfinishedFile:
    making = asyncio.get_running_loop().run_in_executor(None, UnfinishedFile, target)
    try:
        return await asyncio.shield(making)
    except asyncio.CancelledError:
        # The thread makes it nevertheless.
        (await making).discard()
        raise


async def _write(
    file: UnfinishedFile,
    table: BodyTable,
    columns: Sequence[str],
    order: Order,
    row_count: int,
    goes_on: Callable[[int, int], bool],
) -> SavedTable | Problem | None:
    done = marked = 0
    await asyncio.to_thread(file.write, _BYTE_ORDER_MARK.encode())
    while True:
        if not goes_on(done, row_count):
            return None
        rows = range(done, min(done + ROWS_AT_ONCE, row_count))
        part = await table.csv_part(columns, order, rows, CHARACTERS_AT_ONCE)
        if isinstance(part, Problem):
            return part
        await asyncio.to_thread(file.write, part.text.encode("utf-8", "replace"))
        done += part.row_count
        marked += part.marked
        if done >= row_count or not part.row_count:
            return SavedTable(done, marked)
