import json

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.expectations.expressions import allowed_here
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Request
from aiurdesk.services.sending.contract import body_problems, pattern_problems, schemas_for_form
from aiurdesk.services.sending.planned_request import NotSent
from tests.envelope_server import envelope_server
from tests.importers.openapi.sample import description

ANSWER = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "code": {"type": "integer"}},
}
LAMP = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}


def operation(status="200", **members):
    content = {"application/json": {"schema": ANSWER}}
    return {"responses": {status: {"description": "Done", "content": content}}, **members}


async def sent(tmp_path, paths, values=(), *, is_forced=False):
    services = build_services(tmp_path / "p")
    try:
        with envelope_server() as server:
            text = json.dumps(description(paths, servers=[{"url": server.base}])).encode()
            own = services.api_services
            await own.write(await own.read("", "lamps", text=text))
            (endpoint,) = services.library.endpoints_of("lamps")
            request = Request(endpoint, values=tuple(values), is_forced=is_forced)
            plan = services.pipeline.plan(request, Environment("Own"))
            outcome = await services.pipeline.send(plan)
            return outcome, server.received
    finally:
        await services.aclose()


async def test_a_response_that_does_not_fit_gets_a_quiet_note(tmp_path):
    outcome, _ = await sent(tmp_path, {"/0/m": {"get": operation()}})
    assert isinstance(outcome, Exchange)
    assert "`id` is whole number, documented as text." in outcome.verdict.notes


async def test_a_status_that_is_not_documented_gets_a_note(tmp_path):
    outcome, _ = await sent(tmp_path, {"/0/m": {"get": operation("404")}})
    assert isinstance(outcome, Exchange)
    assert "Status 200 is not documented; documented: 404." in outcome.verdict.notes


async def test_json_that_does_not_fit_its_schema_is_not_sent_unless_forced(tmp_path):
    body = {"content": {"application/json": {"schema": LAMP}}}
    paths = {"/0/m": {"post": operation(requestBody=body)}}
    outcome, received = await sent(tmp_path / "a", paths, [("body", '{"name": 1}')])
    assert isinstance(outcome, NotSent)
    assert [
        (error.field.parameter, error.field.within, error.sentence) for error in outcome.problems
    ] == [
        (
            "body",
            "name",
            "This does not fit the description: `name` is whole number, documented as text.",
        )
    ]
    assert received == []
    values = [("body", '{"name": 1}')]
    outcome, received = await sent(tmp_path / "b", paths, values, is_forced=True)
    assert isinstance(outcome, Exchange)
    assert received[0].endswith('{"name": 1}')


async def test_a_pattern_of_a_stranger_is_matched_when_the_request_is_sent(tmp_path):
    schema = {"type": "string", "pattern": "^[a-z]+$", "example": "abc"}
    parameter = {"name": "q", "in": "query", "schema": schema}
    paths = {"/0/m": {"get": operation(parameters=[parameter])}}
    outcome, _ = await sent(tmp_path / "a", paths, [("q", "A1")])
    assert isinstance(outcome, NotSent)
    assert [error.sentence for error in outcome.problems] == [
        "Enter text that matches ^[a-z]+$, such as abc."
    ]
    outcome, _ = await sent(tmp_path / "b", paths, [("q", "abc")])
    assert isinstance(outcome, Exchange)


async def test_a_pattern_that_never_ends_stops_nothing(tmp_path):
    schema = {"type": "string", "pattern": "^(a+)+$"}
    parameter = {"name": "q", "in": "query", "schema": schema}
    paths = {"/0/m": {"get": operation(parameters=[parameter])}}
    outcome, _ = await sent(tmp_path, paths, [("q", "a" * 40 + "b")])
    assert isinstance(outcome, Exchange)


def test_a_body_that_is_not_json_is_not_compared(tmp_path):
    assert body_problems(str(tmp_path / "x"), "0", b"<html>") == ()


def test_an_example_is_named_where_there_is_one():
    with allowed_here():
        assert pattern_problems("a", ("b",), "") == (Problem("Enter text that matches a."),)
        assert pattern_problems("a", ("a", "ba"), "x") == ()


@pytest.mark.parametrize("value", ["null", '{"name": "x"}'])
async def test_json_that_fits_is_sent(tmp_path, value):
    schema = {"anyOf": [LAMP, {"type": "null"}]}
    body = {"content": {"application/json": {"schema": schema}}}
    paths = {"/0/m": {"post": operation(requestBody=body)}}
    outcome, _ = await sent(tmp_path, paths, [("body", value)])
    assert isinstance(outcome, Exchange)


async def test_a_form_gets_the_schema_of_a_body_and_what_it_refers_to(tmp_path):
    services = build_services(tmp_path / "p")
    lamp = {**LAMP, "properties": {"name": {"$ref": "#/components/schemas/Name"}}}
    body = {"content": {"application/json": {"schema": lamp}}}
    paths = {"/0/m": {"post": operation(requestBody=body)}}
    names = {"Name": {"type": "string", "description": "What it is called"}}
    text = json.dumps(description(paths, components={"schemas": names})).encode()
    try:
        own = services.api_services
        await own.write(await own.read("", "lamps", text=text))
        (endpoint,) = services.library.endpoints_of("lamps")
        (parameter,) = endpoint.parameters
        contract = services.pipeline.judge.contract
        read = json.loads(await contract.body_schemas(endpoint, parameter.schema))
        assert await contract.body_schemas(endpoint, "no such key") == b""
        assert await contract.body_schemas(endpoint, "") == b""
    finally:
        await services.aclose()
    # No schemas of responses.
    assert sorted(one.get("description", "") for one in read.values()) == ["", "What it is called"]


def test_schemas_that_cannot_be_read_make_no_form(tmp_path):
    (tmp_path / "schemas.json").write_text("{")
    assert schemas_for_form(str(tmp_path / "schemas.json"), "0") == b""
    assert schemas_for_form(str(tmp_path / "none.json"), "0") == b""
