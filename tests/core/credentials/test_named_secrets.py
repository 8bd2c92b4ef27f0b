import pytest

from aiurdesk.core.credentials.named_secrets import (
    named_secrets,
    redact_named,
    without_named_secrets,
)


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
