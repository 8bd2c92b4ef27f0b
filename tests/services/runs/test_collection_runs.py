"""Runs of folders against the sandbox, as the window starts them."""

from contextlib import aclosing

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.limits import Limits
from aiurdesk.services.runs.collection_runs import CollectionRuns, RunChoices
from aiurdesk.services.runs.run_reports.run_record import past_result
from aiurdesk.storage.secrets import MemorySecrets

STATUS = 'endpoint = "gateway.home.index"\ntests = [\n    {{ code = {} }},\n]\n'


def write_collection(folder, **codes):
    (folder / "inner").mkdir(parents=True)
    (folder / "collection.toml").write_text('name = "Checks"\nenvironment = "Sandbox"\n')
    for name, code in codes.items():
        parent = folder / "inner" if name.startswith("inner") else folder
        (parent / f"{name}.request.toml").write_text(STATUS.format(code))


async def run(runs, path, **choices):
    ready = await runs.prepare(RunChoices(str(path), **choices), Limits())
    async with aclosing(runs.results(ready.run)) as results:
        return ready, [result async for result in results]


async def test_a_folder_is_run_and_its_results_are_compared_later(tmp_path):
    folder = tmp_path / "checks"
    write_collection(folder, a=0, b=-4, inner=0)
    services = build_services(tmp_path / "profile", open_store=MemorySecrets)
    runs = CollectionRuns(services)
    try:
        look = await runs.look(str(folder))
        assert (look.name, look.request_count, look.environment) == ("Checks", 3, "Sandbox")
        assert "Production" in look.environments
        inner = await runs.look(str(folder / "inner"))
        assert (inner.name, inner.request_count) == ("Checks › inner", 1)

        assert await runs.before(look.path) is None
        ready, results = await run(runs, look.path, repeat=2)
        assert [(r.title, r.passed) for r in results[:3]] == [
            ("a", True),
            ("b", False),
            ("inner/inner", True),
        ]
        assert (len(results), ready.run.size) == (6, 6)
        await runs.keep(ready, tuple(past_result(result) for result in results), None)
        kept = await runs.before(look.path)
        assert kept is not None
        assert len(kept.results) == 6
        for result in results:
            runs.release(result)

        _, stopped = await run(runs, look.path, is_stopped_by_failure=True)
        assert len(stopped) == 2
        (tmp_path / "rows.csv").write_text("name\na\nb\nc\n")
        ready, _ = await run(runs, look.path, data_file=str(tmp_path / "rows.csv"), jobs=2)
        assert ready.run.size == 9
    finally:
        await services.aclose()


@pytest.mark.parametrize(
    ("named", "chosen", "expected"),
    [
        ("", "", "Own addresses"),
        ("", "Own addresses", "Own addresses"),
        ("", "Tests · Another collection", "Own addresses"),
        ("", "Production", "Production"),
        ("", "Sandbox (this computer)", "Sandbox"),
        ("", "Tests · Checks", "Tests"),
        ("Sandbox", "Production", "Sandbox"),
    ],
)
async def test_a_collection_without_an_environment_runs_in_the_chosen_one(
    tmp_path, named, chosen, expected
):
    folder = tmp_path / "checks"
    write_collection(folder, a=0)
    (folder / "collection.toml").write_text(f'name = "Checks"\nenvironment = "{named}"\n')
    (folder / "environments").mkdir()
    (folder / "environments" / "Tests.toml").write_text("")
    services = build_services(tmp_path / "profile", open_store=MemorySecrets)
    look = await CollectionRuns(services).look(str(folder), chosen)
    await services.aclose()
    assert look.environment == expected


async def test_what_cannot_be_run_is_told(tmp_path):
    services = build_services(tmp_path / "profile", open_store=MemorySecrets)
    runs = CollectionRuns(services)
    with pytest.raises(ProblemError, match="no folder or file"):
        await runs.look(str(tmp_path / "none"))
    folder = tmp_path / "checks"
    write_collection(folder)
    with pytest.raises(ProblemError, match="no saved requests"):
        await runs.prepare(RunChoices(str(folder)), Limits())
    write_collection(tmp_path / "more", a=0)
    with pytest.raises(ProblemError, match="There is no environment Moon"):
        await runs.prepare(RunChoices(str(tmp_path / "more"), environment="Moon"), Limits())


async def test_cases_are_rows_of_their_own_in_the_window(tmp_path):
    folder = tmp_path / "checks"
    write_collection(folder, a=0)
    with (folder / "a.request.toml").open("a") as file:
        file.write('[[case]]\nname = "refused"\ncode = -4\n')
    services = build_services(tmp_path / "profile", open_store=MemorySecrets)
    runs = CollectionRuns(services)
    try:
        assert (await runs.look(str(folder))).request_count == 2
        ready, results = await run(runs, str(folder), repeat=2)
        titles = [(result.title, result.passed) for result in results]
        assert titles == [("a", True), ("a / refused", False)] * 2
        assert ready.run.size == 4
        for result in results:
            runs.release(result)
    finally:
        await services.aclose()
