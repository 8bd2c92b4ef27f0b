import pytest
from websockets.frames import CloseCode as LibraryCode

from aiurdesk.core.sockets.close_codes import (
    explain_close_code,
    registered_close_codes,
    why_not_closable,
)


def test_every_code_that_the_library_knows_is_explained():
    assert {int(code) for code in LibraryCode} <= set(registered_close_codes())


@pytest.mark.parametrize("code", registered_close_codes())
def test_a_registered_code_has_a_name_and_a_meaning(code):
    row = explain_close_code(code)
    assert row.name
    assert row.meaning.endswith(".")


@pytest.mark.parametrize(
    ("code", "name"), [(2000, "Reserved"), (3999, "Registered"), (4001, "Private"), (7, "Invalid")]
)
def test_other_codes_are_explained_by_their_range(code, name):
    assert explain_close_code(code).name == name


@pytest.mark.parametrize("code", [1000, 3000, 4999])
def test_a_client_may_close_with_these_codes(code):
    assert why_not_closable(code, "bye") == ""


@pytest.mark.parametrize("code", [999, 1001, 1005, 1006, 1015, 2999, 5000])
def test_a_client_may_not_close_with_other_codes(code):
    assert why_not_closable(code, "").startswith(f"{code} cannot be sent.")


def test_a_reason_that_is_too_long_is_refused_with_its_size():
    assert why_not_closable(1000, "é" * 61) == ""
    assert "124 bytes" in why_not_closable(1000, "é" * 62)
