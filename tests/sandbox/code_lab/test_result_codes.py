"""An envelope for every result code of 2020, and some others."""

import pytest

from aiurdesk.services.dialects.dialect_files import DialectFiles
from aiurdesk.services.library import load_code_lab

pytestmark = pytest.mark.read_only

TABLE = DialectFiles()["2020"]
PATHS = {
    endpoint.path: endpoint.code_cases[0]
    for endpoint in load_code_lab().endpoints
    if endpoint.path.startswith("/Codes/") and endpoint.name != "Mismatch"
}


def test_each_endpoint_is_named_after_a_code_of_the_table():
    names = {path.rpartition("/")[2]: case.code for path, case in PATHS.items()}
    assert len(names) >= 11
    # A code that is added to the table may have no endpoint here yet.
    assert names.items() <= {row.name: code for code, row in TABLE.codes.items()}.items()


@pytest.mark.parametrize("path", PATHS)
def test_each_endpoint_returns_its_code_and_status(client, server, path):
    response = client.get(server.base_urls["code-lab"] + path)
    assert response.json()["code"] == PATHS[path].code
    assert response.status_code == PATHS[path].status == TABLE.codes[PATHS[path].code].status
    assert list(response.json())[-2:] == ["code", "message"]


def test_invalid_input_has_two_errors_with_a_name_and_one_without(client, server):
    query = {"ChannelId": "two", "Volume": "loud"}
    response = client.get(f"{server.base_urls['code-lab']}/Codes/InvalidInput", params=query)
    assert response.json()["items"] == [
        "The Name field is required.",
        "The value 'two' is not valid for ChannelId.",
        "The value 'loud' is not valid.",
    ]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("MinusNine", -9),
        ("Seven", 7),
        ("MinusNineHundredNinetyNine", -999),
        ("AnyCode?code=-42&message=hello", -42),
    ],
)
def test_unexpected_codes_are_not_in_the_table(client, server, path, code):
    response = client.get(f"{server.base_urls['code-lab']}/Unexpected/{path}").json()
    assert response["code"] == code
    assert code not in TABLE.codes


def test_one_endpoint_has_a_status_that_contradicts_its_code(client, server):
    response = client.get(f"{server.base_urls['code-lab']}/Codes/Mismatch")
    assert (response.status_code, response.json()["code"]) == (404, -4)
