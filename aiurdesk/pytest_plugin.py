"""pytest plugin: ``pytest COLLECTION`` runs each saved request of a collection as a test.

Nothing is sent unless the command line, or ``testpaths``, names a collection, a folder within one,
or a saved request. pytest imports this module at every start, so it imports the rest of the program
only when there is something to run.
"""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr

    from aiurdesk.services.collections import Selection
    from aiurdesk.services.run_environment import RunEnvironment
    from aiurdesk.services.runner import RunResult
    from aiurdesk.services.services import Services

_SET = "--aiurdesk-set"
_SUFFIX = ".request.toml"
_COLLECTION_FILE = "collection.toml"
_FOLDER_FILES = (_COLLECTION_FILE, "folder.toml")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("aiurdesk", "saved requests of aiurdesk")
    group.addoption(
        "--aiurdesk-environment",
        metavar="E",
        help="environment for saved requests; without it, what the collection names",
    )
    group.addoption(
        _SET,
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="give a variable a value, as --set of aiurdesk run does; env:VARIABLE takes it from "
        "an environment variable",
    )
    group.addoption(
        "--aiurdesk-profile", metavar="DIR", help="folder with the settings of aiurdesk"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Prepare; nothing is imported or opened yet."""
    config.stash[_RUNS] = _Runs(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close connections, and end the sandbox if it was started."""
    runs = config.stash.get(_RUNS, None)
    if runs is not None:
        runs.close()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "RequestFile | None":
    """Collect a saved request of a collection that was named."""
    if not file_path.name.endswith(_SUFFIX) or not _is_named(file_path, parent.config):
        return None
    # pytest follows a link into the folder that it lies in forty times.
    if any(map(_is_loop, file_path.parents)):
        return None
    return RequestFile.from_parent(parent, path=file_path)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the requests of a collection into its order, at the places that they have."""
    places = [place for place, item in enumerate(items) if isinstance(item, RequestItem)]
    requests = [item for item in items if isinstance(item, RequestItem)]
    # pytest collects files by their name. Other tests stay where they are.
    requests.sort(key=lambda item: item.position)
    for place, item in zip(places, requests, strict=True):
        items[place] = item


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Let all requests of a collection run in one process of pytest-xdist, in their order.

    Requests use what others before them captured. Other tests are distributed as usual.
    """
    if config.getoption("dist") != "load" or not _names_collection(config):
        return None
    from xdist.scheduler import LoadScopeScheduling

    class _CollectionScheduling(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            from aiurdesk.services.collections import collection_root

            file, _, _ = nodeid.partition("::")
            if not file.endswith(_SUFFIX):
                return nodeid
            return str(collection_root(config.rootpath / file))

    return _CollectionScheduling(config, log)


class RequestFile(pytest.File):
    """The file of a saved request."""

    def collect(self) -> "Iterator[RequestItem]":
        """Yield its only test."""
        run = self.config.stash[_RUNS].collection_of(self.path)
        if self.path.resolve() not in run.positions:
            mistakes = run.selection.collection.mistakes
            file = self.path.resolve()
            # The file itself, or that of a folder above it, is broken.
            told = [
                each.sentence
                for each in mistakes
                if (path := Path(each.path).resolve()) == file
                or (path.name in _FOLDER_FILES and path.parent in file.parents)
            ]
            raise self.CollectError("\n".join(told))
        name = run.positions[self.path.resolve()][1]
        yield RequestItem.from_parent(self, name=name)


class RequestItem(pytest.Item):
    """One saved request, with its tests."""

    @property
    def position(self) -> tuple[str, int]:
        """Its collection, and its place there."""
        run = self.config.stash[_RUNS].collection_of(self.path)
        return str(run.root), run.positions[self.path.resolve()][0]

    def runtest(self) -> None:
        """Send the request, and fail if it does not pass."""
        result = self.config.stash[_RUNS].result_of(self.path)
        if not result.passed:
            raise RequestFailed(result)

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], *args: object
    ) -> "str | TerminalRepr":
        """Return the verdict, or the traceback of anything unexpected."""
        if isinstance(excinfo.value, RequestFailed):
            return str(excinfo.value)
        from aiurdesk.core.errors import AiurdeskError

        if isinstance(excinfo.value, AiurdeskError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the file, and the name of the request."""
        return self.path, None, self.name


class RequestFailed(Exception):
    """A saved request did not pass; the text has the tests and the verdict."""

    def __init__(self, result: "RunResult") -> None:
        from aiurdesk.cli.run_progress import failure_lines
        from aiurdesk.services.run_reports.run_record import result_record

        record = result_record(result, has_exchange=False)
        # The summary of pytest shows as much of the first line as fits beside the name.
        super().__init__("\n".join(failure_lines(record)))


class _CollectionRun:
    """A collection, and the variables that were captured in it so far."""

    def __init__(self, root: Path, selection: "Selection") -> None:
        self.root = root
        self.selection = selection
        self.positions = {
            Path(each.request.path).resolve(): (place, each.title)
            for place, each in enumerate(selection.requests)
        }
        self.environment: RunEnvironment | None = None
        self.captured: dict[str, str] = {}


class _Runs:
    """Opens what is needed when the first request is run, and closes it at the end."""

    def __init__(self, config: pytest.Config) -> None:
        self._environment: str | None = config.getoption("--aiurdesk-environment")
        self._set: list[str] = config.getoption(_SET)
        self._profile: str | None = config.getoption("--aiurdesk-profile")
        self._collections: dict[Path, _CollectionRun] = {}
        self._loop: asyncio.Runner | None = None
        self._opened: Services | None = None

    def collection_of(self, file: Path) -> _CollectionRun:
        """Return the collection of a saved request; it is read once."""
        from aiurdesk.services.collections import collection_root, open_selection

        root = collection_root(file)
        if root not in self._collections:
            self._collections[root] = _CollectionRun(root, asyncio.run(open_selection(root)))
        return self._collections[root]

    def result_of(self, file: Path) -> "RunResult":
        """Send one request, with what those before it captured."""
        if self._loop is None:
            # One loop for all requests, because open connections belong to their loop.
            self._loop = asyncio.Runner()
        run = self.collection_of(file)
        place, _ = run.positions[file.resolve()]
        return self._loop.run(self._result_of(run, place))

    async def _result_of(self, run: _CollectionRun, place: int) -> "RunResult":
        from msgspec.structs import replace

        from aiurdesk.cli.environments import settled_variables
        from aiurdesk.core.errors import AiurdeskError
        from aiurdesk.core.request.environment import Literal
        from aiurdesk.services.profile import Profile
        from aiurdesk.services.run_environment import careful_refusal, with_settled
        from aiurdesk.services.runner import Run, runner_of

        services = self._services()
        found = await self._environment_of(run, services)
        request = run.selection.requests[place]
        captured = {name: Literal(value) for name, value in run.captured.items()}
        settled, secrets = settled_variables(self._set)
        environment = with_settled(found.environment, captured)
        refused = careful_refusal((request,), environment, services.library, settled, secrets)
        if refused:
            raise AiurdeskError(f"{refused} 'aiurdesk run --yes' sends it nevertheless.")
        wanted = Run(
            requests=(request,),
            environment=replace(environment, set_option=_SET),
            limits=Profile(services.profile).read().settings.limits,
            chosen=found.chosen,
            settled=settled,
            secrets=secrets,
        )
        runner = runner_of(services)
        async with aclosing(runner.run(wanted)) as results:
            result = await anext(results)
        run.captured.update(result.captured)
        return result

    async def _environment_of(self, run: _CollectionRun, services: "Services") -> "RunEnvironment":
        from aiurdesk.core.errors import AiurdeskError
        from aiurdesk.services.run_environment import find_environment, start_environment

        if run.environment is None:
            if any(each.credential for each in run.selection.requests):
                await services.credentials.load()
            own = await services.environments.read()
            try:
                found = find_environment(run.selection.collection, self._environment, own.by_name)
            except AiurdeskError as error:
                # The file of the environment that is missing may be one of these.
                raise AiurdeskError("\n".join((str(error), *own.mistakes))) from None
            run.environment = await start_environment(found, services)
        return run.environment

    def _services(self) -> "Services":
        from aiurdesk.assembly import build_services

        if self._opened is None:
            self._opened = build_services(Path(self._profile) if self._profile else None)
        return self._opened

    def close(self) -> None:
        """Close everything that was opened."""
        if self._loop is not None:
            if self._opened is not None:
                self._loop.run(self._opened.aclose())
            self._loop.close()


_RUNS = pytest.StashKey[_Runs]()


def _is_named(file: Path, config: pytest.Config) -> bool:
    """Tell whether the command line names the file, its collection, or a folder within that."""
    from aiurdesk.services.collections import collection_root

    root = collection_root(file)
    return any(path == root or root in path.parents for path in _named(config))


def _is_loop(folder: Path) -> bool:
    """Tell whether a folder is a link to one that it lies in."""
    return folder.is_symlink() and folder.resolve() in map(Path.resolve, folder.parents)


def _names_collection(config: pytest.Config) -> bool:
    """Tell whether the command line names something of a collection, by the names of files."""
    return any(
        path.name.endswith(_SUFFIX)
        or any((folder / _COLLECTION_FILE).is_file() for folder in (path, *path.parents))
        or any(path.glob(f"*{_SUFFIX}"))
        for path in _named(config)
    )


def _named(config: pytest.Config) -> Iterator[Path]:
    for argument in config.args:
        yield (config.invocation_params.dir / argument.split("::")[0]).resolve()
