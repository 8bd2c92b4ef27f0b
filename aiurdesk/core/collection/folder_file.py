"""The files of folders: ``collection.toml`` at the top of a collection, ``folder.toml`` below."""

from collections.abc import Callable
from typing import Annotated

import msgspec

from aiurdesk.core.collection.field_forms import forms_of, record_of
from aiurdesk.core.collection.request_file import read_headers
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.schema import text_pairs, whole_number
from aiurdesk.core.formats.toml.toml_edit import edited_toml
from aiurdesk.core.formats.toml.toml_reading import ignore, read_members, read_toml
from aiurdesk.core.formats.toml.toml_text import TomlValue, toml_text
from aiurdesk.core.request.field import Field
from aiurdesk.core.request.request import Header
from aiurdesk.core.translation import tr

COLLECTION_FILE = "collection.toml"
FOLDER_FILE = "folder.toml"
_FORMAT = "format"
FORMAT = 1
"""The version of the format that this program writes, and the highest that it reads."""


class FolderSettings(msgspec.Struct, frozen=True):
    """Settings of a folder for the requests in it; an inner folder can override them.

    The fields are in the order of the file.
    """

    name: Annotated[str, Field("name")] = ""
    """Name of the collection; empty means the name of its folder. Only at the top."""
    environment: Annotated[str, Field("environment")] = ""
    """Name of the environment that is used where none is named. Only at the top."""
    env_file: Annotated[str, Field("env_file")] = ""
    """A file such as ``.env`` in the folder: ``{{env:NAME}}`` is looked up there if the process has
    no such variable. Only at the top."""
    credential: Annotated[str | None, Field("credential")] = None
    """Name of the credential of requests that name none; empty text means no credential."""
    dialect: Annotated[str, Field("dialect")] = ""
    """Name of the dialect that judges the responses of requests that name none, ``http`` for none
    of them."""
    notes: Annotated[str, Field("notes")] = ""
    """Markdown that describes the folder."""
    not_secret: Annotated[tuple[str, ...], Field("not_secret")] = ()
    """Headers and variables that a person said hold no secret: ``header X-Key``, ``value pin``."""
    ignore: Annotated[tuple[str, ...], Field("ignore")] = ()
    """Paths of values such as ``serverTime`` or ``data[].id`` that are left out where two runs are
    compared. Only at the top."""
    headers: Annotated[tuple[Header, ...], Field("headers")] = ()
    """Added to the headers of each request, unless it has a header of that name."""
    order: Annotated[tuple[str, ...], Field("order")] = ()
    """Names of requests and, with a slash at the end, of folders. What is not named here follows,
    sorted by name."""
    variables: Annotated[tuple[tuple[str, str], ...], Field("variables")] = ()
    """Used where the environment has no variable of that name."""


def write_folder(settings: FolderSettings, current: str = "", *, is_top: bool = False) -> str:
    """Return the text of the file.

    Args:
        current: What the file holds now. Comments, unknown keys and the order of keys stay.
        is_top: Whether it is the file of the whole collection, which has a format version.

    Raises:
        ProblemError: A text cannot be stored, or the file cannot be changed.
    """
    # One version for the whole collection, so that folders need not agree.
    written = read_toml(current) if current else {}
    # A file written by hand without it gets no line for it in the diff of another change.
    has_format = is_top and (_FORMAT in written or not written)
    record: dict[str, TomlValue] = {_FORMAT: FORMAT} if has_format else {}
    record |= record_of(settings, _FORMS)
    return edited_toml(current, record, tuple(_READERS)) if current else toml_text(record)


def parse_folder(source: str, tell: Callable[[str], None] = ignore) -> FolderSettings:
    """Read the text of ``collection.toml`` or ``folder.toml``.

    Raises:
        ProblemError: The text is not valid; the sentence begins with the line.
    """
    members = read_members(source, _READERS, tell)
    # Only checked while it is read; writing uses the version of this program.
    members.pop(_FORMAT, None)
    return FolderSettings(**members)


def _format(raw: object) -> int:
    version = whole_number(raw)
    if version > FORMAT:
        raise ProblemError(
            tr(
                "is {version}, and this version of aiurdesk reads {format} only. Install "
                "a later one"
            ).format(version=version, format=FORMAT)
        )
    return version


_FORMS = forms_of(
    FolderSettings,
    {
        tuple[Header, ...]: (
            read_headers,
            lambda headers: [[header.name, header.value] for header in headers],
        ),
        tuple[tuple[str, str], ...]: (text_pairs, dict),
    },
)
_READERS = {_FORMAT: _format} | {key: form.read for key, form in _FORMS.items()}
"""By the keys, in the order of the file."""
