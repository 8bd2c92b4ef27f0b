"""The rules of the form, and every recorded row of what real servers make of a wire text.

``tests/data/binding.tsv`` holds, for each wire text, what a server built on the protocol's library
bound it to. Each row is classified: a value that the form sends and that the server reads as it
was meant, a value that the form refuses, or a notation that the form never writes.
"""

import csv
import json
import re
import uuid
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Choice, Endpoint, Location, Parameter, ParameterKind, Service
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.preparing.encoding import rest_of_path, segment
from aiurdesk.core.preparing.form_rules import (
    body_type,
    check,
    checked_endpoint,
    file_name_problem,
    form_endpoint,
    value_problem,
    wire_text,
    with_body_type,
)
from aiurdesk.core.preparing.prepare import prepare
from aiurdesk.core.problem import sentence_of
from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    PreparedRequest,
    Request,
    TextBody,
    Value,
)
from tests.rows import check_each

K, L = ParameterKind, Location
BINDING = Path(__file__).resolve().parents[2] / "data" / "binding.tsv"
SERVICE = Service("echo", "Echo", "https://echo.invalid", "2026", "2023")
COLOURS = (Choice("0", "Red"), Choice("1", "Green"), Choice("2", "Blue"))
KINDS = {
    "text": K.TEXT, "textrequired": K.TEXT, "int": K.INTEGER, "intrequired": K.INTEGER,
    "intoptional": K.INTEGER, "long": K.LONG, "double": K.NUMBER, "decimal": K.NUMBER,
    "bool": K.BOOLEAN, "booloptional": K.BOOLEAN, "date": K.DATETIME, "guid": K.GUID,
    "enum": K.CHOICE, "array": K.LIST, "list": K.LIST, "intarray": K.LIST,
}  # fmt: skip
PLACES = {"query": L.QUERY, "form": L.FORM, "route": L.PATH, "rest": L.REST}


class Row(NamedTuple):
    where: str
    kind: str
    wire: str
    status: str
    bound: str


def rows() -> list[Row]:
    with BINDING.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Row(*line) for line in lines[1:]]


NEVER_WRITTEN = {
    "(v without =)": "a name is always followed by =",
    "%ED%A0%80": "bytes that are not UTF-8 are not text",
    "%FF": "bytes that are not UTF-8 are not text",
    "%zz": "a percent sign is written %25",
    "a%": "a percent sign is written %25",
    "a;b": "a semicolon is written %3B",
    "<b>": "an angle bracket is written %3C",
    "2026-11-24T10:11:12+02:00": "a plus is written %2B, and a date goes out in UTC",
    "raw UTF-8 你好": "everything is percent-encoded",
    "raw Latin-1 é": "everything is UTF-8",
    "charset=utf-8 in the type": "the type carries no charset",
    "charset=gbk in the type, %C4%E3": "the type carries no charset",
    "V=a (other case)": "names go out as the endpoint declares them",
    "multipart": "test_prepare reads such a body back",
    "in the query only": "a parameter has one place",
}
"""Wire texts that the form never writes, and why."""

REFUSED_THOUGH_READ = {
    ("text", "%20"): "contains only spaces",
    ("int", "0x1F"): "would read 0x1F as 31",
    ("int", "12%00"): "whole number",
    ("intoptional", ""): "Leave it out",
    ("booloptional", ""): "Leave it out",
    ("double", "1,5"): "would read 1,5 as 15",
    ("double", "1,234.5"): "drop commas",
    ("double", "NaN"): "Not all servers accept",
    ("double", "Infinity"): "Not all servers accept",
    ("double", "-Infinity"): "Not all servers accept",
    ("double", "1e400"): "infinity",
    ("double", "12345678901234567890123"): "round this to",
    ("decimal", "1,5"): "would read 1,5 as 15",
    ("decimal", "1,234.5"): "drop commas",
    ("decimal", "12345678901234567890123"): "round this to",
    ("date", "2026-11-24"): "midnight UTC",
    ("date", "0001-01-01"): "midnight UTC",
    ("date", "2026-11-24T10:11:12"): "without a zone",
    ("date", "2026-11-24%2010:11:12"): "without a zone",
    ("date", "2026-11-24T10:11"): "without a zone",
    ("date", "11/24/2026"): "month, day, year",
    ("date", "11-24-2026"): "month, day, year",
    ("date", "2026/11/24"): "without a zone",
    ("date", "24 Nov 2026"): "without a zone",
    ("date", "Tue, 24 Nov 2026 10:11:12 GMT"): "date, time and zone",
    ("date", "10:11:12"): "time of today",
    ("date", "2026-11-24T10:11:12.123456789Z"): "7 decimals",
    ("list", "v="): "read an empty item of a list as null",
    ("list", "v=&v=a"): "read an empty item of a list as null",
    ("array", "v="): "read an empty item of a list as null",
    ("array", "v=&v=a"): "read an empty item of a list as null",
}
"""What the server takes, but not as it is meant: the words of the reason."""

