"""Schemas of a real server on loopback, fetched and kept."""

import contextlib
import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.core.environments.environment import CUSTOM_URLS
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import GraphqlBody, Header, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.services.graphql import schemas
from aiurdesk.services.graphql.schema_job import described
from aiurdesk.services.graphql.schemas import GraphqlSchemas, introspection_request
from aiurdesk.services.sending.asking import NOBODY
from tests.graphql_server import SDL, graphql_server

QUERY = GraphqlBody("{ pets { nam } }")


def a_request(url, body=QUERY, **members):
    return Request(Typed(url, "POST"), body=body, **members)


@contextlib.asynccontextmanager
async def services_at(folder):
    services = build_services(folder)
    try:
        yield services
    finally:
        await services.aclose()


async def fetched(services, request):
    plan = services.pipeline.plan(introspection_request(request), CUSTOM_URLS)
    return await GraphqlSchemas(services).fetch(plan, Limits(), NOBODY)


async def test_a_schema_is_fetched_with_the_headers_of_the_request_and_kept(tmp_path):
    with graphql_server() as server:
        server.needs = "Bearer x"
        async with services_at(tmp_path) as services:
            assert await GraphqlSchemas(services).kept(server.url) is None
            request = a_request(f"{server.url}?a=1", headers=(Header("Authorization", "Bearer x"),))
            came = await fetched(services, request)
        assert [heard[0] for heard in server.heard] == ["POST"]
    assert "Pet" in came.schema.types
    assert came.fetched_at <= datetime.now(UTC)
    async with services_at(tmp_path) as services:
        kept = await GraphqlSchemas(services).kept(server.url)
        assert kept == came
        # A socket at the same address has the same schema.
        assert await GraphqlSchemas(services).kept(server.url.replace("http", "ws", 1)) == came
        assert await GraphqlSchemas(services).kept(f"{server.url}/other") is None
        (mistake,) = await GraphqlSchemas(services).document_problems(QUERY, server.url)
        assert "Did you mean 'name'?" in mistake.sentence
        assert await GraphqlSchemas(services).document_problems(QUERY, "") == ()
        # Nothing of it is in the history.
        files = tmp_path.glob("*.sqlite*")
        assert not any(b"IntrospectionQuery" in path.read_bytes() for path in files)


@pytest.mark.parametrize("url", ["https://h.example/graphql", "wss://h.example/graphql"])
def test_a_request_asks_for_the_schema_of_its_address(url):
    made = introspection_request(a_request(url, GraphqlBody("subscription { a }", "{}", "A")))
    assert (made.endpoint.path, made.method) == ("https://h.example/graphql", "POST")
    assert not made.endpoint.is_websocket
    assert isinstance(made.body, GraphqlBody)
    assert "__schema" in made.body.query


async def test_a_server_that_gives_no_schema_is_told_in_its_words(tmp_path):
    with graphql_server() as server:
        server.allows_introspection = False
        async with services_at(tmp_path) as services:
            with pytest.raises(ProblemError, match="Query or variables are wrong. No."):
                await fetched(services, a_request(server.url))
            with pytest.raises(ProblemError, match="The server gave no schema"):
                await fetched(services, a_request("http://127.0.0.1:9/graphql"))


async def test_a_schema_is_taken_from_a_file(tmp_path):
    file = tmp_path / "schema"
    address = "https://h.example/graphql"
    introspection = described(SDL)
    assert isinstance(introspection, bytes)
    wrong_ones = (
        ("type Query {", "Line 1"), ('{"a": 1}', "not a schema"), ("\ud800", "not text"),
    )  # fmt: skip
    async with services_at(tmp_path) as services:
        for text in (SDL.encode(), introspection):
            file.write_bytes(text)
            came = await GraphqlSchemas(services).take_file(str(file), address)
            assert "Pet" in came.schema.types
        for wrong, words in wrong_ones:
            file.write_bytes(wrong.encode("utf-8", "surrogatepass"))
            with pytest.raises(ProblemError, match=words):
                await GraphqlSchemas(services).take_file(str(file), address)
        with pytest.raises(ProblemError, match="could not be read"):
            await GraphqlSchemas(services).take_file(str(tmp_path / "none"), address)
        # What was there before stays.
        kept = await GraphqlSchemas(services).kept(address)
        assert kept is not None
        assert kept.schema == came.schema


async def test_a_hostile_document_is_a_sentence(tmp_path):
    queries = ("{ a " * 100_000, "{ a(x: %s) }" % ("[" * 200_000), "{" + "a " * 2_500_000)
    async with services_at(tmp_path) as services:
        for query in queries:
            (mistake,) = await GraphqlSchemas(services).document_problems(GraphqlBody(query), "")
            assert len(mistake.sentence) < 600, query[:20]
        assert await GraphqlSchemas(services).document_problems(GraphqlBody("{ a }"), "") == ()


async def test_a_hostile_schema_ends_with_its_process(tmp_path, monkeypatch):
    monkeypatch.setattr(schemas, "_MOST_S", 0.5)
    one = {"kind": "OBJECT", "name": "T", "fields": [{"name": "a", "type": {"kind": "SCALAR"}}]}
    text = json.dumps({"__schema": {"types": [replace_name(one, n) for n in range(40_000)]}})
    file = tmp_path / "schema.json"
    file.write_text(text)
    async with services_at(tmp_path) as services:
        address = "https://h.example/graphql"
        with contextlib.suppress(ProblemError):
            await GraphqlSchemas(services).take_file(str(file), address)
        for mistake in await GraphqlSchemas(services).document_problems(
            GraphqlBody("{ a }"), address
        ):
            assert mistake.sentence


def replace_name(one, number):
    return one | {"name": f"T{number}"}


def test_the_library_is_not_loaded_by_the_program_itself():
    code = (
        "import sys; from aiurdesk.services.graphql import schemas; "
        "from aiurdesk.core.preparing import prepare; sys.exit('graphql' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
