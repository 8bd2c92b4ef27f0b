"""The collections of a run of pytest, and what sends their requests."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.cli.arguments import FROM_VARIABLE
from aiurdesk.cli.environments import given_variables
from aiurdesk.cli.given_secrets import give_typed
from aiurdesk.cli.run_progress import failure_lines
from aiurdesk.core.auth.next_steps import command_steps
from aiurdesk.core.collection.collection import Collection, CollectionFolder
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_source import GivenSecret
from aiurdesk.core.environments.environment import Literal
from aiurdesk.core.environments.plain_http import PlainHttp, typed_host
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import printable, tr
from aiurdesk.services.collections.collections import Selection, collection_root, open_selection
from aiurdesk.services.credentials.given_secrets import give_secret
from aiurdesk.services.processes.process_variables import OF_THIS_PROCESS
from aiurdesk.services.profile import Profile
from aiurdesk.services.runs import run_environment
from aiurdesk.services.runs.run_reports.run_record import result_record
from aiurdesk.services.runs.runner import Run, RunResult, runner_of
from aiurdesk.services.sending.trust import NotTrusted, Reach, TrustQuestion
from aiurdesk.services.services import Services

SET_OPTION = "--aiurdesk-set"
"""Gives a variable a value; sentences about a missing value name it."""
HTTP_OPTION = "--aiurdesk-allow-http"
"""Allows plain HTTP to a public host; sentences about one that is refused name it."""
SECRET_OPTION = "--aiurdesk-secret"
"""The same for the secret of a credential."""
_FOLDER_FILES = ("collection.toml", "folder.toml")


class SessionOptions(msgspec.Struct, frozen=True):
    """Options of a test session, from the command line and the settings of pytest."""

    environment: str | None = None
    """None means the collection's own."""
    variables: tuple[str, ...] = ()
    """Each as ``--set`` of ``aiurdesk run`` takes it."""
    variables_of_person: tuple[str, ...] = ()
    """Those among them that no file of pytest has given."""
    secrets: tuple[str, ...] = ()
    """Each as ``--secret`` of ``aiurdesk run`` takes it; a person gave all of them."""
    settings_folder: str = ""
    """Where the file of pytest lies. A stranger may have written it."""
    profile: str | None = None
    plain_hosts: tuple[str, ...] = ()
    """Public ones that may be reached over plain HTTP. No file of pytest names one."""
    plain_credential_hosts: tuple[str, ...] = ()
    """Those that credentials and cookies may go to as well."""
    is_trusted: bool = False
    """Whether all collections may use variables of the process and files outside."""
    collection: Path | None = None
    """Where the fixture finds requests by their names."""


def _hosts(typed: tuple[str, ...]) -> tuple[str, ...]:
    """Return hosts as they are compared.

    Raises:
        ProblemError: One of them is not a host.
    """
    hosts = tuple(map(typed_host, typed))
    for host in hosts:
        if isinstance(host, Problem):
            raise ProblemError(f"{HTTP_OPTION}: {host.sentence}")
    return tuple(host for host in hosts if isinstance(host, str))


class Variables(msgspec.Struct):
    """Values that are known in one run of requests, in addition to the environment."""

    captured: dict[str, str] = {}
    given: dict[str, str] = {}
    """No capture replaces these."""


class CollectionRun:
    """A collection, and the variables that its own tests captured so far."""

    def __init__(self, root: Path, selection: Selection) -> None:
        self.root = root
        self.selection = selection
        self.positions: dict[Path, list[tuple[int, str]]] = {}
        """File → place and title of its request, and of each of its cases."""
        for position, request in enumerate(selection.requests):
            file = Path(request.path).resolve()
            self.positions.setdefault(file, []).append((position, request.title))
        self.environment: run_environment.StartedEnvironment | None = None
        self.variables = Variables()

    def position_of(self, file: Path, title: str = "") -> int:
        """Return the place of a request in a file of the collection, or of a case by its title."""
        named = self.positions[file.resolve()]
        return next((at for at, of_one in named if of_one == title), named[0][0])

    def request_of(self, file: Path, title: str = "") -> CollectionRequest:
        """Return the request in a file of the collection, or a case by its title."""
        return self.selection.requests[self.position_of(file, title)]

    def remarks_of(self, file: Path) -> tuple[str, ...]:
        """Return what has no effect in the file of a request."""
        file = file.resolve()
        remarks = self.selection.collection.remarks
        return tuple(remark.sentence for remark in remarks if Path(remark.path).resolve() == file)

    def mistakes_of(self, file: Path) -> tuple[str, ...]:
        """Return what is wrong with a file that is not a request of the collection."""
        file = file.resolve()
        # The file itself, or the file of a folder above it, is broken.
        return tuple(
            mistake.sentence
            for mistake in self.selection.collection.mistakes
            if (path := Path(mistake.path).resolve()) == file
            or (path.name in _FOLDER_FILES and path.parent in file.parents)
        )


