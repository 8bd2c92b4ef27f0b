"""The library reads the data files of the program, and they match the reference data."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from aiurdesk import resources
from aiurdesk.core.api.endpoint import (
    ApiDescription,
    Endpoint,
    Generation,
    Location,
    Parameter,
    ParameterKind,
    Service,
)
from aiurdesk.core.environments.environment import BUILT_IN
from aiurdesk.core.preparing.form_rules import value_problem
from aiurdesk.core.problem import Problem
from aiurdesk.services.dialects.dialect_files import DialectFiles
from aiurdesk.services.library import (
    Library,
    catalogue_of,
    load_catalogue,
    load_code_lab,
    load_service,
)
from tests.rows import check_each

FACTS = Path(__file__).resolve().parents[1] / "data" / "catalogue"
"""The facts of the reference documentation as data, without its texts."""
NUMBERS = {ParameterKind.INTEGER, ParameterKind.LONG}
KINDS = {
    "string": {ParameterKind.TEXT, ParameterKind.SECRET, ParameterKind.CHOICE},
    "integer": {ParameterKind.INTEGER},
    "long": {ParameterKind.LONG},
    "boolean": {ParameterKind.BOOLEAN},
    "enum": {ParameterKind.CHOICE},
    "string[]": {ParameterKind.LIST},
    "file": {ParameterKind.FILE},
    "object": {ParameterKind.JSON},
}
SECRETS = re.compile(r"token|secret|password|key$|otp|pushauth|recoverycode|verifycode|sec$", re.I)
CATALOGUE = load_catalogue()


def facts(name: str) -> list[dict[str, Any]]:
    text = (FACTS / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def parameter_facts(parameter: Parameter) -> list[object]:
    """Return a parameter as the reference data has it, except for its type."""
    is_number = parameter.kind in NUMBERS
    location = Location.PATH if parameter.location is Location.REST else parameter.location
    return [
        parameter.name,
        location.value,
        parameter.required,
        parameter.default,
        parameter.minimum if is_number else parameter.min_length,
        parameter.maximum if is_number else parameter.max_length,
        [[choice.value, choice.name] for choice in parameter.choices],
    ]


def endpoint_facts(endpoint: Endpoint) -> dict[str, object]:
    return {
        "id": endpoint.id,
        "group": endpoint.group,
        "name": endpoint.name,
        "method": endpoint.method,
        "path": endpoint.path,
        "accepted": list(endpoint.accepted_methods),
        "auth": endpoint.authentication.value,
        "returns": endpoint.returns.value,
        "envelope": endpoint.has_envelope,
        "websocket": endpoint.is_websocket,
        "limit": endpoint.rate_limit_per_min,
        "generation": endpoint.generation,
        "source": endpoint.source,
        "parameters": [parameter_facts(parameter) for parameter in endpoint.parameters],
        "fields": [[field.name, field.type] for field in endpoint.response_fields],
        "codes": [[case.code, case.status] for case in endpoint.code_cases],
    }


def service_facts(service: Service) -> dict[str, object]:
    return {
        "id": service.id,
        "name": service.name,
        "base_url": service.base_url,
        "websocket_base_url": service.websocket_base_url,
        "doc_url": service.doc_url,
        "generation": service.generation,
        "other_base_urls": list(service.other_base_urls),
        "previous_names": len(service.previous_names),
        "source": service.source,
    }


def parameters() -> list[Parameter]:
    return [parameter for endpoint in CATALOGUE.endpoints for parameter in endpoint.parameters]


def test_the_endpoint_ids_match_the_checked_in_list():
    names = (FACTS / "endpoint_ids.txt").read_text(encoding="utf-8").splitlines()
    ids = sorted(endpoint.id for endpoint in CATALOGUE.endpoints)
    assert ids == names, "python3 packaging/refresh_endpoints.py writes the list anew"


def test_each_service_matches_the_reference_data():
    assert check_each(facts("services.jsonl"), check_service, lambda row: row["id"]) == 28


def check_service(expected: dict[str, Any]) -> None:
    service = CATALOGUE.service(expected["id"])
    assert service is not None
    assert service_facts(service) == expected
    is_old = service.generation in {"2018-12", "2020-09"}
    assert service.table == ("2020" if is_old else "2023")


def test_each_endpoint_matches_the_reference_data():
    assert check_each(facts("endpoints.jsonl"), check_endpoint, lambda row: row["id"]) == 347


def check_endpoint(expected: dict[str, Any]) -> None:
    endpoint = CATALOGUE.endpoint(expected["id"])
    assert endpoint is not None
    types = [row.pop(2) for row in expected["parameters"]]
    assert endpoint_facts(endpoint) == expected
    for parameter, type_ in zip(endpoint.parameters, types, strict=True):
        assert parameter.kind in KINDS[type_], parameter


def test_every_endpoint_has_texts():
    for service in CATALOGUE.services:
        assert service.description.endswith("."), service.id
    for endpoint in CATALOGUE.endpoints:
        words = (endpoint.description, *(p.description for p in endpoint.parameters))
        cases = (case.when for case in endpoint.code_cases)
        for sentence in (*words, *cases):
            assert sentence[0].isupper(), (endpoint.id, sentence)
            assert sentence.endswith("."), (endpoint.id, sentence)


def test_titles_are_sentence_case_and_distinct_within_a_group():
    seen = set()
    for endpoint in CATALOGUE.endpoints:
        assert endpoint.title[0].isupper(), endpoint.id
        assert not endpoint.title.endswith("."), endpoint.id
        key = (endpoint.service_id, endpoint.group, endpoint.title)
        assert key not in seen
        seen.add(key)


def test_only_parameters_that_identify_a_caller_are_secret():
    texts = [p for p in parameters() if p.kind in {ParameterKind.TEXT, ParameterKind.SECRET}]
    for parameter in texts:
        looks_secret = SECRETS.search(parameter.name) is not None
        is_secret = parameter.kind is ParameterKind.SECRET
        assert is_secret is looks_secret or parameter.name in {"Code", "code"}, parameter


def test_every_example_is_a_valid_value():
    for parameter in parameters():
        if parameter.example:
            assert value_problem(parameter, parameter.example) is None, parameter


def test_every_pattern_has_a_hint():
    patterns = [parameter for parameter in parameters() if parameter.pattern]
    assert len(patterns) > 40
    assert all(parameter.pattern_hint for parameter in patterns)


def test_the_names_of_members_that_servers_use_are_known():
    body = CATALOGUE.endpoint("kahla-v2.messages.directsend")
    assert body is not None
    assert [parameter.member for parameter in body.parameters] == [None, "message"]


def test_the_catalogue_has_no_mistakes():
    assert CATALOGUE.mistakes == ()


def test_the_code_lab_follows_the_catalogue_but_is_not_part_of_it():
    library = Library()
    assert library.with_code_lab.services[:-1] == library.catalogue.services
    code_lab = load_code_lab()
    assert code_lab.mistakes == ()
    assert code_lab.service == library.with_code_lab.services[-1]
    assert library.endpoints_of("code-lab") == code_lab.endpoints


def test_an_unusable_file_is_reported_and_the_others_are_read():
    name = "services/2020-09/archon.json"
    text = resources.read_text(name).replace('"rate_limit_per_min": 30', '"rate_limit": 30', 1)
    generation = Generation("2020-09", "2020 generation", "2020")
    catalogue = catalogue_of(
        [("lost.json", "{", None), (name, text, generation)], [Problem("Known.")]
    )
    assert [service.id for service in catalogue.services] == ["archon"]
    assert len(catalogue.mistakes) == 3
    assert catalogue.mistakes[0] == Problem("Known.")
    assert catalogue.mistakes[1].sentence.startswith("lost.json, line 1: ")
    assert str(catalogue.mistakes[2]) == f"{name}, archon.home.index: rate_limit is not known here."


def test_every_folder_of_services_is_a_generation():
    folders = [name.removeprefix("services/") for name in resources.list_names("services")]
    ids = {d.generation.id for d in CATALOGUE.descriptions if d.generation}
    assert ids == set(folders)
    assert ids == {service.generation for service in CATALOGUE.services}


def test_generations_are_sorted():
    generations = dict.fromkeys(d.service.generation for d in CATALOGUE.descriptions)
    # What is history comes last, wherever other generations are added.
    listed = [name for name in generations if name in {"2018-12", "2020-09", "2023-2025"}]
    assert listed == ["2020-09", "2023-2025", "2018-12"]


def test_every_generation_can_be_reached_in_one_built_in_environment():
    named = [name for environment in BUILT_IN for name in environment.generations]
    assert sorted(named) == sorted({service.generation for service in CATALOGUE.services})


def test_every_service_names_an_existing_table():
    tables = DialectFiles()
    assert {service.table for service in CATALOGUE.services} <= set(tables)


def test_the_library_reads_each_file_once():
    library = Library()
    assert library.catalogue is library.catalogue
    assert library.dialects["2020"] is library.dialects["2020"]


def test_the_library_knows_the_endpoints_of_a_service():
    endpoints = Library().endpoints_of("stargate")
    assert {endpoint.service_id for endpoint in endpoints} == {"stargate"}
    assert Library().endpoints_of("nowhere") == ()


def test_the_file_of_one_service_gives_the_same_as_all_files():
    check_each(Library().with_code_lab.descriptions, check_description)


def check_description(description: ApiDescription) -> None:
    service_id = description.service.id
    assert load_service(service_id).descriptions == (description,)
    library = Library()
    assert library.service(service_id.upper()) == description.service
    assert library.endpoints_of(service_id) == description.endpoints
    for endpoint in description.endpoints:
        assert library.endpoint(endpoint.id.upper()) == endpoint


def test_the_events_of_a_socket_come_from_its_table():
    library = Library()
    named = {name for table in library.socket_events for name in table.endpoints}
    sockets = {
        endpoint.id: endpoint for endpoint in library.catalogue.endpoints if endpoint.is_websocket
    }
    assert named
    assert named <= sockets.keys()
    tables = {name: library.events_of(endpoint) for name, endpoint in sockets.items()}
    assert {name for name, table in tables.items() if table is not None} == named
    listen = tables["stargate.listen.channel"]
    assert listen is not None
    assert listen.name == "Kahla 2020"
    push = library.endpoint("stargate.message.pushmessage")
    assert push is not None
    assert library.events_of(push) is None


@pytest.mark.parametrize("service_id", ["", "nowhere", "generation", "../sandbox/code-lab", "api"])
def test_a_service_of_another_id_does_not_exist(service_id):
    library = Library()
    assert load_service(service_id).descriptions == ()
    assert library.service(service_id) is None
    assert library.endpoint(f"{service_id}.home.index") is None
    assert library.endpoints_of(service_id) == ()
