"""Finds saved requests by words, as the filter of the collections does."""

from collections.abc import Iterable, Iterator

import msgspec

from aiurdesk.core.collection.collection import Collection, CollectionFolder
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.wording import snippet


class SearchRow(msgspec.Struct, frozen=True, gc=False):
    """A saved request with all that is searched."""

    request: CollectionRequest
    location: str
    """Collection and folders, such as ``Checks / Channels``."""
    text: str
    """Names, method, address, parameters and notes, folded."""
    name_chars: int
    """How many characters at the beginning of the text are the name of the request."""


def search_rows(collection: Collection) -> Iterator[SearchRow]:
    """Yield the requests of a collection from top to bottom."""
    yield from _below(collection.root, collection.name)


def _below(folder: CollectionFolder, path: str) -> Iterator[SearchRow]:
    for entry in folder.entries:
        if isinstance(entry, CollectionFolder):
            yield from _below(entry, f"{path} / {entry.name}")
        else:
            # Folded once for all keys that are typed. Line ends keep a word from matching across
            # two parts.
            text = "\n".join((entry.name, path, *_further_parts(entry))).casefold()
            yield SearchRow(entry, path, text, len(entry.name.casefold()))


def _further_parts(request: CollectionRequest) -> tuple[str, ...]:
    """Return what is searched of a request beside its name and place."""
    saved = request.saved
    names = (name for name, _ in saved.values)
    return (saved.method, saved.target, *names, saved.notes)


def matched_text(row: SearchRow, needle: str) -> str:
    """Return what matched beside name and place, to be shown under them; empty if they hold it all.

    An address and a parameter are given whole, notes by the words around the match.
    """
    visible = f"{row.request.name}\n{row.location}".casefold()
    texts = _further_parts(row.request)
    snippets: dict[str, None] = {}
    for word in needle.casefold().split():
        if word not in visible:
            part = next((part for part in texts if word in part.casefold()), "")
            # An address that explains one word may explain the next one, too.
            snippets[snippet(part, word)] = None
    return " · ".join(filter(None, snippets))


def matching(rows: Iterable[SearchRow], needle: str) -> list[SearchRow]:
    """Return the rows that hold every word of a text.

    Names that begin with the text lead, then names that hold the first word.
    """
    words = needle.casefold().split()
    matches = list(rows)
    for word in words:
        # Each word leaves fewer rows for the next one.
        matches = [row for row in matches if word in row.text]
    return _names_first(matches, words) if words else matches


def _names_first(rows: list[SearchRow], words: list[str]) -> list[SearchRow]:
    """Return the rows in three groups, each in the order of the collection."""
    first, phrase = words[0], " ".join(words)
    beginning, named, others = [], [], []
    # Not sorted by a key: with 10,000 rows that takes some milliseconds more at each key.
    for row in rows:
        text = row.text
        if text.startswith(phrase):
            beginning.append(row)
        elif text.find(first, 0, row.name_chars) >= 0:
            named.append(row)
        else:
            others.append(row)
    return [*beginning, *named, *others]
