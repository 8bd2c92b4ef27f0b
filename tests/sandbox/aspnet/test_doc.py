"""The list of actions at ``/doc``."""

import json
from datetime import UTC, datetime

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.doc import NOW, TEXT, describe
from aiurdesk.sandbox.aspnet.response import Response
from aiurdesk.sandbox.aspnet.routing import Request, Route

MOMENT = datetime(2031, 2, 3, 4, 5, 6, 123456, UTC)


async def nothing(request: Request) -> Response:
    return Response()


def test_an_entry_contains_arguments_and_samples():
    parameters = (
        Parameter("AccessToken", required=True),
        Parameter("Note"),
        Parameter("Id", ParameterKind.INTEGER),
        Parameter("Life", ParameterKind.INTEGER, is_nullable=True),
        Parameter("IsOpen", ParameterKind.BOOLEAN),
        Parameter("Type", ParameterKind.CHOICE),
        Parameter("Key", doc_required=True),
    )
    route = Route(
        "Lamps/List", nothing, parameters, sample={"lamps": [{"bought": NOW, "label": TEXT}]}
    )
    (entry,) = describe((route,), MOMENT)
    assert list(entry) == [
        "controllerName",
        "actionName",
        "authRequired",
        "isPost",
        "arguments",
        "possibleResponses",
        "routes",
    ]
    assert entry["arguments"] == [
        {"name": "AccessToken", "required": True, "type": 0},
        {"name": "Note", "required": False, "type": 0},
        {"name": "Id", "required": True, "type": 1},
        {"name": "Life", "required": False, "type": 1},
        {"name": "IsOpen", "required": True, "type": 2},
        {"name": "Type", "required": True, "type": 5},
        {"name": "Key", "required": True, "type": 0},
    ]
    success, *refusals = [json.loads(text) for text in entry["possibleResponses"]]  # type: ignore[attr-defined]
    assert success["lamps"] == [{"bought": "2031-02-03T04:05:06.123456Z", "label": TEXT}]
    assert [refusal["code"] for refusal in refusals] == [-1, -10]


def test_names_come_from_the_path_unless_the_route_sets_them():
    plain = Route("Lamps/List", nothing, methods=("POST",))
    named = Route("/Wrap/{Name}", nothing, controller="WrapController", action="Wrap")
    first, second = describe((plain, named), MOMENT)
    assert (first["controllerName"], first["actionName"], first["isPost"]) == (
        "LampsController",
        "List",
        True,
    )
    assert (second["controllerName"], second["actionName"]) == ("WrapController", "Wrap")
    assert second["routes"] == ["/Wrap/{Name}"]
    assert len(second["possibleResponses"]) == 2  # type: ignore[arg-type]


def test_undocumented_routes_are_left_out():
    assert describe((Route("Home/Index", nothing, is_documented=False),), MOMENT) == []
