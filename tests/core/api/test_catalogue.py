"""The catalogue: what a service's file may say, and what is told about its mistakes."""

import json
import re

import pytest

from aiurdesk import resources
from aiurdesk.core.api.catalogue import Catalogue, parse_generation, parse_service
from aiurdesk.core.api.endpoint import (
    ApiDescription,
    Authentication,
    Choice,
    CodeCase,
    Endpoint,
    Generation,
    Location,
    Parameter,
    ParameterKind,
    ResponseField,
    Returns,
)
from aiurdesk.core.errors import ProblemError

GENERATION = Generation("2020-09", "2020 generation", "2020", 1)


def lamps(*endpoints: object, **members: object) -> str:
    """Return the text of a service's file, each endpoint on lines of its own."""
    head = {
        "id": "lamps",
        "name": "Lamps",
        "base_url": "https://lamps.example",
        "generation": "2020-09",
        "table": "2020",
        **members,
    }
    rows = ",\n".join("    " + json.dumps(endpoint) for endpoint in endpoints)
    return json.dumps(head)[:-1] + ', "endpoints": [\n' + rows + "\n]}\n"


def lamp(name: str = "list", **members: object) -> dict[str, object]:
    return {
        "id": f"lamps.lamp.{name}",
        "group": "Lamp",
        "name": name.title(),
        "method": "GET",
        "path": f"/Lamp/{name.title()}",
        **members,
    }


def test_an_endpoint_takes_everything_that_its_file_says():
    parameters = [
        {
            "name": "Colour",
            "kind": "choice",
            "location": "form",
            "required": True,
            "default": "0",
            "choices": [{"value": "0", "name": "Red"}, {"value": "1", "name": "Green"}],
            "member": "LampColour",
            "example": "Red",
            "description": "What it shines in.",
        },
        {"name": "Watts", "kind": "integer", "location": "query", "minimum": 1, "maximum": 99},
        {
            "name": "House",
            "kind": "text",
            "location": "path",
            "min_length": 2,
            "max_length": 9,
            "pattern": "[a-z]+",
            "pattern_hint": "lower-case letters",
        },
        {"name": "Rooms", "kind": "text", "location": "rest"},
    ]
    text = lamps(
        lamp(
            title="List lamps",
            method="POST",
            path="/Lamp/{House}/{**Rooms}",
            description="Lists lamps.",
            accepted_methods=["POST"],
            authentication="access_token",
            authentication_note="Needs a switch.",
            parameters=parameters,
            response_fields=[
                {"name": "lamps", "type": "array<object>"},
                {"name": "count", "type": "integer"},
            ],
            code_cases=[{"code": 0, "status": 200, "when": "Lit."}, {"code": "dark"}],
            returns="file",
            has_envelope=False,
            is_websocket=True,
            rate_limit_per_min=30,
            source="a:b.cs",
        )
    )
    description = parse_service(text, "lamps.json")
    assert description.mistakes == ()
    assert description.endpoints == (
        Endpoint(
            id="lamps.lamp.list",
            service_id="lamps",
            group="Lamp",
            name="List",
            method="POST",
            path="/Lamp/{House}/{**Rooms}",
            title="List lamps",
            description="Lists lamps.",
            accepted_methods=("POST",),
            authentication=Authentication.ACCESS_TOKEN,
            authentication_note="Needs a switch.",
            parameters=(
                Parameter(
                    name="Colour",
                    kind=ParameterKind.CHOICE,
                    location=Location.FORM,
                    required=True,
                    default="0",
                    choices=(Choice("0", "Red"), Choice("1", "Green")),
                    member="LampColour",
                    example="Red",
                    description="What it shines in.",
                ),
                Parameter("Watts", ParameterKind.INTEGER, Location.QUERY, minimum=1, maximum=99),
                Parameter(
                    "House",
                    ParameterKind.TEXT,
                    Location.PATH,
                    min_length=2,
                    max_length=9,
                    pattern="[a-z]+",
                    pattern_hint="lower-case letters",
                ),
                Parameter("Rooms", ParameterKind.TEXT, Location.REST),
            ),
            response_fields=(
                ResponseField("lamps", "array<object>"),
                ResponseField("count", "integer"),
            ),
            code_cases=(CodeCase(0, "Lit.", 200), CodeCase("dark", "")),
            returns=Returns.FILE,
            has_envelope=False,
            is_websocket=True,
            rate_limit_per_min=30,
            generation="2020-09",
            source="a:b.cs",
            table="2020",
        ),
    )


