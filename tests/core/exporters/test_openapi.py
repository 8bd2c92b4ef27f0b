import json

from msgspec.structs import replace

from aiurdesk.core.exporters.exported import ExportedFolder, exported_request
from aiurdesk.core.exporters.openapi import write_openapi
from tests.core.exporters.collections import a_folder, a_request


def test_requests_are_operations():
    exported = write_openapi(a_folder())
    document = json.loads(exported.text)
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": "https://api.example:8443"}]
    listed = document["paths"]["/users/{id}"]["get"]
    assert listed["tags"] == ["Users"]
    assert [one["in"] for one in listed["parameters"]] == ["path", "query", "query", "header"]
    create = document["paths"]["/users"]["post"]["requestBody"]["content"]
    assert create["application/json"]["example"] == {"name": "Ann"}
    form = document["paths"]["/files"]["put"]["requestBody"]["content"]["multipart/form-data"]
    assert form["schema"]["properties"]["file"]["format"] == "binary"
    assert "Odd: its method LINK, which OpenAPI does not have." in exported.left_out


def test_the_second_request_of_a_path_is_told_and_variables_of_a_server_have_values():
    requests = [exported_request(name, a_request("GET", "/a"), "") for name in ("One", "Two")]
    exported = write_openapi(ExportedFolder("A", tuple(requests)))
    assert exported.left_out == ("Two: GET /a is there already.",)
    variable = replace(requests[0], url="{{base}}/a/{{id}}")
    document = json.loads(write_openapi(ExportedFolder("A", (variable,), (("base", "x"),))).text)
    assert document["servers"] == [{"url": "{base}", "variables": {"base": {"default": "x"}}}]
    assert list(document["paths"]) == ["/a/{id}"]
