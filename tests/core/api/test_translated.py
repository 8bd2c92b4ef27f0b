from msgspec.structs import replace

from aiurdesk.core.api.catalogue import parse_service
from aiurdesk.core.api.endpoint import Generation
from aiurdesk.core.api.translated import translated

SERVICE = parse_service(
    """{"id": "shop", "name": "Shop", "base_url": "https://shop.example.com",
    "generation": "own", "table": "", "description": "Sells",
    "endpoints": [{"id": "shop.goods.list", "group": "Goods", "name": "List", "title": "Goods",
        "method": "GET", "path": "/goods", "authentication_note": "Key",
        "code_cases": [{"code": 7, "when": "Lost"}],
        "parameters": [{"name": "Kind", "kind": "text", "location": "query", "example": "book",
            "pattern_hint": "word"}]}]}""",
    "shop.json",
)


def test_a_service_is_as_it_is_in_english():
    assert SERVICE.endpoints
    assert translated(SERVICE) is SERVICE


def test_explanations_are_translated_and_names_titles_and_values_are_not(backwards):
    translation = translated(SERVICE)
    (endpoint,) = translation.endpoints
    (parameter,) = endpoint.parameters
    assert (translation.service.name, translation.service.description) == ("Shop", "slleS")
    assert (endpoint.name, endpoint.title, endpoint.description) == ("List", "Goods", "")
    assert endpoint.authentication_note == "yeK"
    assert [case.when for case in endpoint.code_cases] == ["tsoL"]
    assert (parameter.name, parameter.example) == ("Kind", "book")
    assert parameter.pattern_hint == "drow"


def test_the_title_of_a_generation_is_translated(backwards):
    generation = Generation("2020-09", "2020 generation", "2020")
    of_generation = translated(replace(SERVICE, generation=generation))
    assert of_generation.generation == Generation("2020-09", "noitareneg 0202", "2020")
    assert translated(SERVICE).generation is None