REFUSED_BY_THE_SERVER_ONLY = {("intarray", "v=a,b"), ("intarray", "v="), ("intarray", "v=&v=a")}
"""Lists hold text; a server that wants numbers in them says so itself."""


def declared(row: Row) -> Parameter:
    return Parameter(
        "v",
        KINDS[row.kind],
        PLACES[row.where],
        required=row.kind.endswith("required"),
        choices=COLOURS if row.kind == "enum" else (),
    )


def endpoint_of(*parameters: Parameter, path: str = "/", method: str = "POST") -> Endpoint:
    return Endpoint("echo.a.b", "echo", "a", "b", method, path, parameters=parameters)


def sent(parameter: Parameter, value: Value | None) -> PreparedRequest:
    path = {L.PATH: "/{v}", L.REST: "/{**v}"}.get(parameter.location, "/")
    values = () if value is None else (("v", value),)
    request = Request(endpoint_of(parameter, path=path), values=values)
    prepared = prepare(request, SERVICE, Environment("test"), "boundary")
    assert isinstance(prepared, PreparedRequest), prepared
    return prepared


def body_text(prepared: PreparedRequest) -> str:
    first = prepared.body[0]
    assert isinstance(first, bytes)
    return first.decode()


def pairs_sent(parameter: Parameter, value: Value | None) -> list[tuple[str, str]]:
    prepared = sent(parameter, value)
    in_query = parameter.location == L.QUERY
    text = prepared.url.partition("?")[2] if in_query else body_text(prepared)
    return parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))


def classify(row: Row) -> str:
    """Return the class of a row, with everything that the class promises asserted."""
    if row.where == "form, any source" or row.kind == "nested":
        return "never written"
    if row.where == "multipart":
        return classify_file(row)
    if row.where in {"route", "rest"}:
        return classify_path(row)
    if row.wire in NEVER_WRITTEN:
        return "never written"
    if KINDS[row.kind] == K.LIST or row.wire == "v=a&v=b":
        return classify_list(row)
    return classify_value(row)


def classify_value(row: Row) -> str:
    parameter = declared(row)
    value = None if row.wire == "(absent)" else unquote_plus(row.wire)
    if row.kind in {"int", "long", "double"} and row.wire.startswith("+"):
        value = row.wire  # An unescaped plus arrives as a space; servers trim it from a number.
    refusal = value_problem(parameter, value)
    if refusal is not None:
        if row.status == "200":
            assert REFUSED_THOUGH_READ[row.kind, row.wire] in refusal.sentence
        return "refused"
    assert row.status == "200", row
    pairs = pairs_sent(parameter, value)
    if value is None:
        assert pairs == []
        return "absent"
    assert [name for name, _ in pairs] == ["v"]
    assert is_what_was_meant(parameter.kind, value, pairs[0][1], row.bound), (row, pairs)
    return "sent"


