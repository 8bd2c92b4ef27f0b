import pytest
from msgspec.structs import replace

from aiurdesk.core.exporters.exported import ExportedFolder, exported_item
from aiurdesk.core.exporters.http_file import write_http, write_http_collection
from aiurdesk.core.request.request import GraphqlBody
from aiurdesk.core.request.typed import Typed
from aiurdesk.importers.http_file import is_http_file, parse_http_file
from tests.core.exporters.collections import a_folder, a_request
from tests.core.exporters.sample import a_file, a_form, a_json, some_bytes

NOWHERE = Typed("")


def test_each_request_is_a_block():
    text = write_http_collection(a_folder()).text
    assert text.startswith("@trace = t-1\n\n### Users/List\n# Lists *users*.\nGET https://")
    assert '\nContent-Type: application/json\n\n{"name": "Ann"}\n' in text
    assert "\n\nuser=a%26b\n" in text
    assert "< pictures/a b.png\n--boundary-of-the-parts--" in text
    assert "\n\n< data.bin\n" in text


@pytest.mark.parametrize("operation", ["", "A"])
def test_a_document_of_graphql_is_read_as_it_was_written(operation):
    body = GraphqlBody("query A {\n  a\n}", '{\n  "n": 1\n}', operation)
    request = exported_item("A", a_request("POST", "/graphql", body), "")
    text = write_http_collection(ExportedFolder("A", (request,))).text
    assert text.count("GRAPHQL https://") == (not operation)
    again = repr(parse_http_file(text))
    assert repr(body) in again
    assert "method='POST'" in again


def test_an_entry_has_variables_for_secrets():
    lines = write_http(a_json()).split("\n")
    assert lines[0] == "POST https://api.example/users"
    assert "Authorization: Bearer {{TOKEN}}" in lines
    assert lines[-2:] == ["", '{"password": "{{PASSWORD}}", "n": 1}']


def test_files_are_named_and_other_bytes_are_told():
    assert write_http(a_file()).endswith("\n\n< /tmp/x.png")
    assert "< /tmp/x.png\n--boundary-of-the-parts--" in write_http(a_form())
    assert write_http(some_bytes()).startswith("# The body is not text.")


def test_a_method_of_its_own_and_long_notes_are_read_again_and_the_rest_is_told():
    odd, none = a_request("PURGE", "/a"), replace(a_request("GET", "/b"), target=NOWHERE)
    requests = (
        exported_item("A", odd, ""),
        exported_item("B", none, ""),
        exported_item("C", a_request("A_B", "/c"), ""),
    )
    exported = write_http_collection(ExportedFolder("X", requests[:1], notes="Long. \n" * 9_000))
    assert "method='PURGE'" in repr(parse_http_file(exported.text))
    assert is_http_file(exported.text)
    assert exported.left_out == ()
    told = "\n".join(write_http_collection(ExportedFolder("X", requests)).left_out)
    assert "B: it has no address" in told
    assert "C: other programs do not read its method A_B." in told
