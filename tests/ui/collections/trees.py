"""Collections that were read, for tests of what shows them."""

from pathlib import Path

from aiurdesk.core.collection.collection import search_rows
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.services.collections.collection_folders import OpenCollection
from aiurdesk.storage.collections import read_collection
from tests.ui.collections.steps import a_collection


def method_of(saved: SavedRequest) -> str:
    """Return the badge of a saved request."""
    return saved.method or "POST"


def read(folder: Path, *names: str) -> OpenCollection:
    """Write a collection, and return it as the window has it."""
    is_there = (folder / "collection.toml").exists() and not names
    collection = read_collection(folder if is_there else a_collection(folder, *names))
    return OpenCollection(str(folder), collection, rows=tuple(search_rows(collection)))
