"""pytest plugin: ``pytest COLLECTION`` runs each saved request of a collection as a test.

Nothing is sent unless the command line, or ``testpaths``, names a collection, a folder within one,
or a saved request. pytest imports this module at every start, so it imports the rest of the program
only when there is something to run.
"""

import argparse
import os
import shlex
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr

    from aiurdesk.core.problem import Problem
    from aiurdesk.testing.client import Aiurdesk
    from aiurdesk.testing.session import Session

_SUFFIX = ".request.toml"
_COLLECTION_FILE = "collection.toml"
_SANDBOX = "Sandbox"
_WORKER_KEY = "aiurdesk"
_PLAIN = {
    "--aiurdesk-allow-http": "send saved requests to this public host over http:// or ws://",
    "--aiurdesk-allow-http-credentials": "let credentials and cookies go to this host over "
    "http:// or ws:// as well",
}
_OF_PERSON: "pytest.StashKey[dict[str, Any]]" = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("aiurdesk", "saved requests of aiurdesk")
    group.addoption(
        "--aiurdesk-environment",
        metavar="E",
        help="environment for saved requests; without it, what the collection names",
    )
    group.addoption(
        "--aiurdesk-sandbox",
        action="store_true",
        help="short for --aiurdesk-environment Sandbox, a server on this computer",
    )
    group.addoption(
        "--aiurdesk-collection",
        metavar="FOLDER",
        help="where the fixture 'aiurdesk' finds requests by their names",
    )
    group.addoption(
        "--aiurdesk-set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="give a variable a value, as --set of aiurdesk run does; env:VARIABLE takes it from "
        "an environment variable",
    )
    group.addoption(
        "--aiurdesk-secret",
        metavar="NAME[@HOST]=SOURCE",
        action="append",
        default=[],
        help="take the secret of a credential from env:VARIABLE, file:PATH or command:PROGRAM, and "
        "let it go to HOST, as --secret of aiurdesk run does",
    )
    group.addoption(
        "--aiurdesk-trust",
        action="store_true",
        help="let saved requests use variables of the process, files outside their collection, and "
        "the proxies and addresses that its environments name",
    )
    for name, help in _PLAIN.items():
        group.addoption(name, metavar="HOST", action="append", default=[], help=help)
    group.addoption(
        "--aiurdesk-profile", metavar="DIR", help="folder with the settings of aiurdesk"
    )
    parser.addini("aiurdesk_environment", "as --aiurdesk-environment", default="")
    parser.addini("aiurdesk_collection", "as --aiurdesk-collection", default="")
    parser.addini("aiurdesk_set", "as --aiurdesk-set, one in a line", type="linelist")


def pytest_configure(config: pytest.Config) -> None:
    """Check the options; nothing is imported or opened yet.

    Raises:
        UsageError: Two environments were named, or a file names a profile or a secret.
    """
    _environment_name(config)
    by_person = _options_of_person(config)
    profile = config.getoption("--aiurdesk-profile")
    if profile is not None and by_person["aiurdesk_profile"] != profile:
        raise pytest.UsageError(
            "--aiurdesk-profile in a file of pytest may name a profile that trusts any folder. "
            "Give it on the command line or in PYTEST_ADDOPTS."
        )
    if config.getoption("--aiurdesk-secret") != by_person["aiurdesk_secret"]:
        raise pytest.UsageError(
            "--aiurdesk-secret in a file of pytest may send any secret of this computer to any "
            "host, and run any program. Give it on the command line or in PYTEST_ADDOPTS."
        )
    config.stash[_OF_PERSON] = by_person


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a process of pytest-xdist, which does not see the command line, what a person gave."""
    node.workerinput[_WORKER_KEY] = node.config.stash[_OF_PERSON]


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say which option has no effect."""
    if not config.getoption("--aiurdesk-trust") or config.stash[_OF_PERSON]["aiurdesk_trust"]:
        return None
    return (
        "aiurdesk: --aiurdesk-trust in a file of pytest trusts nothing. Give it on the command "
        "line or in PYTEST_ADDOPTS."
    )


