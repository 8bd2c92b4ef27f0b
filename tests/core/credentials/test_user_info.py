"""User name and password in an address are found, also while they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.user_info import (
    UserAndPassword,
    basic_header,
    user_and_password,
    user_info_of,
    without_user_info,
)


@pytest.mark.parametrize(
    ("address", "without", "user", "password"),
    [
        ("https://user:PASS@host/p?q", "https://host/p?q", "user", "PASS"),
        ("user:PASS@host/x", "host/x", "user", "PASS"),
        ("//u:PASS@h", "//h", "u", "PASS"),
        ("https://user@host", "https://host", "user", ""),
        ("https://:PASS@host", "https://host", "", "PASS"),
        ("https://u:PA%40SS@host", "https://host", "u", "PA@SS"),
        ("https://u:PA@SS@host/a@b", "https://host/a@b", "u", "PA@SS"),
        ("https://u:PA/SS@host/x", "https://host/x", "u", "PA/SS"),
        ("https://u:PASS@host:8443/", "https://host:8443/", "u", "PASS"),
    ],
)
def test_they_are_found_and_left_out(address, without, user, password):
    both = user_info_of(address)
    assert both is not None
    assert (both.user, both.password.reveal()) == (user, password)
    assert without_user_info(address) == without


@pytest.mark.parametrize("length", range(len("https://user:P"), len("https://user:PASS@")))
def test_a_password_that_is_still_being_typed_is_left_out(length):
    assert without_user_info("https://user:PASS@"[:length]) == "https://user"


@pytest.mark.parametrize(
    "address",
    [
        "", "https:", "https://", "https://host:80/", "https://host:/x", "http://[::1]:8/",
        "http://[::1]/", "https://{{host}}:{{port}}/a@b", "https://host/a@b?c@d#e@f",
        "localhost:8080/x@y", "archon.home.index",
    ],
)  # fmt: skip
def test_any_other_address_stays_as_it_is(address):
    assert user_info_of(address) is None
    assert without_user_info(address) == address


NAMES = st.text(st.characters(exclude_characters=":", exclude_categories=["Cs"]))
PASSWORDS = st.text(st.characters(exclude_categories=["Cs"]))


@given(NAMES, PASSWORDS)
def test_a_header_is_read_as_it_was_written(user, password):
    both = UserAndPassword(user, Secret(password))
    assert user_and_password(basic_header(both)) == both


@pytest.mark.parametrize(
    "value", ["Bearer abc", "Basic", "Basic ***", "Basic QT!pi", "Basic YWJj", "Basic /w==", ""]
)
def test_other_headers_are_not_basic_authentication(value):
    assert user_and_password(value) is None
