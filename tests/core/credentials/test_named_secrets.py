import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.credentials.named_secrets import (
    MEMBER,
    PAIR,
    named_secrets,
    redact_named,
    without_named_secrets,
)
from aiurdesk.core.credentials.secret_names import is_secret_name

PIECES = ('"', ":", "=", "&", " ", "\\", ",", "<", ">", "token", "a", "x-", "1", "\n", "pass.word")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('{"password": "a\\u00e9\\"b"}', ['aé"b']),
        ('{"password": "a\nb"}', ["a\nb"]),
        ('{"password": "broken \\x"}', ["broken \\x"]),
        ("a=1&api_key=xyz&b=2", ["xyz"]),
        ("<Secret>xyz</Secret>", ["xyz"]),
        ('{"title": "xyz"}', []),
        ("", []),
    ],
)
def test_what_is_secret_by_its_name_is_found_in_any_notation(text, values):
    assert [found.value for found in named_secrets(text)] == values


def test_the_rest_of_the_text_stays():
    text = '{"a": "b", "token": "hush", "c": "token=hush"}'
    assert without_named_secrets(text) == '{"a": "b", "token": "", "c": "token="}'
    assert redact_named(text, "••") == '{"a": "b", "token": "••", "c": "token=••"}'


@pytest.mark.parametrize(
    "text", ["?api_key={{secret:my host key}}&a=1", "token={{ t }}", '"secret": "{{env:A}}"']
)
def test_a_reference_stays_as_it_is(text):
    assert without_named_secrets(text) == text
    assert redact_named(text, "••") == text


def test_what_stands_beside_braces_is_a_secret():
    assert redact_named("token=a{b{{c}&x=1", "••") == "token=••&x=1"


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_name_is_passed_over(text):
    def dots(found):
        return found["start"] + "••" if is_secret_name(found["name"]) else found.group()

    assert redact_named(text, "••") == PAIR.sub(dots, MEMBER.sub(dots, text))
