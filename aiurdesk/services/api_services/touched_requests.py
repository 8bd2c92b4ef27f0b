"""Finds the saved requests that use certain endpoints, by the key ``endpoint`` of their files."""

import os
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path

from aiurdesk.core.collection.file_name import REQUEST_SUFFIX
from aiurdesk.core.errors import StorageError
from aiurdesk.storage.collections import read_file

_MOST_FILES = 50_000
_ENDPOINT = re.compile(r"(?m)^endpoint[ \t]*=[ \t]*[\"']([^\"'\r\n]*)[\"']")


def touched_requests(folders: Iterable[Path], endpoint_ids: Collection[str]) -> tuple[str, ...]:
    """Return the paths of the saved requests of some endpoints, sorted. Blocks.

    Args:
        folders: Of collections; of one within another, requests are named once.
        endpoint_ids: In lower case.
    """
    paths = {os.path.realpath(path) for path in islice(_request_files(folders), _MOST_FILES)}
    return tuple(sorted(path for path in paths if _endpoint_of(Path(path)) in endpoint_ids))


def _request_files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        # Links are not followed: they may lead round in a circle.
        for path, inner, names in os.walk(folder):
            inner[:] = [name for name in inner if not name.startswith(".")]
            yield from (Path(path, name) for name in names if name.endswith(REQUEST_SUFFIX))


def _endpoint_of(path: Path) -> str:
    try:
        match = _ENDPOINT.search(read_file(path))
    except StorageError:
        return ""
    return match[1].lower() if match else ""
