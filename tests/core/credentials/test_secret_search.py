import base64
import html
import json
import time
from collections.abc import Callable
from itertools import product
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.credentials.encoded_forms import encoded_forms
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_search import (
    MAX_DECODED_CHARS,
    contains_secret,
    find_secrets,
)
from tests.rows import check_each

TOKEN = "nEEdle/to+ken="


def percent_each(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def percent_mixed(text: str) -> str:
    return "".join(f"%{b:02x}" if i % 2 else f"%{b:02X}" for i, b in enumerate(text.encode()))


def json_each(text: str) -> str:
    return json.dumps("".join(f"\\u{ord(c):04X}" for c in text))[1:-1].replace("\\\\u", "\\u")


ENCODERS: dict[str, Callable[[str], str]] = {
    "percent": lambda text: quote(text, safe=""),
    "percent in lower case": lambda text: quote(text, safe="").replace("%2F", "%2f"),
    "form": quote_plus,
    "percent each": percent_each,
    "percent in both cases": percent_mixed,
    "JSON with solidus": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "JSON each": json_each,
    "JavaScript": lambda text: "".join(f"\\x{ord(c):02x}" for c in text),
    "octal": lambda text: "".join(f"\\{byte:03o}" for byte in text.encode()),
    "HTML": lambda text: html.escape(text).replace("/", "&#x2F;").replace("+", "&plus;"),
    "HTML decimal": lambda text: "".join(f"&#{ord(c)};" for c in text),
}
HEX: dict[str, Callable[[str], str]] = {
    "hexadecimal": lambda text: text.encode().hex(),
    "HEXADECIMAL": lambda text: text.encode().hex().upper(),
    "bytes": lambda text: text.encode().hex(" "),
    "BYTES": lambda text: text.encode().hex(":").upper(),
    "bytes with hyphens": lambda text: text.encode().hex("-"),
    "bytes in a list": lambda text: ", ".join(f"{byte:02x}" for byte in text.encode()),
}


def spans(text: str, *secrets: str) -> list[str]:
    hits = find_secrets(text, encoded_forms(map(Secret, secrets)))
    return [text[start:end] for start, end in hits]


def test_a_secret_is_found_exactly_in_each_encoding():
    encodings = [encode(TOKEN) for encode in (ENCODERS | HEX).values()]
    missed = [text for text in encodings if spans(f"a=%20&amp;{text}\\n&", TOKEN) != [text]]
    assert missed == []


@given(st.sampled_from(list(ENCODERS)), st.sampled_from(list(ENCODERS | HEX)))
def test_a_secret_is_found_exactly_in_two_encodings(outer, inner):
    encoded = ENCODERS[outer]((ENCODERS | HEX)[inner](TOKEN))
    assert spans(f"<{encoded}> {encoded}", TOKEN) == [encoded, encoded]


def test_a_secret_is_found_behind_three_percent_encodings():
    encoded = quote(quote(quote(TOKEN, safe=""), safe=""), safe="")
    assert spans(f"x={encoded}", TOKEN) == [encoded]


@given(st.text(min_size=4, max_size=12), st.text(max_size=8), st.text(max_size=8))
def test_what_is_found_begins_and_ends_where_the_secret_does(secret, before, after):
    encoded = json_each(secret) if secret.isascii() else quote(secret, safe="")
    text = f"{percent_each(before)}<{encoded}>{percent_each(after)}"
    assert encoded in "".join(spans(text, secret))


def test_prefixes_of_bytes_do_not_hide_a_secret():
    for between in (" ", ", "):
        encoded = between.join(f"0x{byte:02X}" for byte in TOKEN.encode())
        assert spans(f"[{encoded}]", TOKEN) == [encoded.removeprefix("0x")]


@pytest.mark.parametrize("write", [ENCODERS["octal"], lambda text: repr(text.encode())[2:-1]])
def test_characters_beyond_ascii_are_found_byte_by_byte(write):
    assert spans(f"b'x{write('né+edlé')}y'", "né+edlé") == [write("né+edlé")]


def test_nothing_of_a_secret_is_left_at_the_ends_of_base64():
    pairs = product((b"", b"x", b"xx", b"name:"), (b"", b"y", b"yy", b"more of it"))
    assert check_each(pairs, check_ends) == 16


def check_ends(pair: tuple[bytes, bytes]) -> None:
    before, after = pair
    encoded = base64.b64encode(before + TOKEN.encode() + after).decode()
    (hit,) = spans(f"Basic {encoded} <", TOKEN)
    start = encoded.index(hit)
    end = start + len(hit)
    # A character of base64 holds 6 bits, and one of the secret 8.
    assert len(before) * 8 - 12 < start * 6 <= len(before) * 8
    assert end * 6 >= (len(before) + len(TOKEN)) * 8
    assert after or encoded.endswith(hit)


def test_a_letter_beyond_16_bits_is_decoded():
    assert spans("<\\ud83d\\ude00 key> \\u{1F600} key", "😀 key") == [
        "\\ud83d\\ude00 key",
        "\\u{1F600} key",
    ]
    assert spans("<\\ud83d\\udd11 key>", "🔑 key") == ["\\ud83d\\udd11 key"]


@given(st.characters(min_codepoint=0x10000))
def test_each_letter_beyond_16_bits_is_decoded(letter):
    # With another escape, so that the text is not a form that is searched as it is.
    encoded = json.dumps(f"{letter} key")[1:-1].replace(" ", "\\u0020")
    assert spans(f"<{encoded}>", f"{letter} key") == [encoded]


@pytest.mark.parametrize("text", ["%", "%zz", "\\u12", "\\u{110000}", "&nothing;", "&#0;x", "\\"])
def test_what_looks_like_an_escape_is_left_alone(text):
    assert spans(f"{text}needle{text}", "needle") == ["needle"]


def test_a_truncated_secret_is_found_in_an_encoding():
    assert spans("He said %6eEEdle\\/to… and nEEd", TOKEN) == ["%6eEEdle\\/to"]


def test_nothing_is_found_without_secrets():
    assert find_secrets("%41 b", encoded_forms(())) == []
    assert not contains_secret("", [])
    assert not contains_secret("text", [Secret("")])


def hostile_texts() -> dict[str, str]:
    size = MAX_DECODED_CHARS
    return {
        "percent": "%41a" * (size // 4),
        "nested": "%252541" * (size // 7),
        "JSON": "\\u0041" * (size // 6),
        "HTML": "&amp;" * (size // 5),
        "base64": "QUJD" * (size // 4),
        "beginnings": "nEEd" * (size // 4),
        "ellipses": "nEE…" * (size // 4),
        "longer": "%41" * size,
        "white space": "nEEd \r\n" * size,
    }


@pytest.mark.parametrize("name", hostile_texts())
def test_a_hostile_text_takes_a_limited_time(name):
    text = hostile_texts()[name]
    secrets = [Secret(f"{TOKEN}{number}") for number in range(20)]
    started = time.process_time()
    assert find_secrets(text, encoded_forms(secrets)) == []
    assert not contains_secret(text, secrets)
    assert time.process_time() - started < 5


def shifted(text: str) -> list[str]:
    return [base64.b64encode(b"x" * n + text.encode() + b"y").decode() for n in range(3)]


MADE_OF_IT = [
    *shifted(TOKEN),
    *(form.rstrip("=") for form in shifted(TOKEN)),
    *(form.translate(str.maketrans("+/", "-_")) for form in shifted(TOKEN)),
    *(quote(form, safe="") for form in shifted(TOKEN)),
    *(base64.b64encode(form.encode()).decode() for form in shifted(TOKEN)),
    *shifted(quote(TOKEN, safe="")),
    *shifted(json.dumps({"t": TOKEN}).replace("/", "\\/")),
    TOKEN.encode().hex(),
    "".join(c.upper() if i % 2 else c for i, c in enumerate(TOKEN.encode().hex())),
    base64.b64encode(TOKEN.encode().hex().encode()).decode(),
    quote(quote(TOKEN, safe=""), safe=""),
    percent_each(percent_each(TOKEN)),
    TOKEN.lower(),
]


def test_a_secret_is_found_in_what_a_server_may_make_of_it():
    addresses = [f"https://b.example/a?x={text}&y=1" for text in MADE_OF_IT]
    secrets, others = [Secret("other"), Secret(TOKEN)], [Secret("s0mething else")]
    assert [address for address in addresses if not contains_secret(address, secrets)] == []
    assert [address for address in addresses if contains_secret(address, others)] == []


def test_a_secret_is_found_in_base64_that_is_divided_into_lines():
    before = "x" * 50
    folded = base64.encodebytes(f"{before}{TOKEN}{before}".encode()).decode()
    assert folded.count("\n") > 1
    assert contains_secret(quote(folded), [Secret(TOKEN)])
    assert not contains_secret(quote(folded), [Secret("s0mething else")])


def test_a_plus_sign_stands_for_a_space():
    assert contains_secret("a=my+long%20key", [Secret("my long key")])


@given(st.binary(min_size=30, max_size=200))
def test_other_data_contains_no_secret(data):
    texts = (base64.b64encode(data).decode(), data.hex(), quote(data))
    assert not any(contains_secret(text, [Secret(TOKEN)]) for text in texts)


def test_a_secret_is_found_in_another_case():
    changes: tuple[Callable[[str], str], ...] = (str.upper, str.lower, str.swapcase)
    encoders: tuple[Callable[[str], str], ...] = (str, *ENCODERS.values())
    texts = [encode(change(TOKEN)) for encode, change in product(encoders, changes)]
    assert [text for text in texts if spans(f"before {text} after", TOKEN) != [text]] == []


def test_positions_are_right_after_letters_whose_lower_case_is_longer():
    assert spans(f"\u0130\u0130 {TOKEN.upper()} \u0130", TOKEN) == [TOKEN.upper()]


def test_a_short_secret_is_not_found_in_another_case():
    assert spans("Not found", "not") == []
