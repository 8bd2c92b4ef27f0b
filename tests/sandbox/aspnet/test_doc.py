"""The list of actions at ``/doc``, and samples of responses."""

import json
from datetime import UTC, datetime

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.sandbox.aspnet.doc import TEXT, describe, sample_members
from aiurdesk.sandbox.aspnet.response import Response
from aiurdesk.sandbox.aspnet.routing import Request, Route
from tests.sandbox.aspnet.endpoints import an_endpoint

MOMENT = datetime(2031, 2, 3, 4, 5, 6, 123456, UTC)
WRITTEN = "2031-02-03T04:05:06.123456Z"


PARAMETERS = (
    Parameter("AccessToken", ParameterKind.SECRET, Location.QUERY, required=True),
    Parameter("Note", ParameterKind.TEXT, Location.QUERY),
    Parameter("Id", ParameterKind.INTEGER, Location.QUERY, required=True),
)


async def nothing(request: Request) -> Response:
    return Response()


def test_an_entry_contains_arguments_and_samples():
    fields = (("lamps", "array<string>"),)
    endpoint = an_endpoint("/Lamps/List", *PARAMETERS, response_fields=fields)
    (entry,) = describe((Route(endpoint, nothing),), MOMENT)
    assert entry | {"possibleResponses": []} == {
        "controllerName": "LampsController",
        "actionName": "List",
        "authRequired": False,
        "isPost": False,
        "arguments": [
            {"name": "AccessToken", "required": True, "type": 0},
            {"name": "Note", "required": False, "type": 0},
            {"name": "Id", "required": True, "type": 1},
        ],
        "possibleResponses": [],
        "routes": ["Lamps/List"],
    }
    success, *refusals = [json.loads(text) for text in entry["possibleResponses"]]  # type: ignore[attr-defined]
    assert success == {"lamps": [TEXT], "code": 0, "message": TEXT}
    assert [refusal["code"] for refusal in refusals] == [-1, -10]


def test_a_sample_has_a_value_for_each_member():
    lamp = "object{id:integer,owner:object{name:string|null,since:datetime}|null,tags:array|null}"
    fields = (("count", "long"), ("lamps", f"array<{lamp}>"), ("none", "null"))
    assert sample_members(an_endpoint(response_fields=fields), MOMENT) == {
        "count": 0,
        "lamps": [{"id": 0, "owner": {"name": TEXT, "since": WRITTEN}, "tags": []}],
        "none": None,
    }
