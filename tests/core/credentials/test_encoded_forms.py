import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.credentials.encoded_forms import encoded_forms, skeleton, without_space
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_search import is_plainly_absent

TOKEN = "nEEdle/to+ken="


@given(st.text(min_size=1, max_size=12), st.text(), st.text())
def test_no_form_of_a_secret_is_plainly_absent_from_a_text_that_holds_it(secret, before, after):
    forms = encoded_forms([Secret(secret)])
    texts = [f"{before}{form}{after}" for form in forms.texts | forms.packed]
    assert [text for text in texts if is_plainly_absent(text, forms)] == []


@pytest.mark.parametrize("secret", [TOKEN, "пароль", "+-+-+-+-", "a1"])
def test_a_secret_is_plainly_absent_from_a_text_without_it(secret):
    assert is_plainly_absent(
        "A text, schön, with\r\nordinary words: b2.", encoded_forms([Secret(secret)])
    )


def test_a_skeleton_has_the_letters_and_digits_of_ascii_in_lower_case():
    assert skeleton("aB\t9+/-_%é\r\n{零} \N{KELVIN SIGN}") == b"ab9k"


@given(st.text())
def test_no_white_space_is_left(text):
    assert without_space(text) == "".join(text.split())


def test_forms_of_several_secrets_are_all_of_theirs():
    first, second = encoded_forms([Secret(TOKEN)]), encoded_forms([Secret("marked-key")])
    both = encoded_forms([Secret(TOKEN), Secret("marked-key")])
    assert both.texts == first.texts | second.texts
    assert both.packed == first.packed | second.packed
    assert both.skeletons == first.skeletons | second.skeletons
    assert both.longest == max(first.longest, second.longest)
    assert encoded_forms([]).longest == 0


def test_a_short_secret_has_no_form_in_base64():
    assert encoded_forms([Secret("1234567")]).in_base64 == frozenset()
    assert encoded_forms([Secret("123")]).packed == frozenset()
    encoded = base64.b64encode(b"12345678").decode()
    assert any(form in encoded for form in encoded_forms([Secret("12345678")]).in_base64)
