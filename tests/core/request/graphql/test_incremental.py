"""Parts of results, in the forms that servers send, and in those that they should not."""

import inspect
import json
from collections.abc import AsyncIterator

import pytest
from graphql import (
    GraphQLDeferDirective,
    GraphQLField,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLStreamDirective,
    GraphQLString,
    parse,
    specified_directives,
)
from graphql.execution import (
    ExecutionResult,
    ExperimentalIncrementalExecutionResults,
    execute,
    experimental_execute_incrementally,
)

from aiurdesk.core.problem import Problem
from aiurdesk.core.request.graphql.incremental import MOST_PARTS, Joined, joined

TYPE = 'multipart/mixed; boundary="-"; deferSpec=20220824'


def body(*payloads, boundary: str = "-", end: str = "--\r\n") -> bytes:
    """Return parts as Apollo Server 4 writes them."""
    head = "content-type: application/json; charset=utf-8\r\n\r\n"
    texts = (part if isinstance(part, str) else json.dumps(part) for part in payloads)
    return "".join(
        [*(f"\r\n--{boundary}\r\n{head}{text}" for text in texts), f"\r\n--{boundary}{end}"]
    ).encode()


def result(*payloads) -> object:
    made = joined(body(*payloads), TYPE)
    assert isinstance(made, Joined), made
    assert made.is_whole
    return json.loads(made.data)


FIRST = {"data": {"pet": {"id": "1", "home": {"city": "Ulm"}}, "list": ["a"]}, "hasNext": True}
WHOLE = {
    "pet": {"id": "1", "home": {"city": "Ulm", "zip": 7}, "name": "Rex"},
    "list": ["a", "b", "c"],
}
ADDED = {"name": "Rex", "home": {"zip": 7}}
FORMS = {
    "2020": (
        FIRST,
        {"path": ["pet"], "label": "l", "data": ADDED, "hasNext": True},
        {"path": ["list", 1], "data": "b", "hasNext": True},
        {"path": ["list", 2], "data": "c", "hasNext": False},
    ),
    "2022": (
        FIRST,
        {"incremental": [{"path": ["pet"], "data": ADDED}], "hasNext": True},
        {"incremental": [{"path": ["list", 1], "items": ["b", "c"]}], "hasNext": True},
        {"hasNext": False},
    ),
    "2023": (
        FIRST | {"pending": [{"id": "0", "path": ["pet"]}, {"id": "1", "path": ["list"]}]},
        {
            "incremental": [
                {"id": "0", "data": {"name": "Rex"}},
                {"id": "0", "subPath": ["home"], "data": {"zip": 7}},
            ],
            "completed": [{"id": "0"}],
            "hasNext": True,
        },
        {"incremental": [{"id": "1", "items": ["b"]}], "hasNext": True},
        {
            "incremental": [{"id": "1", "items": ["c"]}],
            "completed": [{"id": "1"}],
            "hasNext": False,
        },
    ),
}


@pytest.mark.parametrize("payloads", FORMS.values(), ids=FORMS)
def test_parts_of_each_form_make_one_result(payloads):
    assert result(*payloads) == {"data": WHOLE}


async def _friends(*_: object) -> AsyncIterator[dict[str, str]]:
    for number in range(3):
        yield {"id": str(number + 2)}


async def _name(*_: object) -> str:
    return "Miez"


async def _fails(*_: object) -> str:
    raise ValueError("No.")


PET: GraphQLObjectType = GraphQLObjectType(
    "Pet",
    lambda: {
        "id": GraphQLField(GraphQLString),
        "name": GraphQLField(GraphQLString, resolve=_name),
        "bad": GraphQLField(GraphQLString, resolve=_fails),
        "friends": GraphQLField(GraphQLList(PET), resolve=_friends),
    },
)
QUERY = GraphQLObjectType("Query", {"pet": GraphQLField(PET, resolve=lambda *_: {"id": "1"})})
IN_PARTS = (*specified_directives, GraphQLDeferDirective, GraphQLStreamDirective)


async def settled(value: object) -> object:
    return await value if inspect.isawaitable(value) else value


async def executed_in_parts(document: str) -> list[object]:
    schema = GraphQLSchema(QUERY, directives=IN_PARTS)
    came = await settled(experimental_execute_incrementally(schema, parse(document)))
    assert isinstance(came, ExperimentalIncrementalExecutionResults)
    later = [part.formatted async for part in came.subsequent_results]
    return [came.initial_result.formatted, *later]