def _options_of_person(config: pytest.Config) -> dict[str, Any]:
    """Return the options that a person gave, and not a file, which a stranger may have written."""
    if hasattr(config, "workerinput"):
        of_first_process: dict[str, Any] = config.workerinput[_WORKER_KEY]
        return of_first_process
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--aiurdesk-trust", action="store_true")
    parser.add_argument("--aiurdesk-profile")
    for name in ("--aiurdesk-set", "--aiurdesk-secret", *_PLAIN):
        parser.add_argument(name, action="append", default=[])
    typed = (*shlex.split(os.environ.get("PYTEST_ADDOPTS", "")), *config.invocation_params.args)
    return vars(parser.parse_known_args([str(argument) for argument in typed])[0])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close connections, and end the sandbox if it was started."""
    session = config.stash.get(_SESSION, None)
    if session is not None:
        session.close()


@pytest.fixture
def aiurdesk(request: pytest.FixtureRequest) -> "Aiurdesk":
    """Send saved requests: ``aiurdesk.send("checks/Create channel").verdict.code == 0``."""
    from aiurdesk.testing.client import Aiurdesk

    client = Aiurdesk(_session_of(request.config), request.path.parent, request.config.rootpath)
    request.node.stash[_CLIENT] = client
    return client


# Not with "wrapper": the program may be installed beside a pytest before 8.
@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Show secrets of what a test sent and received as dots."""
    report: pytest.TestReport = (yield).get_result()
    client = item.stash.get(_CLIENT, None)
    if client is None:
        return
    if report.failed:
        redacted = client.redacted(report.longreprtext)
        # pytest can only colour its own object, so that stays where it holds no secret.
        if redacted != report.longreprtext:
            report.longrepr = redacted
    report.sections = [(title, client.redacted(text)) for title, text in report.sections]


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> "LinkOut | None":
    """Leave out a link that leads out of a collection that was named; it may lead anywhere."""
    if not path.is_symlink():
        return None
    if _link_problem(path) is None or not _is_named(path.parent, parent.config):
        return None
    return LinkOut.from_parent(parent, path=path)


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
    indexes = [index for index, item in enumerate(items) if isinstance(item, RequestItem)]
    requests = [item for item in items if isinstance(item, RequestItem)]
    # pytest collects files by their name. Other tests stay where they are.
    requests.sort(key=lambda item: item.position)
    for index, item in zip(indexes, requests, strict=True):
        items[index] = item


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
            file, _, _ = nodeid.partition("::")
            if not file.endswith(_SUFFIX):
                return nodeid
            return str(_collection_root(config.rootpath / file))

    return _CollectionScheduling(config, log)


class LinkOut(pytest.Directory):
    """A folder of a collection that lies elsewhere."""

    def collect(self) -> "Iterator[pytest.Item]":
        """Report that it is left out, like a file that cannot be used."""
        if problem := _link_problem(self.path):
            name, reason = self.path.name, problem.sentence
            yield UnusableItem.from_parent(self, name=name, reason=reason)


class RequestFile(pytest.File):
    """The file of a saved request."""

    def collect(self) -> "Iterator[pytest.Item]":
        """Yield its test, and one for each of its cases."""
        session = _session_of(self.config)
        name, reason = self.path.name.removesuffix(_SUFFIX), ""
        try:
            run = session.collection_of(self.path)
            if self.path.resolve() not in run.positions:
                reason = "\n".join(run.mistakes_of(self.path))
        except Exception as error:
            reason = session.words_of(error)
            if not reason:
                raise
        if reason:
            yield UnusableItem.from_parent(self, name=name, reason=reason)
            return
        for remark in run.remarks_of(self.path):
            self.warn(pytest.PytestWarning(remark))
        for _, title in run.positions[self.path.resolve()]:
            yield RequestItem.from_parent(self, name=title)


