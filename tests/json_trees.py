"""Reads short JSON texts for tests, whole and at once."""

from aiurdesk.core.formats.json.reader import JsonReader
from aiurdesk.core.formats.json.tree import JsonTree


def read_tree(text: str, *, is_cut: bool = False) -> JsonTree:
    """Return the tree of a text."""
    reader = JsonReader(text, is_cut=is_cut)
    while not reader.advance(10_000):
        pass
    return reader.tree