async def test_what_a_real_executor_sends_in_parts_is_what_it_sends_at_once():
    asked = "{ pet { id %s { name bad } friends %s { id %s { name } } } }"
    parts = await executed_in_parts(
        asked % ('... @defer(label: "late")', "@stream(initialCount: 1)", "... @defer")
    )
    whole = await settled(execute(GraphQLSchema(QUERY), parse(asked % ("...", "", "..."))))
    assert isinstance(whole, ExecutionResult)
    assert len(parts) > 2
    made = result(*parts)
    assert isinstance(made, dict)
    assert made["data"] == whole.data
    # An error in a late part is one of the result.
    assert [error["message"] for error in made["errors"]] == ["No."]


def test_errors_and_extensions_of_all_parts_are_in_the_result():
    first = {"data": {"pet": {}}, "errors": [{"message": "1"}], "hasNext": True}
    failed = {"path": ["pet"], "data": None, "errors": [{"message": "2"}]}
    assert result(
        first | {"pending": [{"id": "0", "path": ["pet"]}]},
        {"incremental": [failed], "extensions": {"cost": 1}, "hasNext": True},
        {"completed": [{"id": "0", "errors": [{"message": "3"}]}], "hasNext": False},
    ) == {
        "data": {"pet": {}},
        "errors": [{"message": "1"}, {"message": "2"}, {"message": "3"}],
        "extensions": {"cost": 1},
    }


def test_a_whole_result_in_one_part_stays_as_it_is_and_numbers_keep_their_digits():
    text = '{"data":{"a":1.10,"b":123456789012345678901234567890,"c":null}}'
    made = joined(body(text), TYPE)
    assert made == Joined(text.encode(), 1)


@pytest.mark.parametrize(
    "data",
    [
        b'--b c\n\n{"data":{"a":1},"hasNext":true}\n--b c\nX: y\n\n{}\n--b c\n\n'
        b'{"hasNext":false}\n--b c--',
        b'--b c  \r\n\r\n{"data":{"a":1}}\r\n--b c--\r\nepilogue\r\n--b c\r\n\r\n!',
        b'preamble\r\n--b c\r\nContent-Length: 9\r\n\r\n{"data":{"a":1}}',
    ],
)
def test_line_ends_headers_and_what_surrounds_the_parts_do_not_matter(data):
    made = joined(data, 'Multipart/Mixed; Boundary="b c"')
    assert isinstance(made, Joined), made
    assert (made.data, made.is_whole) == (b'{"data":{"a":1}}', True)


def test_a_part_that_was_announced_and_did_not_come_is_told():
    made = joined(body(FIRST), TYPE)
    assert isinstance(made, Joined)
    assert not made.is_whole


WRONG: dict[str, tuple[tuple[object, ...], str]] = {
    "no parts": ((), "None of them is a result"),
    "no JSON": ((FIRST, "{"), "Part 2 is not JSON"),
    "deep": ((FIRST, "[" * 99_999), "Part 2 is not JSON"),
    "a huge exponent": (('{"a": 1e99999999999999999999}',), "Part 1 is not JSON"),
    "half a character": (('{"a": "\\ud800"}',), "Part 1 is not JSON"),
    "a list": ((FIRST, []), "Part 2: it is not an object"),
    "another place": ((FIRST, {"path": ["pat"], "data": {}}), "a place that is not there"),
    "beyond the end": ((FIRST, {"path": ["list", 9_999_999], "items": [1]}), "does not fit"),
    "a negative index": ((FIRST, {"path": ["list", -1, 0], "data": {}}), "that is not there"),
    "true as an index": ((FIRST, {"path": ["list", True], "items": [1]}), "does not fit"),
    "another type": ((FIRST, {"path": ["pet"], "data": [1]}), "does not fit"),
    "not announced": ((FIRST, {"incremental": [{"id": "7", "data": {}}]}), "was not announced"),
    "no objects": ((FIRST, {"incremental": [1]}), "incremental is not a list of objects"),
    "a subscription": (({"payload": {"data": {}}},), "a subscription in parts"),
    "too many": (("{}",) * (MOST_PARTS + 1), "more than 10,000"),
}


@pytest.mark.parametrize(("payloads", "words"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_joined_is_told(payloads, words):
    made = joined(body(*payloads), TYPE)
    assert isinstance(made, Problem)
    assert words in made.sentence
