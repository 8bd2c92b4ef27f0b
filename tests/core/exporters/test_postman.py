import json

import pytest

from aiurdesk.core.exporters.exported import ExportedFolder, exported_item
from aiurdesk.core.exporters.postman import write_postman
from aiurdesk.core.request.request import GraphqlBody, Header, JsonBody
from aiurdesk.importers.postman import parse_postman
from tests.core.exporters.collections import a_folder, a_request


def test_folders_bodies_and_variables():
    document = json.loads(write_postman(a_folder()).text)
    assert document["info"]["name"] == "Shop"
    assert document["variable"] == [{"key": "trace", "value": "t-1"}]
    users, login, upload, text, file, _ = document["item"]
    assert [item["name"] for item in users["item"]] == ["List", "Create"]
    assert users["item"][0]["request"]["description"] == "Lists *users*."
    url = users["item"][0]["request"]["url"]
    assert url["host"] == ["api", "example"]
    assert (url["port"], url["path"]) == ("8443", ["users", "{{id}}"])
    assert url["query"][0] == {"key": "page", "value": "2"}
    assert login["request"]["body"]["urlencoded"][1]["disabled"]
    assert upload["request"]["body"]["formdata"][1]["src"] == "pictures/a b.png"
    assert text["request"]["body"]["options"]["raw"]["language"] == "xml"
    assert file["request"]["body"]["file"]["src"] == "data.bin"


def test_tests_and_captures_are_scripts_where_both_programs_have_them():
    exported = write_postman(a_folder())
    (event,) = json.loads(exported.text)["item"][0]["item"][0]["event"]
    script = "\n".join(event["script"]["exec"])
    assert "pm.response.to.have.status(200)" in script
    assert 'pm.expect(pm.response.json().user.name).to.eql("Ann")' in script
    assert 'pm.collectionVariables.set("id", pm.response.json().user.id);' in script
    listed = [words for words in exported.left_out if words.startswith("Users/List: ")]
    assert listed == ["Users/List: a test of elapsed_below_ms.", "Users/List: the capture tag."]


def test_a_document_of_graphql_has_a_mode_of_its_own():
    body = GraphqlBody("query A { a }", '{"n": {{n}}}', "A")
    request = exported_item("A", a_request("POST", "/graphql", body), "")
    (item,) = json.loads(write_postman(ExportedFolder("A", (request,))).text)["item"]
    document = {"query": "query A { a }", "variables": '{"n": {{n}}}', "operationName": "A"}
    assert item["request"]["body"] == {"mode": "graphql", "graphql": document}
    again = parse_postman(write_postman(ExportedFolder("A", (request,))).text)
    assert repr(body) in repr(again)


def test_a_body_of_a_get_is_not_pruned():
    request = exported_item("A", a_request("GET", "/", JsonBody("{}")), "")
    (item,) = json.loads(write_postman(ExportedFolder("A", (request,))).text)["item"]
    assert item["protocolProfileBehavior"] == {"disableBodyPruning": True}


@pytest.mark.parametrize(("query", "value"), [("x", None), ("x=", ""), ("x=1", "1"), ("x==", "=")])
def test_a_name_of_the_query_without_an_equals_sign_has_none_there(query, value):
    request = a_request("GET", f"/a?{query}")
    exported = write_postman(ExportedFolder("A", (exported_item("A", request, ""),)))
    (item,) = json.loads(exported.text)["item"]
    assert item["request"]["url"]["query"] == [{"key": "x", "value": value}]


def test_a_login_in_variables_is_authentication_there_and_comes_back():
    headers = (Header("Authorization", "Basic {{user}}:{{password}}"), Header("X", "a:b"))
    request = exported_item("A", a_request("GET", "/a", headers=headers), "")
    text = write_postman(ExportedFolder("A", (request,))).text
    (item,) = json.loads(text)["item"]
    pairs = {pair["key"]: pair["value"] for pair in item["request"]["auth"]["basic"]}
    assert pairs == {"username": "{{user}}", "password": "{{password}}"}
    assert item["request"]["header"] == [{"key": "X", "value": "a:b"}]
    assert repr(headers[0]) in repr(parse_postman(text))
