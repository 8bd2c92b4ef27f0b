"""Reads what is to be mocked: a service, the description of one, or a folder with examples."""

import asyncio
import contextlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from aiurdesk.core.api.catalogue import parse_own_service
from aiurdesk.core.api.endpoint import OWN_GENERATION, ApiDescription, Endpoint, Service
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.example import Example
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.sandbox.mock.answers import MockedService, SavedAnswer
from aiurdesk.services.collections.collections import open_selection
from aiurdesk.services.library import Library
from aiurdesk.services.services import Services
from aiurdesk.storage.examples import read_example_of
from aiurdesk.storage.regular_file import read_regular_file
from aiurdesk.storage.service_folders import MOST_BYTES, SCHEMAS_FILE, SERVICE_FILE

_SAVED = "saved"
"""Id of the service that saved requests with an address of their own belong to."""
_MOST_OF_EXAMPLES = 64 * 1024 * 1024
"""Bytes of all bodies; further examples are left out."""
_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")
_NOT_SENT_AGAIN = frozenset(
    {
        "content-length", "transfer-encoding", "content-encoding", "connection", "keep-alive",
        "date", "server", "upgrade", "trailer", "proxy-connection", "alt-svc",
        "strict-transport-security",
    }
)  # fmt: skip
"""Headers of an example that belong to its connection."""


class MockedSource(msgspec.Struct, frozen=True):
    """All that a mock answers with."""

    name: str
    services: tuple[MockedService, ...]
    variables: tuple[str, ...] = ()
    """The variables with which addresses of saved requests begin."""
    mistakes: tuple[Problem, ...] = ()
    """A problem for each file that is left out."""

    @property
    def endpoint_count(self) -> int:
        """The number of endpoints that are answered."""
        return sum(len(one.description.endpoints) for one in self.services)


async def read_source(
    services: Services, source: str, folders: tuple[Path, ...] = ()
) -> MockedSource:
    """Read what is to be mocked; nothing is fetched unless it is an address.

    Args:
        services: Know the services, and read descriptions.
        source: Name of a service, file or address of a description, or a folder with requests.
        folders: Collections that have further examples of a service.

    Raises:
        ProblemError: It is none of these, or cannot be read.
    """
    path = Path(source)
    if "://" not in source and await asyncio.to_thread(path.is_dir):
        return await _of_folder(services, path)
    library = services.library
    service = await asyncio.to_thread(library.service, source) if source else None
    if service is not None and not await asyncio.to_thread(path.is_file):
        requests: list[CollectionRequest] = []
        for folder in folders:
            # A mock of the service is wanted, and not this collection.
            with contextlib.suppress(ProblemError):
                requests += (await open_selection(folder)).requests
        return await asyncio.to_thread(_of_service, library, service, requests)
    if "://" not in source and not await asyncio.to_thread(path.is_file):
        text = tr(
            "There is no service, file or folder {name}. 'aiurdesk endpoints' and 'aiurdesk "
            "services list' name the services."
        )
        raise ProblemError(text.format(name=source))
    read = (await services.api_services.read(source, is_named_later=True)).read
    files = dict(read.files)

    def parsed() -> MockedSource:
        description = parse_own_service(files[SERVICE_FILE].decode(), source, read.name)
        mocked = _mocked(library, description, msgspec.json.decode(files[SCHEMAS_FILE]))
        return MockedSource(description.service.name, (mocked,), mistakes=description.mistakes)

    return await asyncio.to_thread(parsed)


def _of_service(
    library: Library, service: Service, requests: Iterable[CollectionRequest]
) -> MockedSource:
    description = ApiDescription(service, library.endpoints_of(service.id))
    before = f"{service.id}."
    its_own = [one for one in requests if one.saved.endpoint_id.startswith(before)]
    saved, _, _, mistakes = _saved(library, its_own)
    mocked = _mocked(library, description, _schemas_of(library, service.id), saved)
    return MockedSource(service.name, (mocked,), mistakes=tuple(mistakes))