def is_what_was_meant(kind: ParameterKind, typed: str, wire: str, bound: str) -> bool:
    """Compare the bound value with the typed and the sent one, each read in its own way."""
    if kind == K.DATETIME:
        moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d", r"\1", bound.split('"')[1]))
        both = [datetime.fromisoformat(re.sub(r"(\.\d{6})\d", r"\1", t)) for t in (typed, wire)]
        return both == [moment, moment] and wire.endswith("Z")
    value = json.loads(bound)
    if kind == K.TEXT:
        return typed == wire and value == (typed or None)
    if kind == K.GUID:
        return uuid.UUID(typed.strip("( )")) == uuid.UUID(value) and wire == value
    if kind == K.CHOICE:
        chosen = COLOURS[value]
        return wire == chosen.value and typed.strip().lower() in {wire, chosen.name.lower()}
    if kind == K.BOOLEAN:
        return wire == json.dumps(value) == typed.strip().lower()
    read = int if kind in {K.INTEGER, K.LONG} else float
    return bool(read(typed) == read(wire) == value)


def classify_list(row: Row) -> str:
    given_names = {name for name, _ in parse_qsl(row.wire, keep_blank_values=True)}
    if not given_names <= {"v"}:
        return "never written"
    items = tuple(text for _, text in parse_qsl(row.wire, keep_blank_values=True))
    if row.kind == "text":
        errors = check(endpoint_of(declared(row)), tuple(("v", item) for item in items))
        assert "servers use the first" in errors[0].sentence
        return "refused"
    refusal = value_problem(declared(row), items)
    if refusal is not None:
        assert (row.kind, row.wire) in REFUSED_BY_THE_SERVER_ONLY or (
            REFUSED_THOUGH_READ[row.kind, row.wire] in refusal.sentence
        )
        return "refused"
    assert pairs_sent(declared(row), items) == [("v", item) for item in items]
    if (row.kind, row.wire) in REFUSED_BY_THE_SERVER_ONLY:
        assert row.status == "400"
        return "refused by the server"
    # The recording application was asked with 1 and 2 where numbers are wanted.
    meant = [{"a": 1, "b": 2}[item] if row.kind == "intarray" else item for item in items]
    assert json.loads(row.bound) in (meant, meant or None)
    return "sent"


def classify_path(row: Row) -> str:
    parameter = declared(row)
    if "%2F" in row.wire:
        # These servers leave %2F as it is; others decode it, so it is sent, and told.
        assert row.wire not in {segment("a/b"), rest_of_path("a/b/c")} or row.where == "route"
        if row.where == "route":
            assert value_problem(parameter, unquote(row.wire)) is None
            return "told"
        return "never written"
    text = unquote(row.wire)
    if value_problem(parameter, text) is not None:
        assert row.status in {"400", "404"}
        return "refused"
    assert json.loads(row.bound) == text
    path = sent(parameter, text).url.removeprefix("https://echo.invalid/")
    assert unquote(path) == text
    return "sent"


def classify_file(row: Row) -> str:
    match = re.fullmatch(r'name="v"; filename="(.*)"', row.wire)
    if row.wire == "empty file":
        return "sent"
    if match is None or "filename*=" in row.wire:
        return "never written"
    name = match.group(1).replace('\\"', '"')
    parameter = Parameter("v", K.FILE, L.MULTIPART)
    file = FileValue("/tmp/a.txt", name, "text/plain")
    if value_problem(parameter, file) is not None:
        assert name == "" or '"' in name or "\\" in name
        return "refused"
    assert json.loads(row.bound).startswith(f"{name}|text/plain|")
    head = body_text(sent(parameter, file))
    assert f"Content-Disposition: form-data; {row.wire}\r\n" in head
    return "sent"


def test_every_recorded_text_is_read_as_meant_or_not_sent():
    counted = Counter[str]()

    def check_row(row: Row) -> None:
        kind = classify(row)
        assert kind in {
            "sent", "told", "absent", "refused", "never written", "refused by the server",
        }  # fmt: skip
        counted[kind] += 1

    assert check_each(rows(), check_row, lambda row: "|".join(row[:3])) == 454
    assert counted["sent"] > 120
    assert counted["refused"] > 150


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (K.TEXT, "v is required."),
        (K.FILE, "v is required: choose a file."),
        (K.SECRET, "v is required: enter the key as you received it."),
        (K.LIST, "v is required: enter a value such as first."),
    ],
)
def test_a_required_parameter_must_be_there(kind, words):
    parameter = Parameter("v", kind, L.MULTIPART, required=True)
    assert sentence_of(value_problem(parameter, None)) == words
    assert value_problem(Parameter("v", kind, L.MULTIPART), None) is None