class RequestItem(pytest.Item):
    """One saved request, with its tests."""

    @property
    def position(self) -> tuple[str, int]:
        """Its collection, and its place there."""
        run = _session_of(self.config).collection_of(self.path)
        return str(run.root), run.position_of(self.path, self.name)

    def runtest(self) -> None:
        """Send the request, and fail if it does not pass."""
        session = _session_of(self.config)
        run = session.collection_of(self.path)
        result = session.send(run, run.request_of(self.path, self.name), run.variables)
        if not result.passed:
            raise RequestFailed(session.failure_of(result))

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], *args: object
    ) -> "str | TerminalRepr":
        """Return the verdict, or the traceback of anything unexpected."""
        if isinstance(excinfo.value, RequestFailed):
            return str(excinfo.value)
        expected = _session_of(self.config).words_of(excinfo.value)
        return expected or super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the file, and the name of the request."""
        return self.path, None, self.name


class UnusableItem(pytest.Item):
    """What cannot be used. It fails as a test: pytest runs no test where collecting fails."""

    def __init__(self, *, reason: str, **of_item: Any) -> None:
        super().__init__(**of_item)
        self._reason = reason

    def runtest(self) -> None:
        """Fail, with the reason."""
        raise RequestFailed(self._reason)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: object) -> str:
        """Return why it is left out."""
        return str(excinfo.value)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the file or folder, and its name."""
        return self.path, None, self.name


class RequestFailed(Exception):
    """A saved request did not pass; the text has the tests and the verdict."""


def _session_of(config: pytest.Config) -> "Session":
    """Return what sends the requests of this run of pytest."""
    from aiurdesk.testing.session import Session, SessionOptions

    session = config.stash.get(_SESSION, None)
    if session is None:
        options = SessionOptions(
            environment=_environment_name(config),
            variables=(*config.getini("aiurdesk_set"), *config.getoption("--aiurdesk-set")),
            variables_of_person=tuple(config.stash[_OF_PERSON]["aiurdesk_set"]),
            secrets=tuple(config.stash[_OF_PERSON]["aiurdesk_secret"]),
            settings_folder=str(config.inipath.parent if config.inipath else config.rootpath),
            profile=config.getoption("--aiurdesk-profile"),
            plain_hosts=tuple(config.stash[_OF_PERSON]["aiurdesk_allow_http"]),
            plain_credential_hosts=tuple(
                config.stash[_OF_PERSON]["aiurdesk_allow_http_credentials"]
            ),
            is_trusted=config.stash[_OF_PERSON]["aiurdesk_trust"],
            collection=_collection_folder(config),
        )
        session = config.stash[_SESSION] = Session(options)
    return session


def _environment_name(config: pytest.Config) -> str | None:
    name: str | None = config.getoption("--aiurdesk-environment")
    in_settings: str = config.getini("aiurdesk_environment")
    if not config.getoption("--aiurdesk-sandbox"):
        return in_settings or None if name is None else name
    if name is not None and name.casefold() != _SANDBOX.casefold():
        raise pytest.UsageError(
            f"--aiurdesk-sandbox and --aiurdesk-environment {name} are two environments. "
            "Name one of them."
        )
    return _SANDBOX


def _collection_folder(config: pytest.Config) -> Path | None:
    named: str | None = config.getoption("--aiurdesk-collection")
    if named:
        return config.invocation_params.dir / named
    in_settings: str = config.getini("aiurdesk_collection")
    return config.rootpath / in_settings if in_settings else None


_SESSION: "pytest.StashKey[Session]" = pytest.StashKey()
_CLIENT: "pytest.StashKey[Aiurdesk]" = pytest.StashKey()


def _is_named(file: Path, config: pytest.Config) -> bool:
    """Tell whether the command line names the file, its collection, or a folder within that."""
    root = _collection_root(file)
    return any(path == root or root in path.parents for path in _named(config))


def _collection_root(file: Path) -> Path:
    from aiurdesk.services.collections.collections import collection_root

    return collection_root(file)


def _link_problem(path: Path) -> "Problem | None":
    from aiurdesk.services.collections.collections import link_problem

    return link_problem(path)


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
