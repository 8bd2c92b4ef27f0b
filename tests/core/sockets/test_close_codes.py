import pytest
from websockets.frames import CloseCode as LibraryCode

from aiurdesk.core.sockets.closing import explain_close_code
from aiurdesk.core.verdict.failures import explanations


def test_every_code_that_the_library_knows_is_explained():
    assert {str(int(code)) for code in LibraryCode} <= explanations("close_codes").keys()


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (1012, "Service restart"),
        (1999, "Reserved"),
        (2999, "Reserved"),
        (3999, "Registered"),
        (4001, "Private"),
        (7, "Invalid"),
    ],
)
def test_other_codes_are_explained_by_their_range(code, name):
    assert explain_close_code(code).headline == name
