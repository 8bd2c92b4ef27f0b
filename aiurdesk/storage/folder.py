"""Reads the text files of a folder."""

from pathlib import Path
from typing import NamedTuple

from aiurdesk.core.translation import tr
from aiurdesk.storage.regular_file import read_regular_file

_MOST_BYTES = 16 * 1024 * 1024


class FolderTexts(NamedTuple):
    """The text files of a folder."""

    files: tuple[tuple[str, str], ...] = ()
    """Path and text of each file, sorted by name."""
    mistakes: tuple[str, ...] = ()
    """One sentence for each file that could not be read."""


def read_folder(folder: Path, suffix: str) -> FolderTexts:
    """Read the text files with a suffix in a folder; a missing folder has none.

    Hidden files are left out: editors keep locks and unsaved changes in them.
    """
    try:
        # Sorted, so that for two tables of one name the same one counts on every computer.
        paths = sorted(path for path in folder.iterdir() if path.suffix == suffix)
    except FileNotFoundError:
        return FolderTexts()
    except OSError as error:
        return FolderTexts(
            mistakes=(
                tr("{folder} could not be read ({strerror}).").format(
                    folder=folder, strerror=error.strerror
                ),
            )
        )
    files: list[tuple[str, str]] = []
    mistakes: list[str] = []
    for path in paths:
        if path.name.startswith("."):
            continue
        try:
            # Windows' Notepad begins UTF-8 files with a byte order mark.
            files.append((str(path), read_regular_file(path, _MOST_BYTES).decode("utf-8-sig")))
        except OSError as error:
            text = tr("{path} could not be read ({strerror}).")
            mistakes.append(text.format(path=path, strerror=error.strerror))
        except UnicodeDecodeError as error:
            text = tr("{path} is not UTF-8 text: byte {value} cannot be read.")
            mistakes.append(text.format(path=path, value=error.start + 1))
    return FolderTexts(tuple(files), tuple(mistakes))
