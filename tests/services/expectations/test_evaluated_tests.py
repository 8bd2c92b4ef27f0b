"""Expressions that never end, take all memory, or make no sense: a sentence, in another process."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from aiurdesk.core.expectations.response_tests import read_test
from aiurdesk.core.request.conversation import Capture
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.services.expectations import evaluated_tests
from aiurdesk.services.expectations.evaluated_tests import carried_out
from aiurdesk.services.processes.helper_processes import HelperProcesses
from tests.child_process import children
from tests.core.collection.exchanges import facts

STOPPED = "so it was stopped"
NO_PATTERN = "The expected value should be a regular expression."
LETTERS = "a" * 100
HOSTILE = {
    "text": LETTERS + "!",
    "letters": LETTERS,
    LETTERS + "!": 1,
    "x": [1],
    "items": [{"n": number} for number in range(9_000)],
    "large": 1e300,
    "integer": 10**4000,
    "deep": json.loads("[" * 300 + "]" * 300),
}


@asynccontextmanager
async def opened_processes() -> AsyncIterator[HelperProcesses]:
    processes = HelperProcesses()
    try:
        yield processes
    finally:
        await processes.aclose()


async def finding_of(entry, body=HOSTILE):
    schema = entry.get("schema")
    schemas = {} if schema is None else {"s": schema}
    test = read_test(entry if schema is None else {"schema": "s"})
    tested = facts(body, schemas=schemas)
    async with opened_processes() as processes:
        (finding,), _ = await carried_out([test], (), tested, ResponseBody(), processes)
    return finding


def within(name, schema):
    return {"schema": {"properties": {name: schema}}}


def doubled(times):
    """Return a schema that is looked through twice as often with each of its definitions."""
    defined = {
        f"d{number}": {"allOf": [{"$ref": f"#/$defs/d{number + 1}"}] * 2} for number in range(times)
    }
    return {"$ref": "#/$defs/d0", "$defs": {**defined, f"d{times}": {}}}


@pytest.mark.parametrize(
    "entry",
    [
        {"value": "text", "matches": "(?x)(a+) +$"},
        {"value": "letters", "matches": "a?" * 100 + "b"},
        {"value": "x|" + "[@,@][]|" * 26 + "[0]", "equals": 1},
        {"value": "text", "matches": "(?i)" + "[\0-\uffff]" * 3_000},
        {"value": "x || " * 200_000 + "x", "equals": 1},
        {"schema": doubled(40)},
        within("items", {"uniqueItems": True}),
        within("text", {"pattern": "(a+)+$"}),
        {"schema": {"patternProperties": {"(a+)+$": {}}}},
        {"schema": {"propertyNames": {"pattern": "(a+)+$"}}},
    ],
)
async def test_what_never_ends_is_stopped(entry, monkeypatch):
    monkeypatch.setattr(evaluated_tests, "MOST_S", 0.3)
    finding = await finding_of(entry)
    assert not finding.passed
    assert STOPPED in finding.found


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (within("large", {"multipleOf": 1e-300}), "is not a multiple of"),
        (within("integer", {"multipleOf": 0.1}), "is not a valid schema"),
        (within("integer", {"maximum": 1e308}), "$.integer: 1000"),
        ({"schema": {"$ref": "#"}}, "refers to itself"),
        ({"value": "text", "matches": "(?i)[\uffff-a"}, NO_PATTERN),
        ({"value": "deep" + " | [[[@]]]" * 90, "matches": "a"}, "[[["),
        ({"value": "[" * 450 + "deep" + "]" * 450, "matches": "a"}, "nested too deeply"),
    ],
)
async def test_what_makes_no_sense_is_told(entry, words):
    finding = await finding_of(entry)
    assert not finding.passed
    assert words in finding.found


async def test_plain_tests_and_captures_need_no_process():
    before = children()
    tests = [read_test({"code": -10}), read_test({"value": "items[0].name", "equals": "first"})]
    tested = facts()
    async with opened_processes() as processes:
        findings, captured = await carried_out(
            tests, [Capture("v", "value", "items[1].count")], tested, ResponseBody(), processes
        )
        assert children() <= before
    assert [finding.passed for finding in findings] == [True, True]
    assert captured.variables == (("v", "2.5"),)


async def test_the_event_loop_has_turns_between_many_tests_with_long_paths():
    path = ".".join("a" * 450)
    tests = [read_test({"value": f"{path}{number}", "exists": False}) for number in range(300)]
    tested = facts()
    turns = 0
    async with opened_processes() as processes, asyncio.TaskGroup() as group:
        testing = group.create_task(carried_out(tests, (), tested, ResponseBody(), processes))
        while not testing.done():
            await asyncio.sleep(0)
            turns += 1
    findings, _ = testing.result()
    assert all(finding.passed for finding in findings)
    assert turns > 20
