"""Reads and makes saved examples of responses."""

import asyncio
from pathlib import Path

from msgspec.structs import replace

from aiurdesk.core.collection.example import (
    MOST_FILE_BYTES,
    Example,
    example_of,
    parse_example,
    side_of_example,
    write_example,
)
from aiurdesk.core.collection.file_name import REQUEST_SUFFIX, example_file, examples_folder
from aiurdesk.core.collection.file_name import file_name as file_of_name
from aiurdesk.core.errors import ProblemError, StorageError, problems_of_file
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.exchange_comparison import Compared
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.services.collections.collection_plans import SaveExample
from aiurdesk.services.collections.collections import with_found_files, with_relative_files
from aiurdesk.storage.collections import left_out, link_out, read_file


async def example_plan(request_path: str, name: str, exchange: Exchange) -> SaveExample:
    """Return the change that saves the response of an exchange beside its request.

    Args:
        request_path: The file of the request.
        name: What the example is called.
        exchange: Its secrets become dots.

    Raises:
        ProblemError: There is no response, it is too long, or the name is none.
    """

    def plan() -> SaveExample:
        example_file(name)
        example = example_of(exchange)
        folder = Path(request_path).parent
        request = with_relative_files(example.request, folder)
        return SaveExample(request_path, name, write_example(replace(example, request=request)))

    # Searching a megabyte for secrets takes a moment.
    return await asyncio.to_thread(plan)


def example_path(request_path: str, name: str) -> Path:
    """Return the file of an example."""
    return Path(examples_folder(request_path)) / example_file(name)


async def read_example(request_path: str, name: str) -> Example:
    """Read an example; the files that its request names have whole paths.

    Raises:
        StorageError: There is none, or it cannot be read.
    """
    return await asyncio.to_thread(_read, Path(request_path), name)


def _read(request: Path, name: str) -> Example:
    file = example_path(str(request), name)
    if link := link_out(file):
        raise StorageError(left_out(str(link)))
    text = read_file(file, MOST_FILE_BYTES)
    if not text:
        words = tr("there is no example {name} beside {request}")
        raise StorageError(words.format(name=name, request=request.name))
    with problems_of_file(file):
        example = parse_example(text)
    return replace(example, request=with_found_files(example.request, request.parent))


def side_beside(folder: Path, request_name: str, name: str) -> Compared | Problem:
    """Return an example to be compared with, or why there is none; blocks.

    Args:
        folder: Where the request is saved.
        request_name: What it is called.
        name: The name of the example.
    """
    try:
        return side_of_example(
            _read(folder / f"{file_of_name(request_name)}{REQUEST_SUFFIX}", name)
        )
    except ProblemError as error:
        return error.problem
