"""Authenticator codes."""

import base64

import pytest

from aiurdesk.sandbox.gateway.totp import code_at, in_groups_of_four, is_valid, new_key

KEY_OF_THE_STANDARD = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("at_s", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_match_the_standard(at_s, code):
    assert code_at(KEY_OF_THE_STANDARD, at_s) == code


def test_a_code_is_valid_for_a_minute_before_and_after():
    code = code_at(KEY_OF_THE_STANDARD, 1_000_000)
    assert is_valid(KEY_OF_THE_STANDARD, code, 1_000_060)
    assert is_valid(KEY_OF_THE_STANDARD, code, 999_940)
    assert not is_valid(KEY_OF_THE_STANDARD, code, 1_000_120)


def test_a_new_key_has_32_characters_in_groups_of_four():
    key = new_key()
    assert len(key) == 32
    assert [len(group) for group in in_groups_of_four(key).split(" ")] == [4] * 8