class Session:
    """Opens what is needed when the first request is sent, and closes it at the end."""

    def __init__(self, options: SessionOptions) -> None:
        self.options = options
        self._collections: dict[Path, CollectionRun] = {}
        self._loop: asyncio.Runner | None = None
        self._services: Services | None = None
        self._has_secrets = False

    def collection_of(self, path: Path) -> CollectionRun:
        """Return the collection of a saved request or folder; it is read once.

        Raises:
            StorageError: There is no such folder or file, or it cannot be read.
        """
        root = collection_root(path)
        if root not in self._collections:
            self._collections[root] = CollectionRun(
                root, asyncio.run(open_selection(root)).with_cases
            )
        return self._collections[root]

    def without_collection(self) -> CollectionRun:
        """Return what stands for the collection of requests that belong to none."""
        nowhere = Path()
        if nowhere not in self._collections:
            empty = Selection(Collection(CollectionFolder("", "")), ())
            self._collections[nowhere] = CollectionRun(nowhere, empty)
        return self._collections[nowhere]

    @property
    def services(self) -> Services:
        """The services of the profile."""
        if self._services is None:
            profile = self.options.profile
            self._services = build_services(Path(profile) if profile else None)
        return self._services

    def send(
        self, run: CollectionRun, request: CollectionRequest, variables: Variables
    ) -> RunResult:
        """Send one request. What it captures is there for the next one.

        Raises:
            ProblemError: Something is missing before anything can be sent.
        """
        if self._loop is None:
            # One loop for all requests, because open connections belong to their loop.
            self._loop = asyncio.Runner()
        return self._loop.run(self._send(run, request, variables))

    def give_secret(self, name: str, secret: Secret, hosts: tuple[str, ...]) -> None:
        """Give a credential a secret, and hosts that it may go to, for the rest of the run.

        Raises:
            ProblemError: It cannot be given.
        """
        if self._loop is None:
            self._loop = asyncio.Runner()
        self._loop.run(self._give(name, secret, hosts))

    async def _give(self, name: str, secret: Secret, hosts: tuple[str, ...]) -> None:
        await self._give_secrets()
        await self.services.credentials.load()
        given = GivenSecret(f"{name}@{','.join(hosts)}" if hosts else name)
        give_secret(self.services.credentials, given, secret)

    async def _give_secrets(self) -> None:
        """Give what the command line says, once."""
        if self._has_secrets or not self.options.secrets:
            return
        credentials = self.services.credentials
        await credentials.load()
        # Not taken out of the environment: other tests may use the variable.
        give_typed(credentials, self.options.secrets, OF_THIS_PROCESS.value)
        self._has_secrets = True

    @staticmethod
    def failure_of(result: RunResult) -> str:
        """Return the tests that failed, and the verdict."""
        # The summary of pytest shows as much of the first line as fits beside the name.
        return "\n".join(failure_lines(result_record(result, has_exchange=False)))

    @staticmethod
    def words_of(error: BaseException) -> str:
        """Return the message of an error that is not a bug; empty text for others."""
        if not isinstance(error, ProblemError):
            return ""
        return "\n".join(map(printable, (str(error), *command_steps(error.problem))))

    async def _send(
        self, run: CollectionRun, request: CollectionRequest, variables: Variables
    ) -> RunResult:
        services = self.services
        if run.root != Path():
            await asyncio.to_thread(services.library.open_collection, run.root)
        await self._give_secrets()
        environment = await self._environment_of(run)
        await asyncio.to_thread(self._check_variables)
        scope = given_variables(self.options.variables)
        # What a server or a test gives must not name further variables.
        given = {**scope.given, **{name: Literal(value) for name, value in variables.given.items()}}
        scope = replace(
            scope,
            captured=dict(variables.captured),
            given=given,
            given_by={k: v for k, v in scope.given_by.items() if k not in variables.given},
        )
        settings = Profile(services.profile).read().settings
        services.connections.usual_proxy = settings.proxy.choice
        plain = services.connections.plain
        options = self.options
        plain.kept, plain.option = settings.plain_http, HTTP_OPTION
        plain.given = PlainHttp(_hosts(options.plain_hosts), _hosts(options.plain_credential_hosts))
        refused = run_environment.careful_problem(
            (request,), scope.over(environment.environment), services.library
        )
        if refused:
            raise ProblemError(f"{refused} 'aiurdesk run --yes' sends it nevertheless.")
        planned = Run(
            requests=(request,),
            environment=replace(
                environment.environment, set_option=SET_OPTION, secret_option=SECRET_OPTION
            ),
            limits=settings.limits,
            chosen=environment.chosen,
            scope=scope,
        )
        runner = runner_of(services)
        async with aclosing(runner.run(planned)) as results:
            result = await anext(results)
        variables.captured.update(result.captured)
        return result

    def _check_variables(self) -> None:
        """Check that a file of pytest may name variables of the process; blocks.

        Raises:
            NotTrusted: It may not.
        """
        options = self.options
        if options.is_trusted:
            return
        of_file = set(options.variables) - set(options.variables_of_person)
        sources = (text.partition("=")[2] for text in of_file)
        names = {s.removeprefix(FROM_VARIABLE) for s in sources if s.startswith(FROM_VARIABLE)}
        folder = self.services.trust.untrusted((options.settings_folder,)) if names else ""
        if folder:
            reach = Reach(tuple(sorted(names)))
            raise NotTrusted(TrustQuestion(folder, reach, tr("The file of pytest")))

    async def _environment_of(self, run: CollectionRun) -> run_environment.StartedEnvironment:
        services = self.services
        if run.environment is None:
            # A request of no collection has no folder.
            if self.options.is_trusted and run.root.is_absolute():
                services.trust.allow(run.root)
            if any(request.effective.credential for request in run.selection.requests):
                await services.credentials.load()
            own = await services.environments.read()
            name = self.options.environment
            try:
                environment = run_environment.environment_of_run(
                    run.selection.collection, name, own.by_name
                )
            except ProblemError as error:
                # The file of the environment that is missing may be one of these.
                problem = error.problem
                words = "\n".join((problem.sentence, *map(str, own.mistakes)))
                raise ProblemError(replace(problem, what=words)) from None
            run.environment = await run_environment.start_environment(environment, services)
        return run.environment

    def close(self) -> None:
        """Close everything that was opened."""
        if self._loop is not None:
            if self._services is not None:
                self._loop.run(self._services.aclose())
            self._loop.close()
