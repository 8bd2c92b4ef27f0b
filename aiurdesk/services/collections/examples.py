"""Reads and makes saved examples of responses."""

import asyncio
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import DocumentedResponse, Endpoint
from aiurdesk.core.collection.example_file import bare_request, write_example
from aiurdesk.core.collection.file_name import (
    example_file,
    examples_folder,
    free_name,
    readable_name,
)
from aiurdesk.core.collection.request_file import parse_request
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.errors import ProblemError, storage_errors
from aiurdesk.core.exchange.example import MOST_BODY_BYTES, MOST_HEADERS, Example
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.history.recording import RecordedDetails, record_of
from aiurdesk.core.request.request import Header, SavedRequest
from aiurdesk.core.response.response import Response, has_transcript
from aiurdesk.core.translation import format_size, tr
from aiurdesk.services.collections.collection_plans import SaveExamples, make_change
from aiurdesk.services.collections.collections import with_found_files, with_relative_files
from aiurdesk.storage.collections import MOST_EXAMPLES
from aiurdesk.storage.examples import example_names, read_example_of

_LONGEST_NAME = 60


async def example_plan(request_path: str, name: str, exchange: Exchange) -> SaveExamples:
    """Return the change that saves the response of an exchange beside its request.

    Args:
        request_path: The file of the request.
        name: What the example is called.
        exchange: Its secrets become dots.

    Raises:
        ProblemError: There is no response, it is too long, or the name is none.
    """

    def plan() -> SaveExamples:
        example_file(name)
        example = example_of(exchange)
        folder = Path(request_path).parent
        request = with_relative_files(example.request, folder)
        text = write_example(replace(example, request=request))
        return SaveExamples(request_path, ((name, text),))

    # Searching a megabyte for secrets takes a moment.
    return await asyncio.to_thread(plan)


def example_of(exchange: Exchange) -> Example:
    """Return the example that is saved of an exchange, with dots instead of secrets.

    Raises:
        ProblemError: There is no response, or it is too long.
    """
    outcome = exchange.outcome
    if not isinstance(outcome, Response) or has_transcript(outcome):
        raise ProblemError(tr("There is no response that could be saved as an example."))
    if outcome.body.size_bytes > MOST_BODY_BYTES:
        text = tr(
            "The body is longer than {most}, which is the most that an example holds. "
            "Save the body to a file instead."
        )
        raise ProblemError(text.format(most=format_size(MOST_BODY_BYTES)))
    # The same rules find secrets as in the history.
    record = record_of(exchange, "", MOST_BODY_BYTES)
    response = msgspec.msgpack.decode(record.details, type=RecordedDetails).response
    assert response is not None, "a response is recorded as one"
    return Example(
        bare_request(parse_request(record.request)),
        response.status,
        response.reason,
        record.entry.code,
        record.entry.message if record.entry.code is not None else "",
        response.headers[:MOST_HEADERS],
        record.body,
    )


def documented_names(endpoint: Endpoint) -> tuple[str, ...]:
    """Return what the examples of the documented responses of an endpoint are called here."""
    return tuple(_documented(endpoint))


def documented_plan(request_path: str, saved: SavedRequest, endpoint: Endpoint) -> SaveExamples:
    """Return the change that saves the documented examples of an endpoint beside its request.

    Args:
        request_path: The file of the request.
        saved: What the file holds.
        endpoint: It has at least one example.
    """
    texts = []
    for name, (response, body) in list(_documented(endpoint).items())[:MOST_EXAMPLES]:
        status = int(response.status) if response.status.isdecimal() else 0
        kind = response.content_type
        headers = (Header("Content-Type", kind),) if kind else ()
        # Authors paste what they received.
        shown = redact_unknown(body).encode(errors="replace")
        example = Example(bare_request(saved), status, headers=headers, body=shown)
        texts.append((name, write_example(example)))
    return SaveExamples(request_path, tuple(texts))


def _documented(endpoint: Endpoint) -> dict[str, tuple[DocumentedResponse, str]]:
    found: dict[str, tuple[DocumentedResponse, str]] = {}
    for response in endpoint.responses:
        for one in response.all_examples:
            name = readable_name(f"{response.status} {one.title}")[:_LONGEST_NAME].strip()
            found[free_name(name, found)] = (response, one.value)
    return found


def example_path(request_path: str, name: str) -> Path:
    """Return the file of an example."""
    return Path(examples_folder(request_path)) / example_file(name)


async def save_example(request_path: str, name: str, exchange: Exchange) -> None:
    """Save the response of an exchange beside its request; one of the same name is replaced.

    Raises:
        ProblemError: As for ``example_plan``, or it cannot be written.
    """
    await make_change(await example_plan(request_path, name, exchange), _keep)


def _keep(path: Path) -> Path:
    """Move nothing to a trash: an example that is replaced is written over."""
    return path


async def listed_examples(request_path: str) -> tuple[str, ...]:
    """Return the names of the examples of a request, in order.

    Raises:
        StorageError: Their folder cannot be read.
    """
    unreadable = tr("{path} could not be read ({value}).")
    with storage_errors(unreadable, path=request_path):
        return await asyncio.to_thread(example_names, Path(request_path))


async def read_example(request_path: str, name: str) -> Example:
    """Read an example; the files that its request names have whole paths.

    Raises:
        StorageError: There is none, or it cannot be read.
    """
    return await asyncio.to_thread(_read, Path(request_path), name)


def _read(request: Path, name: str) -> Example:
    example = read_example_of(request, name)
    return replace(example, request=with_found_files(example.request, request.parent))