def test_what_a_field_asks_for_is_said_where_it_is_empty():
    issuer = Parameter(
        "issuer",
        K.TEXT,
        L.FORM,
        required=True,
        pattern_hint="an address",
        example="https://login.example.com",
        title="Issuer",
    )
    words = "Issuer is required: enter an address, such as https://login.example.com."
    assert sentence_of(value_problem(issuer, "")) == words


def test_empty_text_and_an_empty_list_are_not_a_value_of_a_required_parameter():
    assert "required" in sentence_of(
        value_problem(Parameter("v", K.TEXT, L.FORM, required=True), "")
    )
    assert "required" in sentence_of(
        value_problem(Parameter("v", K.LIST, L.FORM, required=True), ())
    )


def test_absent_and_empty_text_differ_on_the_wire():
    parameter = Parameter("v", K.TEXT, L.FORM)
    assert pairs_sent(parameter, None) == []
    assert pairs_sent(parameter, "") == [("v", "")]


def test_a_text_with_variables_passes():
    assert value_problem(Parameter("v", K.INTEGER, L.QUERY), "{{id}}") is None
    assert value_problem(Parameter("v", K.LIST, L.QUERY), ("{{id}}", "")) is None


def test_values_of_another_type_are_refused():
    text = Parameter("v", K.TEXT, L.FORM)
    assert sentence_of(value_problem(text, ("a", "b"))) == "Enter one value, such as hello."
    assert "file cannot be sent" in sentence_of(value_problem(text, FileValue("/a", "a")))
    assert "Choose a file" in sentence_of(
        value_problem(Parameter("v", K.FILE, L.MULTIPART), "a.png")
    )
    assert value_problem(Parameter("v", K.LIST, L.FORM), "a") is None


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (FileValue("", "a.png"), "no file without a name"),
        (FileValue("/a", ""), "no file without a name"),
        (FileValue("/a", 'a"b.png'), 'a quote (")'),
        (FileValue("/a", "a\\b.png"), "backslash"),
        (FileValue("/a", "a\r\nb.png"), "cannot be sent"),
        (FileValue("/a", "a\ud800.png"), "cannot be sent"),
        (FileValue("/a", "a.png", "image"), "image/png"),
        (FileValue("/a", "a.png", "image/png\r\nX: y"), "image/png"),
    ],
)
def test_a_file_name_that_servers_misread_is_refused(file, words):
    assert words in sentence_of(value_problem(Parameter("v", K.FILE, L.MULTIPART), file))


@pytest.mark.parametrize("name", ["a.png", "你好 (1).png", "../a%22.png"])
def test_other_file_names_pass(name):
    file = FileValue("/a", name, "text/plain; charset=utf-8")
    assert file_name_problem(file) is None
    assert value_problem(Parameter("v", K.FILE, L.MULTIPART), file) is None


def test_a_form_names_every_field_that_cannot_be_sent():
    endpoint = endpoint_of(
        Parameter("id", K.INTEGER, L.QUERY, required=True), Parameter("name", K.TEXT, L.FORM)
    )
    errors = check(endpoint, (("ID", "two"), ("other", "x"), ("name", "a"), ("Name", "b")))
    assert [error.field.parameter for error in errors] == ["other", "name", "id"]
    assert errors[0].sentence == "echo.a.b has no parameter named other. Its parameters: id, name."
    assert "It has no parameters." in check(endpoint_of(), (("a", ""),))[0].sentence


def test_a_list_may_be_given_piece_by_piece():
    endpoint = endpoint_of(Parameter("at", K.LIST, L.FORM))
    assert check(endpoint, (("at", "a"), ("AT", ("b", "a")))) == ()


