"""Services made from their description."""

import httpx
import pytest

from aiurdesk.core.api.endpoint import (
    ApiDescription,
    Authentication,
    Choice,
    Endpoint,
    Location,
    Parameter,
    ParameterKind,
    ResponseField,
    Service,
)
from aiurdesk.sandbox.aspnet.response import ApiError, Response, envelope
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.web_service import ServiceApp
from aiurdesk.sandbox.clock import system_clock
from aiurdesk.sandbox.described_service import Action, described_service
from aiurdesk.sandbox.state import State, fresh_state

TOKEN = Parameter("AccessToken", ParameterKind.SECRET, Location.QUERY, required=True)
COLOURS = (Choice("1", "Red"), Choice("2", "Green"))
PARAMETERS = (
    Parameter(
        "Name",
        ParameterKind.TEXT,
        Location.QUERY,
        required=True,
        min_length=2,
        max_length=5,
        pattern="[a-z]+",
        pattern_hint="small letters only",
    ),
    Parameter("Count", ParameterKind.INTEGER, Location.QUERY, default="3", minimum=1, maximum=9),
    Parameter("Number", ParameterKind.LONG, Location.QUERY, required=True),
    Parameter("Watts", ParameterKind.INTEGER, Location.QUERY),
    Parameter("IsLit", ParameterKind.BOOLEAN, Location.QUERY, default="true"),
    Parameter("Colour", ParameterKind.CHOICE, Location.QUERY, required=True, choices=COLOURS),
    Parameter("Picture", ParameterKind.FILE, Location.MULTIPART, required=True),
)
ENDPOINTS = (
    Endpoint(
        "lamps.lamps.add", "lamps", "Lamps", "Add", "GET", "/Lamps/Add", parameters=PARAMETERS
    ),
    Endpoint(
        "lamps.lamps.list",
        "lamps",
        "Lamps",
        "List",
        "GET",
        "/Lamps/List",
        authentication=Authentication.ACCESS_TOKEN,
        parameters=(TOKEN,),
        response_fields=(ResponseField("lamps", "array<string>"),),
    ),
    Endpoint("lamps.home.page", "lamps", "Home", "Page", "GET", "/Home/Page", has_envelope=False),
    Endpoint("lamps.doc.doc", "lamps", "Doc", "Doc", "GET", "/doc"),
)


@pytest.fixture
def state() -> State:
    """Return a state whose catalogue has a service of lamps."""
    service = Service("lamps", "Lamps", "https://127.0.0.1", "2020-09", "2020")
    return fresh_state(system_clock, (ApiDescription(service, ENDPOINTS),))


async def show(request: Request) -> Response:
    """Return the bound values."""
    values = request.values
    numbers = [values.number(name) for name in ("Count", "Number", "Colour", "Watts")]
    members = {"name": values["name"], "numbers": numbers, "isLit": values.boolean("IsLit")}
    return envelope(0, "Added.", members)


async def get(state: State, path: str, *, action: Action | None = None, **rules) -> httpx.Response:
    """Return the response of the service to a request."""
    service = described_service(state, "lamps", {"lamps.add": action or show}, **rules)
    app = ServiceApp(service, state.clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        return await client.get(f"https://127.0.0.1{path}")


async def test_values_are_bound_as_the_catalogue_describes_them(state):
    added = (await get(state, "/Lamps/Add?name=ab&Number=-7&Colour=Green")).json()
    assert added == {
        "name": "ab",
        "numbers": [3, -7, 2, 0],
        "isLit": True,
        "code": 0,
        "message": "Added.",
    }


async def test_values_are_checked_as_the_catalogue_describes_them(state):
    refused = (await get(state, "/Lamps/Add?Name=ABCDEF&Count=10&Colour=3")).json()
    assert refused["items"] == [
        "The field Name must be a string or array type with a maximum length of '5'.",
        "The Name has to be small letters only.",
        "The field Count must be between 1 and 9.",
        "The value '3' is invalid.",
    ]
    assert (await get(state, "/Lamps/Add?Name=a")).json()["items"] == [
        "The field Name must be a string or array type with a minimum length of '2'."
    ]
    # Only a text can be missing.
    assert (await get(state, "/Lamps/Add")).json()["items"] == ["The Name field is required."]


async def test_only_an_optional_number_without_a_default_can_be_empty(state):
    added = (await get(state, "/Lamps/Add?Name=ab&Watts=")).json()
    assert (added["code"], added["numbers"][3]) == (0, 0)
    for name in ("Count", "Number"):
        refused = (await get(state, f"/Lamps/Add?Name=ab&{name}=")).json()
        assert refused["items"] == ["The value '' is invalid."]


async def test_an_action_can_look_for_a_value_itself(state):
    added = await get(state, "/Lamps/Add", action=Action(show, optional=("Name",)))
    assert added.json()["name"] is None


async def test_a_service_can_have_further_rules(state):
    checks = {"Name": lambda name, value: f"The {name} is odd."}
    refused = await get(state, "/Lamps/Add?Name=ab", checks=checks)
    assert refused.json()["items"] == ["The Name is odd."]


async def test_an_endpoint_without_an_action_checks_the_token_and_replies_with_a_sample(state):
    assert (await get(state, "/Lamps/List")).json()["code"] == -10
    assert (await get(state, "/Lamps/List?AccessToken=wrong")).json()["code"] == -8
    token = state.tokens.issue("app").text
    response = await get(state, str(httpx.URL("/Lamps/List", params={"AccessToken": token})))
    assert response.json() == {
        "lamps": ["a sample text"],
        "code": 0,
        "message": "This is a sample.",
    }


async def test_a_service_can_check_the_caller_by_itself(state):
    def refuse(request: Request) -> None:
        raise ApiError(-4, "There is no such user.")

    refused = await get(state, "/Lamps/List?AccessToken=wrong", authorize=refuse)
    assert refused.json()["code"] == -4


async def test_a_page_without_an_action_has_its_title(state):
    page = await get(state, "/Home/Page")
    assert (page.status_code, "<h1>Page</h1>" in page.text) == (200, True)


async def test_doc_is_not_an_endpoint_and_lists_the_others(state):
    entries = (await get(state, "/doc")).json()
    assert [entry["actionName"] for entry in entries] == ["Add", "List", "Page"]


def test_an_action_for_an_endpoint_that_does_not_exist_is_a_mistake(state):
    with pytest.raises(KeyError, match="lamps.sell"):
        described_service(state, "lamps", {"lamps.sell": show})
