from aiurdesk.core.response.unknown_secrets import (
    redact_unknown,
    redact_unknown_headers,
    redact_unknown_in,
)

KEY = "ghp_" + "a1B2" * 6


def test_names_and_looks_tell_what_is_secret():
    text = f'{{"password": "hush", "note": "{KEY}"}}?token=hush&id=5 <pin>hush</pin>'
    assert redact_unknown(text) == (
        '{"password": "••••", "note": "••••"}?token=••••&id=5 <pin>••••</pin>'
    )


def test_every_text_of_a_value_is_searched():
    value = {"a": [KEY, {"b": f"x {KEY}"}], "c": 1, "d": None, "e": True}
    assert redact_unknown_in(value) == {
        "a": ["••••", {"b": "x ••••"}],
        "c": 1,
        "d": None,
        "e": True,
    }


def test_headers_with_secret_names_are_dots():
    headers = [["Set-Cookie", "a=1"], ["Authorization", "Bearer ••••"], ["Date", "today"]]
    assert redact_unknown_headers(headers) == [["Set-Cookie", "••••"], *headers[1:]]
