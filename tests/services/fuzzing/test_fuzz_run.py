"""Runs against mocks: what they find, what they leave alone, and what they refuse."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.environments.environment import CUSTOM_URLS, Environment
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.limits import Limits
from aiurdesk.services.fuzzing.findings import Finding, FindingKind
from aiurdesk.services.fuzzing.fuzz_run import FuzzChoices, FuzzRun, smaller
from aiurdesk.services.fuzzing.fuzz_source import fuzzed_service
from aiurdesk.services.fuzzing.generated_cases import generated, operation_document
from aiurdesk.services.mocks.mock_host import MockChoices, MockHost

pytest.importorskip("schemathesis", reason="an optional extra")

MOCKS = Path(__file__).parents[2] / "data" / "mock"
PROMISED, PLANTED = str(MOCKS / "promised.json"), str(MOCKS / "planted.json")
PLANTED_FAULTS = {
    ("one", FindingKind.SERVER_ERROR_UNDER_SUCCESS),
    ("two", FindingKind.SERVER_ERROR),
    ("three", FindingKind.INVALID_ACCEPTED),
    ("four", FindingKind.INVALID_ACCEPTED),
    ("five", FindingKind.UNDOCUMENTED_CODE),
    ("six", FindingKind.UNDOCUMENTED_STATUS),
    ("seven", FindingKind.NOT_AS_DOCUMENTED),
    ("eight", FindingKind.NOT_AS_DOCUMENTED),
    ("nine", FindingKind.NO_MESSAGE),
    ("ten", FindingKind.INVALID_ACCEPTED),
}


@asynccontextmanager
async def fuzzing(
    tmp_path: Path, mocked: str = PLANTED, promised: str = PROMISED, **options: Any
) -> AsyncIterator[tuple[FuzzRun, MockHost]]:
    services = build_services(tmp_path / "profile")
    host = MockHost(services)
    try:
        (tmp_path / "described").mkdir()
        service_id = await fuzzed_service(services, promised, tmp_path / "described")
        url = (await host.start(MockChoices(mocked))).url
        environment = options.pop("environment", CUSTOM_URLS)
        environment = replace(environment, base_urls={service_id: options.pop("url", url)})
        given = {"cases": 10, "per_s": 10_000.0, "dialect": "2020", "writes": True, **options}
        yield FuzzRun(services, FuzzChoices(service_id, environment, **given), Limits()), host
    finally:
        await host.aclose()
        await services.aclose()


async def run_of(fuzz: FuzzRun) -> list[Finding]:
    found: list[Finding] = []
    await fuzz.run(found.append)
    assert found == list(fuzz.found.values())
    return found


async def test_all_planted_faults_are_found_and_nothing_at_the_endpoint_without_one(tmp_path):
    async with fuzzing(tmp_path) as (fuzz, _):
        found = await run_of(fuzz)
    kinds = {(one.endpoint_id.rpartition(".")[2], one.kind) for one in found}
    assert kinds >= PLANTED_FAULTS
    assert "right" not in {name for name, _ in kinds}
    limit = next(one for one in found if one.endpoint_id.endswith("three"))
    # As small as it gets: one empty value.
    assert limit.values == (("limit", ""),)
    assert limit.curl.startswith("curl")
    assert "three?limit=" in limit.curl


async def test_a_mock_of_the_same_description_has_no_faults(tmp_path):
    lamps = str(MOCKS / "lamps.yaml")
    named = {"endpoints": ("get", "lamps.lamps.create"), "cases": 8, "dialect": ""}
    async with fuzzing(tmp_path, lamps, lamps, **named) as (fuzz, _):
        found = await run_of(fuzz)
    wrong = {FindingKind.INVALID_ACCEPTED, FindingKind.SERVER_ERROR, FindingKind.NO_RESPONSE}
    assert fuzz.sent > 15
    assert [one for one in found if one.kind in wrong] == []


async def test_what_may_change_something_is_called_only_where_that_was_said(tmp_path):
    async with fuzzing(tmp_path, writes=False) as (fuzz, _):
        assert [e.method for e in fuzz.endpoints() if e.method != "GET"] == []
        assert fuzz.left_out == 1
    with pytest.raises(ProblemError, match="--writes"):
        FuzzRun(fuzz._services, replace(fuzz._choices, endpoints=("ten",)), Limits()).endpoints()


async def test_careful_environments_and_hosts_that_nobody_named_get_nothing(tmp_path):
    careful = Environment("Shop", is_careful=True)
    async with fuzzing(tmp_path, environment=careful) as (fuzz, _):
        with pytest.raises(ProblemError, match="careful"):
            await run_of(fuzz)
    (tmp_path / "two").mkdir()
    async with fuzzing(tmp_path / "two", url="https://shop.example:8443/v1") as (fuzz, _):
        with pytest.raises(ProblemError, match=r"--host-allowed shop\.example"):
            fuzz.endpoints()
        allowed = replace(fuzz._choices, hosts_allowed=("shop.example",))
        assert FuzzRun(fuzz._services, allowed, Limits()).endpoints()
        with pytest.raises(ProblemError, match="is called eleven"):
            FuzzRun(fuzz._services, replace(allowed, endpoints=("eleven",)), Limits()).endpoints()
    assert fuzz.sent == 0


async def test_a_service_that_is_gone_ends_the_run(tmp_path):
    async with fuzzing(tmp_path) as (fuzz, host):
        await host.aclose()
        found = await run_of(fuzz)
    assert {one.kind for one in found} == {FindingKind.NO_RESPONSE}
    assert fuzz.answered == 0
    assert fuzz.sent < 100


def test_values_get_smaller_step_by_step():
    path = Parameter("id", ParameterKind.TEXT, Location.PATH)
    body = Parameter("body", ParameterKind.JSON, Location.JSON)
    endpoint = Endpoint("a.b.c", "a", "b", "c", "POST", "/x/{id}", parameters=(path, body))
    values = (("id", "abcd"), ("body", '{"a":[1,2],"b":"xyz"}'))
    steps = list(smaller(values, endpoint))
    assert steps[0] == (("id", "abcd"),)
    bodies = [
        dict(step)["body"] for step in steps if dict(step).get("id") == "abcd" and len(step) == 2
    ]
    assert '{"b":"xyz"}' in bodies
    assert '{"a":[],"b":"xyz"}' in bodies
    assert '{"a":[1,2],"b":""}' in bodies
    assert all("id" in dict(step) for step in steps)
    assert list(smaller((("id", ""),), endpoint)) == []


def test_inputs_are_made_of_the_description_of_one_endpoint_and_the_same_for_a_seed():
    colour = Parameter("limit", ParameterKind.INTEGER, Location.QUERY, minimum=1, maximum=9)
    token = Parameter("token", ParameterKind.SECRET, Location.QUERY, required=True)
    body = Parameter("body", ParameterKind.JSON, Location.JSON, required=True, schema="7")
    endpoint = Endpoint("a.b.c", "a", "b", "c", "POST", "/x", parameters=(colour, token, body))
    schemas = {
        "7": {"type": "object", "required": ["name"], "properties": {"name": {"$ref": "#/8"}}},
        "8": {"type": "string", "maxLength": 5},
        "9": {"type": "string"},
    }
    document = operation_document(endpoint, schemas, frozenset({"token"}))
    assert document["components"]["schemas"].keys() == {"s7", "s8"}
    data, names = msgspec.json.encode(document), ("limit", "body")
    valid = generated(data, names, 1, 10, is_valid=True)
    assert valid == generated(data, names, 1, 10, is_valid=True)
    assert len(valid) > 2
    for case in valid:
        values = dict(case.values)
        assert len(msgspec.json.decode(str(values["body"]))["name"]) <= 5
        assert 1 <= int(str(values.get("limit", 1))) <= 9
        assert "token" not in values
    invalid = generated(data, names, 1, 10, is_valid=False)
    assert invalid
    assert not any(case.is_meant_valid for case in invalid)


def test_the_rest_of_a_path_is_made_and_files_are_not():
    rest = Parameter("file", ParameterKind.TEXT, Location.REST)
    upload = Parameter("upload", ParameterKind.FILE, Location.MULTIPART)
    endpoint = Endpoint(
        "a.b.c", "a", "b", "c", "GET", "/files/{**file}", parameters=(rest, upload)
    )  # fmt: skip
    document = operation_document(endpoint, {})
    assert list(document["paths"]) == ["/files/{file}"]
    data = msgspec.json.encode(document)
    cases = generated(data, ("file", "upload"), 1, 8, is_valid=True)
    assert len(cases) > 1
    assert {name for case in cases for name, _ in case.values} == {"file"}