def test_a_service_takes_everything_that_its_file_says():
    text = lamps(
        description="Lights.",
        websocket_base_url="wss://lamps.example",
        doc_url="https://lamps.example/doc",
        other_base_urls=["https://staging.lamps.example"],
        previous_names=["Candles"],
        source="a:b.json",
    )
    service = parse_service(text, "lamps.json").service
    assert service.websocket_base_url == "wss://lamps.example"
    assert service.other_base_urls == ("https://staging.lamps.example",)
    assert (service.table, service.previous_names) == ("2020", ("Candles",))


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"method": 7}, "method should be text that is not blank, not 7"),
        ({"method": " "}, "method should be text that is not blank, not ' '"),
        ({"group": ""}, "group should be text that is not blank, not ''"),
        ({"path": "Lamp"}, "path should be text that begins with a slash, not 'Lamp'"),
        ({"id": "Lamps.lamp.two"}, "id should be in lower case and without spaces"),
        ({"id": "candles.lamp.two"}, "id should begin with lamps."),
        ({"path": "/Lamp/{id}"}, "path /Lamp/{id} and the parameters in the path differ"),
        (
            {"parameters": [{"name": "id", "kind": "text", "location": "path"}]},
            "path /Lamp/Two and the parameters in the path differ",
        ),
        (
            {
                "path": "/Lamp/{**id}",
                "parameters": [{"name": "id", "kind": "text", "location": "path"}],
            },
            "path /Lamp/{**id} and the parameters in the path differ",
        ),
    ],
)
def test_an_invalid_endpoint_is_left_out_and_the_rest_loads(members, words):
    text = lamps(lamp("one"), lamp("two", **members), lamp("three"))
    description = parse_service(text, "lamps.json")
    assert [endpoint.name for endpoint in description.endpoints] == ["One", "Three"]
    (mistake,) = description.mistakes
    assert mistake.sentence.startswith(
        f"lamps.json, {members.get('id', 'lamps.lamp.two')}: {words}"
    )


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"rate_limit_per_min": "many"}, "rate_limit_per_min should be a whole number, not 'many'"),
        ({"returns": "sound"}, "returns should be one of json, html"),
        ({"colour": "red"}, "colour is not known here"),
    ],
)
def test_a_wrong_detail_of_an_endpoint_is_left_out_and_told(members, words):
    description = parse_service(lamps(lamp("one", **members)), "lamps.json")
    assert [endpoint.name for endpoint in description.endpoints] == ["One"]
    (mistake,) = description.mistakes
    assert mistake.sentence.startswith(f"lamps.json, lamps.lamp.one: {words}")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"name": "a", "kind": "sound", "location": "query"}, "parameter a: kind should be one of"),
        ({"kind": "text", "location": "query"}, "parameter 1: name is missing"),
        ({"name": " ", "kind": "text", "location": "query"}, "parameter  : name should be text"),
        (
            {"name": "a", "kind": "text", "location": "query", "member": ""},
            "parameter a: member should be text that is not blank",
        ),
        (
            {"name": "a", "kind": "integer", "location": "query", "minimum": "1"},
            "parameter a: minimum should be a whole number or a number, not '1'",
        ),
        ("a", "parameter 1: should be an object with members, not 'a'"),
        (
            {
                "name": "a",
                "kind": "text",
                "location": "query",
                "choices": [{"value": "1", "name": 2}],
            },
            "parameter a: choice 1: name should be text, not 2",
        ),
        (
            {"name": "a", "kind": "text", "location": "query", "pattern": "[a-"},
            "parameter a: pattern is not a regular expression",
        ),
    ],
)
def test_a_wrong_parameter_is_told_with_its_name_or_place(row, words):
    description = parse_service(lamps(lamp("one", parameters=[row])), "lamps.json")
    assert description.mistakes[0].sentence.startswith(f"lamps.json, lamps.lamp.one: {words}")
    assert len(description.endpoints) == 1


def test_a_wrong_code_case_is_told():
    text = lamps(lamp("one", code_cases=[{"code": 0, "status": 200}, {"code": 0.5}]))
    description = parse_service(text, "lamps.json")
    assert description.endpoints[0].code_cases == (CodeCase(0, "", 200),)
    assert tuple(map(str, description.mistakes)) == (
        "lamps.json, lamps.lamp.one: code case 2: code should be a whole number or text, not 0.5.",
    )


def test_generation_and_table_come_from_the_folder_unless_the_file_names_others():
    text = lamps(lamp()).replace('"generation": "2020-09", "table": "2020", ', "")
    generation = Generation("2030", "2030 generation", "2023")
    description = parse_service(text, "lamps.json", generation)
    assert description.mistakes == ()
    assert description.generation is generation
    assert (description.service.generation, description.service.table) == ("2030", "2023")
    (endpoint,) = description.endpoints
    assert (endpoint.generation, endpoint.table) == ("2030", "2023")
    with_table = text.replace('"name"', '"table": "2021", "name"', 1)
    assert parse_service(with_table, "lamps.json", generation).service.table == "2021"
    with pytest.raises(ProblemError, match="generation is missing"):
        parse_service(text, "lamps.json")


def test_a_generation_takes_everything_that_its_file_says():
    text = '{"title": "2020 generation", "table": "2020", "order": 1}'
    assert parse_generation(text, "generation.json", "2020-09") == GENERATION


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "a.json, line 1: Expecting property name"),
        ("[]", "a.json: should be an object with members"),
        ('{"title": "T"}', "a.json: table is missing"),
        ('{"title": "T", "table": "2020", "order": "1"}', "a.json: order should be a whole number"),
        ('{"title": "T", "table": "2020", "place": 1}', "a.json: place is not known here"),
    ],
)
def test_a_mistake_in_the_file_of_a_generation_is_told(text, words):
    with pytest.raises(ProblemError, match=re.escape(words)):
        parse_generation(text, "a.json", "2020-09")


