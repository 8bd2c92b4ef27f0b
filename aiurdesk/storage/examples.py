"""Reads saved examples of responses."""

import os
from itertools import islice
from pathlib import Path

from aiurdesk.core.collection.example_file import MOST_FILE_BYTES, parse_example
from aiurdesk.core.collection.file_name import (
    EXAMPLE_SUFFIX,
    REQUEST_SUFFIX,
    example_file,
    example_name,
    examples_folder,
    file_name,
    folded_name,
)
from aiurdesk.core.errors import ProblemError, StorageError, problems_of_file
from aiurdesk.core.exchange.example import Example, side_of_example
from aiurdesk.core.exchange.exchange_comparison import Compared
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.storage.collections import MOST_EXAMPLES, examples_of, left_out, link_out, read_file

_MOST_LOOKED_AT = 10_000


def read_example_of(request: Path, name: str) -> Example:
    """Return an example of a request; blocks.

    Args:
        request: The file of the request.
        name: What the example is called.

    Raises:
        ProblemError: There is none of this name, or it cannot be read.
    """
    file = Path(examples_folder(str(request))) / example_file(name)
    if link := link_out(file):
        raise StorageError(left_out(str(link)))
    text = read_file(file, MOST_FILE_BYTES)
    if not text:
        words = tr("there is no example {name} beside {request}")
        raise StorageError(words.format(name=name, request=request.name))
    with problems_of_file(file):
        return parse_example(text)


def example_names(request: Path) -> tuple[str, ...]:
    """Return the names of the examples of a request, in order; blocks."""
    folder = examples_of(request)
    if folder is None or link_out(folder):
        return ()
    with os.scandir(folder) as entries:
        files = [
            e.name for e in islice(entries, _MOST_LOOKED_AT) if e.name.endswith(EXAMPLE_SUFFIX)
        ]
    return tuple(sorted(map(example_name, files), key=folded_name)[:MOST_EXAMPLES])


def side_beside(folder: Path, request_name: str, name: str) -> Compared | Problem:
    """Return an example to be compared with, or why there is none; blocks.

    Args:
        folder: Where the request is saved.
        request_name: What it is called.
        name: The name of the example.
    """
    try:
        request = folder / f"{file_name(request_name)}{REQUEST_SUFFIX}"
        return side_of_example(read_example_of(request, name))
    except ProblemError as error:
        return error.problem
