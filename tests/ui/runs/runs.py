"""Collections and results for the tests of runs in the window."""

from datetime import UTC, datetime

from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.run_comparison import PastResult, PastRun, RunComparison
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.core.response.examination import Finding
from aiurdesk.services.runs.runner import RunResult
from aiurdesk.ui.runs.run_rows import run_row
from tests.core.collection.exchanges import an_exchange

STATUS = 'endpoint = "gateway.home.index"\ntests = [\n    {{ code = {} }},\n]\n'
FIRST = RunComparison(None)


def write_collection(folder, *, environment="Sandbox", **codes):
    """Write a collection of requests, each of which expects a code from the gateway."""
    folder.mkdir(exist_ok=True)
    (folder / "collection.toml").write_text(f'name = "Checks"\nenvironment = "{environment}"\n')
    for name, code in codes.items():
        (folder / f"{name}.request.toml").write_text(STATUS.format(code))
    return folder


def a_result(position=1, *, passed=True, title="a", **members):
    request = CollectionRequest("a", "/a", SavedRequest())
    members.setdefault("exchange", an_exchange())
    members.setdefault("findings", (Finding("result code is −10", passed, "−10 InvalidInput"),))
    return RunResult(position, title, 1, request, **members)


def a_row(position=1, *, comparison=FIRST, **members):
    return run_row(a_result(position, **members), comparison)


def since(*results):
    """Return the comparison with a run that had these titles and whether each passed."""
    past = tuple(PastResult(title, 1, passed, "0 Success") for title, passed in results)
    return RunComparison(PastRun("/a", "Sandbox", datetime(2026, 11, 26, tzinfo=UTC), past))
