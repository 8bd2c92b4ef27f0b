"""Responses that other programs keep with a request: what all of their records have in common."""

import re
from collections.abc import Iterable

from aiurdesk.core.request.request import Header
from aiurdesk.core.translation import tr
from aiurdesk.importers.collection_reading import CollectionReading, ItemReading
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.left_out import LeftOutKind

_STATUS = re.compile("[1-9][0-9]{2}")


def status_of(written: str) -> int:
    """Return a status; 0 where a text is none."""
    return int(written) if _STATUS.fullmatch(written) else 0


def headers_of(entries: Iterable[JsonObject]) -> tuple[Header, ...]:
    """Return the headers of a response, without those that have no name."""
    made = []
    for entry in entries:
        name = (entry.text("key") or entry.text("name")).strip()
        value = entry.text("value")
        # Whether it is switched off means nothing in what was received.
        entry.pass_over("enabled", "disabled", "active", "type", "uid")
        if name:
            made.append(Header(name, value))
    return tuple(made)


def note_rest(
    name: str,
    example: JsonObject,
    reading: ItemReading,
    apart: CollectionReading | None = None,
    *,
    is_other: bool = False,
) -> None:
    """Note that not all of an example is carried over, where that is so.

    Args:
        name: What the example is called.
        apart: What was read of its request; notes of its own would repeat those on the request.
        is_other: Whether something of it was read that nothing is made of.
    """
    if example.take_unread() or is_other or apart is not None and apart.left_out.entries:
        words = tr("a part of the saved example {name}.").format(name=name)
        reading.note(words, example.pointer, LeftOutKind.EXAMPLE)
