"""The tool that answers as a service does, on this computer, until the session ends."""

from aiurdesk.cli.agents.arguments import Mock
from aiurdesk.cli.agents.results import AnswerFacts, MockResult, RunningFacts, items_of
from aiurdesk.cli.agents.workspace import Workspace
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import printable, tr
from aiurdesk.services.mocks.mock_host import MockChoices, MockHost, RunningMock

_MOST_MOCKS = 5


async def mock(given: Mock, workspace: Workspace) -> MockResult:
    """Start or stop a mock, list its answers, or choose the next one.

    Raises:
        ProblemError: There is nothing to mock, or no such mock runs.
    """
    if not given.source:
        return _result(workspace)
    match given.action:
        case "start":
            await _start(given.source, workspace)
        case "stop":
            running, host = _running(given.source, workspace)
            await host.aclose()
            del workspace.mocks[running.environment.name]
        case "next":
            _, host = _running(given.source, workspace)
            _choose(given, host)
        case "answers":
            _, host = _running(given.source, workspace)
            return _answers(given, host, workspace)
    return _result(workspace)


async def _start(source: str, workspace: Workspace) -> None:
    if len(workspace.mocks) >= _MOST_MOCKS:
        text = tr("{count} mocks run already. Stop one of them.")
        raise ProblemError(text.format(count=_MOST_MOCKS))
    # Nothing is fetched from the network, and no file is read that lies elsewhere.
    if "://" in source:
        text = tr("Mocks of agents are made of services and files. Save the description first.")
        raise ProblemError(text)
    if workspace.services.library.service(source) is None:
        source = str(workspace.path_in(source))
    host = MockHost(workspace.services)
    running = await host.start(MockChoices(source, folders=workspace.folders))
    name = running.environment.name
    if name in workspace.mocks:
        await host.aclose()
        return
    workspace.mocks[name] = running, host


def _running(source: str, workspace: Workspace) -> tuple[RunningMock, MockHost]:
    wanted = source.casefold()
    for name, (running, host) in workspace.mocks.items():
        if wanted in (name.casefold(), running.name.casefold(), running.url.casefold()):
            return running, host
    text = tr("There is no running mock {name}. Without a source, this tool lists them.")
    raise ProblemError(text.format(name=printable(source)))


def _choose(given: Mock, host: MockHost) -> None:
    if given.endpoint not in host.options:
        text = tr("The mock has no endpoint {name}. The action answers lists them.")
        raise ProblemError(text.format(name=printable(given.endpoint)))
    host.set_next(given.endpoint, given.prefer)


def _answers(given: Mock, host: MockHost, workspace: Workspace) -> MockResult:
    found = (
        AnswerFacts(endpoint, option["prefer"], option["title"])
        for endpoint, options in host.options.items()
        if given.endpoint in ("", endpoint)
        for option in options
    )
    answers, following = items_of(found, given.offset)
    return MockResult(_result(workspace).mocks, answers, following)


def _result(workspace: Workspace) -> MockResult:
    return MockResult(
        [
            RunningFacts(one.name, one.url, one.environment.name, one.endpoint_count)
            for one, _ in workspace.mocks.values()
        ]
    )