async def _of_folder(services: Services, path: Path) -> MockedSource:
    selection = await open_selection(path)
    root = Path(selection.collection.root.path)
    library = services.library
    await asyncio.to_thread(library.open_collection, root)

    def read() -> MockedSource:
        saved, typed, variables, mistakes = _saved(library, selection.requests)
        ids = [item.saved.endpoint_id.partition(".")[0] for item in selection.requests]
        own, _ = library.own.services()
        ids += [name for name in own if library.own.collection_of(name) == root.resolve()]
        mocked = []
        if typed:
            mocked.append(
                MockedService(ApiDescription(_saved_service(), tuple(typed)), saved=saved)
            )
        for id_ in dict.fromkeys(filter(None, ids)):
            if service := library.service(id_):
                one = ApiDescription(service, library.endpoints_of(service.id))
                mocked.append(_mocked(library, one, _schemas_of(library, service.id), saved))
        if not mocked:
            words = tr("{path} has no saved requests and no services, so there is nothing to mock.")
            raise ProblemError(words.format(path=path))
        return MockedSource(
            selection.collection.name,
            tuple(mocked),
            tuple(dict.fromkeys(variables)),
            (*selection.mistakes, *mistakes),
        )

    return await asyncio.to_thread(read)


def _saved_service() -> Service:
    return Service(_SAVED, tr("Saved requests"), "http://127.0.0.1", OWN_GENERATION, "")


def _mocked(
    library: Library,
    description: ApiDescription,
    schemas: dict[str, Any],
    saved: dict[str, tuple[SavedAnswer, ...]] | None = None,
) -> MockedService:
    base = description.service.base_url
    try:
        prefix = "" if "{{" in base else urlsplit(base).path.rstrip("/")
    except ValueError:
        prefix = ""
    dialect = library.dialects.of_address(base, description.service.table)
    return MockedService(description, schemas, saved or {}, dialect, prefix)


def _schemas_of(library: Library, service_id: str) -> dict[str, Any]:
    own = library.own.service(service_id)
    if own is None:
        return {}
    try:
        decoded = msgspec.json.decode(read_regular_file(str(own.schemas_file), MOST_BYTES))
    except (OSError, msgspec.DecodeError):
        return {}
    return decoded if isinstance(decoded, dict) else {}


def _saved(
    library: Library, requests: Iterable[CollectionRequest]
) -> tuple[dict[str, tuple[SavedAnswer, ...]], list[Endpoint], list[str], list[Problem]]:
    """Return the examples by endpoints, the endpoints of addresses, and the variables of these."""
    saved: dict[str, tuple[SavedAnswer, ...]] = {}
    typed: dict[tuple[str, str], Endpoint] = {}
    variables: list[str] = []
    mistakes: list[Problem] = []
    left = _MOST_OF_EXAMPLES
    for item in requests:
        known = library.endpoint(item.saved.endpoint_id) if item.saved.endpoint_id else None
        if known is None and item.saved.endpoint_id:
            continue
        if known is None:
            method, path = (item.saved.method or "GET").upper(), typed_path(item.saved.url)
            number = len(typed)
            made = Endpoint(
                id=f"{_SAVED}.requests.{number}",
                service_id=_SAVED,
                group=item.folder_names[-1] if item.folder_names else "requests",
                name=item.name,
                method=method,
                path=path,
                title=item.name,
                generation=OWN_GENERATION,
            )
            known = typed.setdefault((method, path), made)
            if variable := _VARIABLE.match(item.saved.url):
                variables.append(variable[0].strip("{} "))
        for name in item.examples:
            try:
                example = read_example_of(Path(item.path), name)
            except ProblemError as error:
                mistakes.append(error.problem)
                continue
            left -= len(example.body)
            if left > 0:
                one = _answer(name, example)
                saved[known.id] = (*saved.get(known.id, ()), one)
    return saved, list(typed.values()), variables, mistakes


def _answer(name: str, example: Example) -> SavedAnswer:
    headers = tuple(
        (header.name, header.value)
        for header in example.headers
        if header.name.casefold() not in _NOT_SENT_AGAIN and header.value.isascii()
    )
    code = "" if example.code is None else str(example.code)
    return SavedAnswer(
        name, example.status or 200, headers, example.body, code, frozenset(_values_of(example))
    )


def _values_of(example: Example) -> Iterator[tuple[str, str]]:
    for name, value in example.request.values:
        if isinstance(value, str):
            yield name, value
    yield from parse_qsl(example.request.url.partition("?")[2].partition("#")[0])


def typed_path(url: str) -> str:
    """Return the path of an address that was typed, with a placeholder for each variable."""
    bare = url.partition("?")[0].partition("#")[0]
    if leading := _VARIABLE.match(bare):
        bare = bare[leading.end() :]
    else:
        bare = bare.partition("://")[2] or bare
    # A host, or what a variable leaves of one.
    before, slash, path = bare.partition("/")
    numbers = iter(range(1, 1_000_000))
    path = _VARIABLE.sub(lambda _: f"{{value{next(numbers)}}}", path)
    return f"/{path}" if slash or before else "/"
