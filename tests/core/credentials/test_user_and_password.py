import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.user_info import (
    UserAndPassword,
    basic_header,
    user_and_password,
)

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