def test_a_text_that_breaks_a_rule_is_sent_as_it_is_typed():
    colour = Parameter("v", K.CHOICE, L.QUERY, choices=COLOURS)
    assert wire_text(colour, "green") == "1"
    assert wire_text(colour, " purple") == " purple"


@given(st.sampled_from(ParameterKind), st.sampled_from(Location), st.text(st.characters()))
def test_any_text_in_any_editor_is_sent_or_refused_with_words(kind, location, text):
    parameter = Parameter("v", kind, location, required=True)
    value = (text,) if kind.traits.is_list else text
    said = value_problem(parameter, value)
    assert said is None or said.sentence.endswith(".")
    assert isinstance(wire_text(parameter, text), str)


def test_a_body_of_its_own_takes_the_place_of_the_required_one():
    body = Parameter("body", ParameterKind.JSON, Location.JSON, required=True)
    query = Parameter("q", ParameterKind.TEXT, Location.QUERY, required=True)
    endpoint = Endpoint(
        "a.b.c", "a", "b", "c", "POST", "/", parameters=(query, body), body_types=("text/csv",)
    )
    own = Request(endpoint, body=TextBody("a,b", "text/csv"))
    assert [parameter.name for parameter in checked_endpoint(own).parameters] == ["q"]
    assert checked_endpoint(Request(endpoint)) is endpoint
    # A value that was typed for it is checked.
    both = checked_endpoint(Request(endpoint, values=(("BODY", "1"),), body=own.body))
    assert [parameter.name for parameter in both.parameters] == ["q", "body"]


TYPES = (
    "application/json",
    "application/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "image/png",
)
ENDPOINT = Endpoint(
    "lamps.a.b",
    "lamps",
    "a",
    "b",
    "POST",
    "/a/{id}",
    parameters=(
        Parameter("id", ParameterKind.TEXT, Location.PATH),
        Parameter("body", ParameterKind.JSON, Location.JSON),
    ),
    body_types=TYPES,
)
REQUEST = Request(ENDPOINT, values=(("id", "7"), ("body", '{"a": 1}'), ("stray", "x")))


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (TYPES[0], None),
        (TYPES[1], TextBody('{"a": 1}', TYPES[1])),
        (TYPES[2], FormBody()),
        (TYPES[3], MultipartBody()),
        (TYPES[4], FileBody(content_type=TYPES[4])),
    ],
)
def test_each_content_type_has_its_kind_of_body(content_type, body):
    changed = with_body_type(REQUEST, content_type)
    assert changed.body == body
    assert body_type(changed) == content_type
    assert dict(changed.values)["id"] == "7"
    assert dict(changed.values)["stray"] == "x"


def test_the_text_goes_along_to_another_type_and_back():
    there = with_body_type(REQUEST, TYPES[1])
    assert "body" not in dict(there.values)
    back = with_body_type(there, TYPES[0])
    assert dict(back.values) == dict(REQUEST.values)
    assert dict(with_body_type(with_body_type(back, TYPES[3]), TYPES[0]).values) == {
        "id": "7",
        "stray": "x",
    }


def test_the_form_shows_no_body_where_the_request_brings_one():
    assert form_endpoint(REQUEST) is ENDPOINT
    endpoint = form_endpoint(with_body_type(REQUEST, TYPES[1]))
    assert [parameter.name for parameter in endpoint.parameters] == ["id"]
    built_in = Request(replace(ENDPOINT, body_types=()), body=JsonBody("{}"))
    assert form_endpoint(built_in) is built_in.endpoint


def test_a_body_of_another_type_is_of_none_of_them():
    assert body_type(replace(REQUEST, body=TextBody("x", "text/csv"))) == ""
    text_first = replace(ENDPOINT, body_types=("application/xml", "application/json"))
    assert body_type(Request(text_first, body=JsonBody("1"))) == "application/json"


def test_a_document_of_graphql_goes_along_as_the_json_that_is_sent():
    request = replace(REQUEST, body=GraphqlBody("{ a }"))
    assert with_body_type(request, "application/xml").body == TextBody(
        '{"query":"{ a }"}', "application/xml"
    )
