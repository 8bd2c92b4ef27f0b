import json

from aiurdesk.core.api.endpoint import CodeCase, Location, ResponseField
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.importers.aiursoft_doc import is_aiursoft_doc, parse_aiursoft_doc
from aiurdesk.importers.imported import ImportedService

ACTION = {
    "controllerName": "LampsController",
    "actionName": "ViewLamp",
    "isPost": False,
    "arguments": [
        {"name": "AccessToken", "required": True, "type": 0},
        {"name": "id", "required": True, "type": 1},
        {"name": "tags", "required": False, "type": 4},
    ],
    "possibleResponses": ['{"code": 0, "message": "m", "lamp": {}}', '{"code": -8}', "broken"],
    "routes": ["Lamps/View/{id}/{**rest}"],
}


def parsed(*actions, address="https://lamps.example/doc"):
    service = parse_aiursoft_doc(list(actions), "lamps", address)
    assert isinstance(service, ImportedService)
    return service


def test_an_action_is_an_endpoint():
    description = parsed(ACTION).description
    (endpoint,) = description.endpoints
    assert description.service.base_url == "https://lamps.example"
    assert (endpoint.id, endpoint.method, endpoint.path) == (
        "lamps.lamps.viewlamp",
        "GET",
        "/Lamps/View/{id}",
    )
    assert [(entry.name, entry.kind, entry.location) for entry in endpoint.parameters] == [
        ("AccessToken", ParameterKind.SECRET, Location.QUERY),
        ("id", ParameterKind.NUMBER, Location.PATH),
        ("tags", ParameterKind.LIST, Location.QUERY),
    ]
    assert endpoint.code_cases == (CodeCase(0), CodeCase(-8))
    assert endpoint.response_fields == (ResponseField("lamp", "object"),)


def test_the_spelling_of_2018():
    action = {
        "ControllerName": "LampsController",
        "ActionName": "Upload",
        "IsPost": True,
        "RequiresFile": True,
        "Arguments": [{"Name": "kind", "Required": True, "Type": 4}],
    }
    (endpoint,) = parsed(action).description.endpoints
    assert (endpoint.method, endpoint.path) == ("POST", "/Lamps/Upload")
    assert [(entry.name, entry.kind, entry.location) for entry in endpoint.parameters] == [
        ("kind", ParameterKind.TEXT, Location.MULTIPART),
        ("file", ParameterKind.FILE, Location.MULTIPART),
    ]


def test_what_cannot_be_used_is_listed():
    posted = {**ACTION, "isPost": True}
    service = parsed(ACTION, posted, posted, {"actionName": 1}, 5, address="")
    assert [(entry.words, entry.source) for entry in service.left_out] == [
        ("the address of the service, which the list does not say", ""),
        ("a second action lamps.lamps.viewlamp-post", "/2"),
        ("an action without a name", "/3"),
        ("an action without a name", "/4"),
    ]
    assert service.description.service.base_url == "{{lamps_url}}"


def test_such_lists_are_told_from_others():
    assert is_aiursoft_doc(json.loads(json.dumps([ACTION])))
    assert not is_aiursoft_doc([{"a": 1}])
    assert not is_aiursoft_doc({"openapi": "3.0.0"})
