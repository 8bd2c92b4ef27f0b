"""An envelope for every row of the table of 2020, and some beyond."""

import pytest

from aiurdesk.services.library import load_code_lab
from aiurdesk.services.result_code_tables import load_built_in_tables

TABLE = load_built_in_tables().by_name["2020"]
PATHS = {
    endpoint.path: endpoint.code_cases[0]
    for endpoint in load_code_lab().endpoints
    if endpoint.path.startswith("/Codes/") and endpoint.name != "Mismatch"
}


def test_each_is_named_after_a_code_of_the_table():
    names = {path.rpartition("/")[2]: case.code for path, case in PATHS.items()}
    assert len(names) >= 11
    # A code that is added to the table may have no endpoint here yet.
    assert names.items() <= {row.name: row.code for row in TABLE.codes.values()}.items()


@pytest.mark.parametrize("path", PATHS)
def test_each_answers_with_its_code_and_its_status(client, server, path):
    answer = client.get(server.base_urls["code-lab"] + path)
    assert answer.json()["code"] == PATHS[path].code
    assert answer.status_code == PATHS[path].status == TABLE.codes[PATHS[path].code].status
    assert list(answer.json())[-2:] == ["code", "message"]


def test_invalid_input_names_two_parameters_and_leaves_one_unnamed(client, server):
    query = {"ChannelId": "two", "Volume": "loud"}
    answer = client.get(f"{server.base_urls['code-lab']}/Codes/InvalidInput", params=query)
    assert answer.json()["items"] == [
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
def test_unexpected_codes_are_in_no_row(client, server, path, code):
    answer = client.get(f"{server.base_urls['code-lab']}/Unexpected/{path}").json()
    assert answer["code"] == code
    assert code not in TABLE.codes


def test_one_contradicts_its_status(client, server):
    answer = client.get(f"{server.base_urls['code-lab']}/Codes/Mismatch")
    assert (answer.status_code, answer.json()["code"]) == (404, -4)
