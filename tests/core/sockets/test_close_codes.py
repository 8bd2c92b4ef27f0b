import pytest
from websockets.frames import CloseCode as LibraryCode

from aiurdesk.core.sockets.close_codes import CLOSE_CODES, explain_close_code


def test_every_code_that_the_library_knows_is_explained():
    assert {int(code) for code in LibraryCode} <= CLOSE_CODES.keys()


@pytest.mark.parametrize("code", CLOSE_CODES)
def test_a_registered_code_has_a_name_and_a_meaning(code):
    row = explain_close_code(code)
    assert row.name
    assert row.meaning.endswith(".")


@pytest.mark.parametrize(
    ("code", "name"), [(2000, "Reserved"), (3999, "Registered"), (4001, "Private"), (7, "Invalid")]
)
def test_other_codes_are_explained_by_their_range(code, name):
    assert explain_close_code(code).name == name
