"""The files of folders: ``collection.toml`` at the top of a collection, ``folder.toml`` below."""

from collections.abc import Callable

import msgspec

from aiurdesk.core.collection.request_file import read_headers
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.request.request import Header
from aiurdesk.core.schema import text, text_pairs, texts, whole_number
from aiurdesk.core.toml.toml_edit import edited_toml
from aiurdesk.core.toml.toml_reading import ignore, read_members, read_toml
from aiurdesk.core.toml.toml_text import TomlValue, toml_text

COLLECTION_FILE = "collection.toml"
FOLDER_FILE = "folder.toml"
FORMAT = 1
"""The version of the format that this program writes, and the highest that it reads."""
KEYS = (
    "format", "name", "environment", "env_file", "credential", "dialect", "headers", "order",
    "variables",
)  # fmt: skip


class FolderSettings(msgspec.Struct, frozen=True):
    """What a folder gives to the requests in it. A folder within it may say something else."""

    name: str = ""
    """Name of the collection; empty means that of its folder. Only at the top."""
    environment: str = ""
    """Name of the environment that is used where none is named. Only at the top."""
    env_file: str = ""
    """A file such as ``.env`` in the folder: ``{{env:NAME}}`` is looked up there if the process has
    no such variable. Only at the top."""
    credential: str | None = None
    """Name of the credential of requests that name none; empty text means no credential."""
    dialect: str = ""
    """Name of the dialect that judges the responses of requests that name none, ``http`` for none
    of them."""
    headers: tuple[Header, ...] = ()
    """Added to those of each request, unless it has a header of that name."""
    order: tuple[str, ...] = ()
    """Names of requests and, with a slash at the end, of folders. What is not named here follows,
    sorted by name."""
    variables: tuple[tuple[str, str], ...] = ()
    """Used where the environment has no variable of that name."""


def write_folder(settings: FolderSettings, current: str = "", *, is_top: bool = False) -> str:
    """Return the text of the file.

    Args:
        current: What the file holds now. Comments, unknown keys and the order of keys stay.
        is_top: Whether it is the file of the whole collection, which has a format version.

    Raises:
        DataMistake: A text cannot be stored, or the file cannot be changed.
    """
    # One version for the whole collection, so that folders need not agree.
    written = read_toml(current) if current else {}
    # Whoever wrote a file by hand without it has no line for it in the diff of another change.
    has_format = is_top and ("format" in written or not written)
    record: dict[str, TomlValue] = {"format": FORMAT} if has_format else {}
    texts = {
        "name": settings.name,
        "environment": settings.environment,
        "env_file": settings.env_file,
    }
    record |= {key: text for key, text in texts.items() if text}
    # Empty text is kept: it means that requests go without a credential.
    if settings.credential is not None:
        record["credential"] = settings.credential
    if settings.dialect:
        record["dialect"] = settings.dialect
    if settings.headers:
        record["headers"] = [[header.name, header.value] for header in settings.headers]
    if settings.order:
        record["order"] = settings.order
    if settings.variables:
        record["variables"] = dict(settings.variables)
    return edited_toml(current, record, KEYS) if current else toml_text(record)


def parse_folder(source: str, tell: Callable[[str], None] = ignore) -> FolderSettings:
    """Read the text of ``collection.toml`` or ``folder.toml``.

    Raises:
        DataMistake: The text is not valid; the sentence begins with the line.
    """
    members = read_members(source, _READERS, tell)
    # Only checked while it is read; writing uses the version of this program.
    members.pop("format", None)
    return FolderSettings(**members)


def _format(raw: object) -> int:
    version = whole_number(raw)
    if version > FORMAT:
        raise DataMistake(
            f"is {version}, and this version of aiurdesk reads {FORMAT} only. Install a later one"
        )
    return version


_READERS = {
    "format": _format,
    "name": text,
    "environment": text,
    "env_file": text,
    "credential": text,
    "dialect": text,
    "headers": read_headers,
    "order": texts,
    "variables": text_pairs,
}
