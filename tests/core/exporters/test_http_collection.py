import pytest

from aiurdesk.core.exporters.exported import ExportedFolder, exported_request
from aiurdesk.core.exporters.http_collection import write_http_collection
from aiurdesk.core.request.request import GraphqlBody
from aiurdesk.importers.http_file import parse_http_file
from tests.core.exporters.collections import a_folder, a_request


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
    request = exported_request("A", a_request("POST", "/graphql", body), "")
    text = write_http_collection(ExportedFolder("A", (request,))).text
    assert text.count("GRAPHQL https://") == (not operation)
    again = repr(parse_http_file(text))
    assert repr(body) in again
    assert "method='POST'" in again
