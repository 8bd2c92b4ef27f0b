import json

from msgspec.structs import replace

from aiurdesk.core.exporters.exported import ExportedFolder, exported_item
from aiurdesk.core.exporters.openapi import write_openapi
from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    FormBody,
    Header,
    MultipartBody,
    Row,
)
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
    requests = [exported_item(name, a_request("GET", "/a"), "") for name in ("One", "Two")]
    exported = write_openapi(ExportedFolder("A", tuple(requests)))
    assert exported.left_out == ("Two: GET /a is there already.",)
    first = requests[0]
    variable = replace(first, sent=replace(first.sent, url="{{base}}/a/{{id}}"))
    document = json.loads(write_openapi(ExportedFolder("A", (variable,), (("base", "x"),))).text)
    assert document["servers"] == [{"url": "{base}", "variables": {"base": {"default": "x"}}}]
    assert list(document["paths"]) == ["/a/{id}"]


def test_what_a_description_has_no_place_for_is_told():
    file = FileValue("pictures/a.png", "a.png", "image/png")
    headers = (Header("X-A", "1"), Header("X-A", "2"), Header("Accept", "text/html"))
    requests = (
        a_request("GET", "/a?q=1&q=2#part", headers=headers),
        a_request("POST", "/form", FormBody((Row("a", "1"), Row("a", "2"), Row("b", "3", False)))),
        a_request("POST", "/file", FileBody("data.bin")),
        a_request("POST", "/files", MultipartBody((Row("f", file),))),
    )
    entries = [exported_item(f"R{n}", request, "") for n, request in enumerate(requests)]
    elsewhere = replace(entries[0].sent, url="https://other.example/z", headers=())
    entries.append(replace(entries[0], name="Else", sent=elsewhere))
    assert write_openapi(ExportedFolder("A", tuple(entries))).left_out == (
        "R0: what follows # in its address.",
        "R0: its header Accept.",
        "R0: all values of q but one.",
        "R0: all values of X-A but one.",
        "R1: all values of a but one.",
        "R1: 1 row that is switched off.",
        "R2: the paths of its files.",
        "R3: the paths of its files.",
        "Else: that it is at https://other.example, which stands beside others.",
    )
