"""Starts and stops a mock, for the window and for the command line."""

import asyncio
import errno
import json
import socket
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.expectations import contract
from aiurdesk.core.preparing.body_shape import needed_schemas
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.sandbox.certificate_authority import CertificateAuthority, can_be_named
from aiurdesk.sandbox.clock import system_clock
from aiurdesk.sandbox.hypercorn_runner import HOST, Listener, ServerThread, bind
from aiurdesk.sandbox.mock.mock_app import CONTROL, MockApp, Told
from aiurdesk.sandbox.mock.request_check import Compared, Refusal
from aiurdesk.services.mocks.mocked_source import MockedSource, read_source
from aiurdesk.services.processes.evaluation import Stopped, evaluate
from aiurdesk.services.services import Services
from aiurdesk.storage import file_lock, files
from aiurdesk.storage.paths import places

_LOOPBACK = (HOST, "localhost", "::1")
_ANY = ("0.0.0.0", "::", "")  # noqa: S104 - as a person chose it
_MOST_S = 2.0
"""How long all schemas and patterns of one request may take."""
_MOST_OF_SCHEMAS = 2_000_000
"""Characters of the schemas that one body is held against."""


class MockChoices(msgspec.Struct, frozen=True):
    """What a person chose for a mock."""

    source: str
    """Name of a service, file or address of a description, or a folder."""
    port: int = 0
    """0 takes a free one."""
    host: str = HOST
    has_tls: bool = False
    seed: int = 1
    asks_for_credentials: bool = True
    """Whether a request needs the credentials that the description requires."""
    folders: tuple[Path, ...] = ()
    """Collections whose examples of a service are answered first."""


class RunningMock(msgspec.Struct, frozen=True):
    """A mock that answers."""

    name: str
    url: str
    """Without a slash at the end."""
    endpoint_count: int
    environment: Environment
    """Sends the services that are mocked to it."""
    is_for_others: bool = False
    """Whether other computers may reach it."""
    ca_file: Path | None = None
    """The authority of its certificate."""
    mistakes: tuple[Problem, ...] = ()

    @property
    def reset_url(self) -> str:
        """A POST to it forgets what was created."""
        return f"{self.url}{CONTROL}/reset"


