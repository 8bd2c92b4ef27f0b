"""Files of other projects, which lie beside the project on some computers and are never in it."""

from pathlib import Path


def corpus(kind: str) -> list[Path]:
    """Return the files of a kind, such as ``postman``; nothing on a computer without them."""
    folders = (parent / "shared" / "corpora" / kind for parent in Path(__file__).parents)
    folder = next((folder for folder in folders if folder.is_dir()), None)
    return [] if folder is None else sorted(folder.iterdir())