def test_a_mistake_changes_nothing_else():
    names = [
        *(
            name
            for folder in resources.list_names("services")
            for name in resources.list_names(folder)
            if not name.endswith("/generation.json")
        ),
        "sandbox/code-lab.json",
    ]
    for name in names:
        text = resources.read_text(name)
        flawless = parse_service(text, name, GENERATION)
        assert flawless.mistakes == ()
        described = parse_service(text.replace("{", '{"colour": "red",', 1), name, GENERATION)
        assert tuple(map(str, described.mistakes)) == (f"{name}: colour is not known here.",)
        assert described.service == flawless.service
        assert described.endpoints == flawless.endpoints


def test_an_endpoint_without_an_id_is_named_by_its_position():
    description = parse_service(lamps(lamp("one"), {"name": "x"}), "lamps.json")
    assert str(description.mistakes[0]) == (
        "lamps.json, endpoint number 2 of the file: id is missing."
    )


def test_of_a_duplicate_id_the_first_counts():
    description = parse_service(lamps(lamp("one"), lamp("one", path="/x")), "lamps.json")
    assert [endpoint.path for endpoint in description.endpoints] == ["/Lamp/One"]
    assert tuple(map(str, description.mistakes)) == (
        "lamps.json: lamps.lamp.one appears twice; the first one is used.",
    )


def test_invalid_json_is_told_with_its_line_and_the_other_endpoints_load():
    text = lamps(lamp("one"), lamp("two"), lamp("three"), lamp("four"))
    text = text.replace('"name": "Two"', '"name": Two')
    description = parse_service(text, "lamps.json")
    assert [endpoint.name for endpoint in description.endpoints] == ["One", "Three", "Four"]
    assert tuple(map(str, description.mistakes)) == ("lamps.json, line 3: Expecting value.",)


def test_a_missing_comma_between_endpoints_loses_none():
    text = lamps(lamp("one"), lamp("two")).replace("},\n", "}\n")
    description = parse_service(text, "lamps.json")
    assert [endpoint.name for endpoint in description.endpoints] == ["One", "Two"]
    assert tuple(map(str, description.mistakes)) == (
        "lamps.json, line 3: Expecting ',' delimiter.",
    )


def test_two_places_of_invalid_json_are_told_once_each():
    text = lamps(lamp("one"), lamp("two"), lamp("three"))
    for name in ("One", "Three"):
        text = text.replace(f'"name": "{name}"', f'"name": {name}')
    description = parse_service(text, "lamps.json")
    assert [endpoint.name for endpoint in description.endpoints] == ["Two"]
    assert tuple(map(str, description.mistakes)) == (
        "lamps.json, line 2: Expecting value.",
        "lamps.json, line 4: Expecting value.",
    )


def test_a_file_that_is_cut_short_keeps_its_whole_endpoints():
    text = lamps(lamp("one"), lamp("two"))
    description = parse_service(text[: text.index('"Two"')], "lamps.json")
    assert [endpoint.name for endpoint in description.endpoints] == ["One"]
    assert tuple(map(str, description.mistakes)) == ("lamps.json, line 3: Expecting value.",)


def test_a_mistake_before_the_first_endpoint_is_still_told():
    with pytest.raises(ProblemError, match=r"lamps\.json, line 1: "):
        parse_service('{"id": lamps, "endpoints": []}', "lamps.json")
    description = parse_service(lamps() + "}", "lamps.json")
    assert description.endpoints == ()
    assert tuple(map(str, description.mistakes)) == ("lamps.json, line 4: Extra data.",)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"id": "Lamps"}', lamps(table=3)])
def test_a_file_that_describes_no_service_is_refused(text):
    with pytest.raises(ProblemError, match=r"lamps\.json"):
        parse_service(text, "lamps.json")


def a_catalogue() -> Catalogue:
    first = parse_service(lamps(lamp("one"), lamp("two")), "lamps.json")
    second = parse_service(lamps(lamp("one", path="/other")), "more.json")
    return Catalogue((first, ApiDescription(second.service, second.endpoints)))


def test_a_catalogue_finds_ids_without_regard_to_case():
    catalogue = a_catalogue()
    endpoint = catalogue.endpoint("Lamps.Lamp.One")
    assert endpoint is not None
    assert endpoint.id == "lamps.lamp.one"
    assert catalogue.endpoint("lamps.lamp.none") is None
    assert catalogue.service("LAMPS") == catalogue.services[0]
    assert catalogue.service("candles") is None


def test_the_first_of_two_equal_ids_counts():
    catalogue = a_catalogue()
    assert [endpoint.path for endpoint in catalogue.endpoints] == ["/Lamp/One", "/Lamp/Two"]
    assert len(catalogue.services) == 1