class MockHost:
    """Owns one mock, which runs on a thread of its own."""

    def __init__(self, services: Services, tell: Told = lambda *_: None) -> None:
        """Prepare; nothing is read or started.

        Args:
            services: Read what is mocked.
            tell: Is told method, path, status and source of each answer, on another thread.
        """
        self._services, self._tell = services, tell
        self._thread: ServerThread | None = None
        self._app: MockApp | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._schemas: dict[tuple[str, str], bytes] = {}
        self._source: MockedSource | None = None

    async def start(self, choices: MockChoices) -> RunningMock:
        """Start, and return how to reach it.

        Raises:
            ProblemError: There is nothing to mock, or the port is taken.
        """
        self._loop = asyncio.get_running_loop()
        source = await read_source(self._services, choices.source, choices.folders)
        self._source = source
        try:
            return await asyncio.to_thread(self._started, choices, source)
        except OSError as error:
            raise ProblemError(_message(error, choices)) from error

    def _started(self, choices: MockChoices, source: MockedSource) -> RunningMock:
        app = MockApp(
            source.services,
            choices.seed,
            self._compare,
            self._tell,
            asks_for_credentials=choices.asks_for_credentials,
        )
        listener = bind(choices.port, choices.host)
        port = listener.getsockname()[1]
        one = Listener(app, listener, port, has_tls=choices.has_tls)
        try:
            authority = self._authority(choices.host) if choices.has_tls else None
            self._thread = ServerThread("mock", [one], authority.server_file if authority else None)
        except (OSError, ProblemError):
            listener.close()
            raise
        self._app = app
        scheme = "https" if choices.has_tls else "http"
        shown = (
            HOST
            if choices.host in _ANY
            else f"[{choices.host}]"
            if ":" in choices.host
            else choices.host
        )
        url = f"{scheme}://{shown}:{port}"
        ids = [one.description.service.id for one in source.services]
        return RunningMock(
            source.name,
            url,
            source.endpoint_count,
            Environment(
                tr("Mock of {name}").format(name=source.name),
                dict.fromkeys(ids, url),
                variables=dict.fromkeys(source.variables, url),
            ),
            is_for_others=choices.host not in _LOOPBACK,
            ca_file=authority.certificate_file if authority else None,
            mistakes=source.mistakes,
        )

    def _authority(self, host: str) -> CertificateAuthority:
        folder = places(self._services.profile).data_folder / "sandbox"
        # A computer may be called as no certificate can say it.
        name = _named(socket.gethostname(), "") if host in _ANY else _named(host, None)
        if name not in ("", *_LOOPBACK):
            # Another authority, so that whoever trusts it trusts it for this host alone.
            folder = folder / "mock" / name.replace(":", "_")
        # Several programs may start on a new profile at once; one of them makes the authority.
        with file_lock.locked(folder.with_name(f"{folder.name}.lock")):
            return CertificateAuthority.load_or_create(
                folder, system_clock(), files.write_atomically, "" if name in _LOOPBACK else name
            )

    @property
    def options(self) -> Mapping[str, list[dict[str, str]]]:
        """The answers of each endpoint, by its id, as the header Prefer names them."""
        return {} if self._app is None else self._app.options()

    @property
    def chosen(self) -> Mapping[str, str]:
        """What the next requests of endpoints get, by their ids."""
        return {} if self._app is None else dict(self._app.next)

    def set_next(self, endpoint_id: str, prefer: str) -> None:
        """Choose what the next request of an endpoint gets; empty text for the usual answer."""
        if self._app is not None:
            if prefer:
                self._app.next[endpoint_id] = prefer
            else:
                self._app.next.pop(endpoint_id, None)

    def reset(self) -> None:
        """Forget what was created."""
        if self._app is not None:
            self._app.reset()

    async def aclose(self) -> None:
        """Stop; do nothing if it is not running."""
        thread, self._thread = self._thread, None
        if thread is not None:
            await asyncio.to_thread(thread.stop)

    async def _compare(self, compared: Compared) -> tuple[Refusal, ...]:
        """Hold values against a stranger's patterns and schemas; on the thread of the server."""
        jobs: list[tuple[str, Callable[[], tuple[Problem, ...]]]] = [
            (name, partial(pattern_problems, pattern, text))
            for name, pattern, text in compared.patterns
        ]
        if compared.body is not None:
            key, body = compared.body
            schemas = self._schemas_for(compared.service_id, key)
            jobs.append(("", partial(body_problems, schemas, key, body)))
        if self._loop is None or self._loop.is_closed():
            return ()
        running = evaluate(self._services.processes, [run for _, run in jobs], None, 0, _MOST_S)
        future = asyncio.run_coroutine_threadsafe(running, self._loop)
        results = await asyncio.wrap_future(future)
        return tuple(
            (name, problem.sentence)
            for (name, _), problems in zip(jobs, results, strict=True)
            if not isinstance(problems, Stopped)
            for problem in problems
        )

    def _schemas_for(self, service_id: str, key: str) -> bytes:
        """Return the schemas that a body is held against."""
        if (service_id, key) not in self._schemas:
            services = () if self._source is None else self._source.services
            all_: Mapping[str, Any] = next(
                (one.schemas for one in services if one.description.service.id == service_id), {}
            )
            needed = needed_schemas(all_, key, _MOST_OF_SCHEMAS)
            self._schemas[service_id, key] = msgspec.json.encode(needed)
        return self._schemas[service_id, key]


def _named(host: str, other: str | None) -> str:
    """Return a host as a certificate names it.

    Args:
        host: An address or a name.
        other: What is named instead of one that cannot be; None for nothing.

    Raises:
        ProblemError: It cannot be named.
    """
    bare = host.partition("%")[0].casefold()
    if can_be_named(bare):
        return bare
    if other is None:
        text = tr("No certificate can name {host}. Give an address, or a name of plain letters.")
        raise ProblemError(text.format(host=host))
    return other


def pattern_problems(pattern: str, text: str) -> tuple[Problem, ...]:
    """Return that a text does not match a pattern; in the helper process."""
    if contract.pattern_fits(pattern, text):
        return ()
    return (Problem(tr("This has to match {pattern}.").format(pattern=pattern)),)


def body_problems(schemas: bytes, key: str, body: bytes) -> tuple[Problem, ...]:
    """Return what of a body does not fit its schema; in the helper process."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    return contract.schema_problems(schemas, key, value, is_request=True)


def _message(error: OSError, choices: MockChoices) -> str:
    if error.errno == errno.EADDRINUSE:
        text = tr("The mock cannot start: port {port} is in use. Choose another one with --port.")
        return text.format(port=choices.port)
    if error.errno == errno.EADDRNOTAVAIL or error.errno is None or error.errno < 0:
        text = tr("The mock cannot start: {host} is no address of this computer.")
        return text.format(host=choices.host)
    text = tr("The mock cannot start: {value}.")
    return text.format(value=error.strerror or error)
