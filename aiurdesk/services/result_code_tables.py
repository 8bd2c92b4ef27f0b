"""Loads the result-code tables of the program and those in the person's settings folder.

Separate from the library, because ``aiurdesk codes`` needs only this and must start fast.
"""

from collections.abc import Iterator
from pathlib import Path

from aiurdesk import resources
from aiurdesk.core.verdict.result_codes import ResultCodeTables, tables_of
from aiurdesk.storage.folder import read_folder
from aiurdesk.storage.paths import places

FOLDER = "result_codes"
"""Below ``resources``. The folder in the settings folder has the same name."""
SUFFIX = ".toml"


def load_built_in_tables() -> ResultCodeTables:
    """Read the tables that come with the program."""
    return tables_of(_built_in_files())


def load_tables(profile: Path | None) -> ResultCodeTables:
    """Read the built-in tables and those in the person's settings folder. Blocks while reading.

    Args:
        profile: Folder of the profile; None means the standard folders of the platform.
    """
    own = read_folder(places(profile).result_codes_folder, SUFFIX)
    # The built-in files first: of two tables of one name the first counts, so a person's file
    # cannot replace a table of the program unnoticed.
    found = tables_of((*_built_in_files(), *own.files))
    return ResultCodeTables(found.by_name, (*own.mistakes, *found.mistakes))


def _built_in_files() -> Iterator[tuple[str, str]]:
    for name in resources.list_names(FOLDER):
        if name.endswith(SUFFIX):
            yield name, resources.read_text(name)
