import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aiurdesk.core.credentials.redacted_text import is_clean, redact_text
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.credentials.secret_search import contains_secret
from aiurdesk.core.translation import truncate

LONG = st.text(min_size=4)
ENCODINGS = (
    lambda text: text,
    lambda text: quote(text, safe=""),
    quote,
    quote_plus,
    lambda text: quote(text, safe="").lower() if text.isascii() and text.islower() else quote(text),
    lambda text: json.dumps({"t": text}),
    lambda text: json.dumps({"t": text}, ensure_ascii=False),
)


@pytest.mark.parametrize("secret", ["X", "7", "ab"])
def test_a_very_short_secret_leaves_names_and_goes_as_a_value(secret):
    def redacted(text):
        return redact_text(text, [Secret(secret)])

    names = f"{secret}-Token, Api_{secret}, a-{secret}-b"
    assert redacted(names) == names
    values = "{0}|?k={0}&l=1|Bearer {0}|u:{0}@h|[{0}]|{0}-1|{0}--"
    assert redacted(values.format(secret)) == values.format(DOTS)


@given(LONG, st.sampled_from(ENCODINGS))
def test_a_secret_is_replaced_in_every_encoding(secret, write):
    assume(secret not in f'{{"t": "{DOTS}"}}')
    text = redact_text(f"<{write(secret)}>", [Secret(secret)])
    assert secret not in text
    assert write(secret) not in text
    assert DOTS in text


@given(st.binary(min_size=8, max_size=40), st.binary(max_size=8), st.binary(max_size=8))
def test_a_secret_is_replaced_anywhere_in_base64(data, before, after):
    secret = data.hex()
    encoded = base64.b64encode(before + secret.encode() + after).decode()
    for text in (encoded, encoded.translate(str.maketrans("+/", "-_"))):
        redacted = redact_text(text, [Secret(secret)])
        left = "".join(redacted.split(DOTS))
        assert len(left) <= len(base64.b64encode(before + after)) + 8


NEEDLE = "nEEdle/to+ken="
INNER = {
    "plain": lambda text: text,
    "percent": lambda text: quote(text, safe=""),
    "JSON": lambda text: json.dumps({"t": text}),
    "JSON with solidus": lambda text: json.dumps({"t": text}).replace("/", "\\/"),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
}
PACKED = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "without padding": lambda text: base64.b64encode(text.encode()).decode().rstrip("="),
    "hexadecimal": lambda text: text.encode().hex(),
    "HEXADECIMAL": lambda text: text.encode().hex().upper(),
}
OUTER = {
    "plain": lambda text: text,
    "percent": lambda text: quote(text, safe=""),
    "JSON": lambda text: json.dumps({"t": text}),
}
LINE_ENDS = ("\r\n", "\n", "\r", "\n  ", " \r\n\t", " ")


def folded(text: str, width: int, line_end: str = "\r\n") -> str:
    return line_end.join(text[i : i + width] for i in range(0, len(text), width))


@given(
    st.sampled_from([NEEDLE, "9Kx7hushQw3z9Kx7hushQw3z", "a b%c;d\"e'", "né+edlé/x?"]),
    st.text(max_size=60),
    st.text(max_size=60),
    st.tuples(*map(st.sampled_from, (list(INNER), list(PACKED), LINE_ENDS, list(OUTER)))),
    st.integers(1, 80),
)
def test_no_secret_is_contained_any_more_wherever_a_line_ends(secret, before, after, how, width):
    inner, packed, line_end, outer = how
    assume(inner == "plain" or not packed.upper().startswith("HEX"))
    encoded = PACKED[packed](before + INNER[inner](secret) + after)
    text = OUTER[outer](f"<{folded(encoded, width, line_end)}>")
    assert contains_secret(text, [Secret(secret)])
    redacted = redact_text(text, [Secret(secret)])
    assert DOTS in redacted
    assert not contains_secret(redacted, [Secret(secret)])


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@pytest.mark.parametrize("packed", ["base64", "base64url"])
def test_a_secret_across_the_end_of_a_line_of_base64_is_replaced_and_nothing_else(packed, line_end):
    encoded = folded(PACKED[packed](f"{'x' * 51}{NEEDLE}{'y' * 60}"), 76, line_end)
    # 51 bytes are 68 characters, and a character on each side goes with the secret.
    start, end = 67, 68 + len(NEEDLE) * 8 // 6 + 1 + len(line_end)
    text = f"A key: <{encoded}>"
    assert redact_text(text, [Secret(NEEDLE)]) == text.replace(encoded[start:end], DOTS)


@pytest.mark.parametrize("size", range(48, 58))
def test_nothing_of_a_secret_is_left_beside_the_end_of_a_line(size):
    encoded = PACKED["base64"](f"{'x' * size}{NEEDLE}{'y' * 60}")
    redacted = redact_text(folded(encoded, 76), [Secret(NEEDLE)])
    before, _, after = redacted.partition(DOTS)
    # A character of base64 holds 6 bits.
    assert 0 <= size * 8 - len("".join(before.split())) * 6 < 12
    left = len("".join(after.split()).rstrip("="))
    assert left * 6 <= 60 * 8 + 4


def test_a_truncated_secret_across_the_end_of_a_line_of_base64_is_replaced():
    encoded = folded(PACKED["base64"](f"{'x' * 51}{NEEDLE}"), 76)
    redacted = redact_text(truncate(encoded, 82), [Secret(NEEDLE)])
    assert redacted == f"{encoded[:67]}{DOTS}…"


def test_words_that_are_a_secret_without_the_spaces_between_them_stay():
    assert redact_text("nEE dle/to+ken=\n", [Secret(NEEDLE)]) == "nEE dle/to+ken=\n"


def test_a_secret_that_contains_another_is_replaced_as_a_whole():
    assert redact_text("abcdefgh abcd", [Secret("abcd"), Secret("abcdefgh")]) == f"{DOTS} {DOTS}"


def test_a_short_secret_is_replaced_as_a_whole_word_only():
    assert redact_text("pin=12&year=2012", [Secret("12")]) == f"pin={DOTS}&year=2012"


def test_percent_encoding_in_lower_case_is_replaced():
    assert redact_text("t=a%2fb%2bc", [Secret("a/b+c")]) == f"t={DOTS}"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("“You said needle+tok…” and needle", f"“You said {DOTS}…” and needle"),
        ("You said needle%2Bt… again needle+…", f"You said {DOTS}… again {DOTS}…"),
        ("needle+\n… and 3 KB more", f"{DOTS}\n… and 3 KB more"),
        ("needle+token…", f"{DOTS}…"),
        ("You said needneedl…", f"You said need{DOTS}…"),
        ("You said nee… and need", "You said nee… and need"),
        ("needle… token…", f"{DOTS}… token…"),
        ("…", "…"),
    ],
)
def test_a_truncated_secret_is_replaced(text, redacted):
    assert redact_text(text, [Secret("needle+token"), Secret("a"), Secret("")]) == redacted


def test_no_truncation_shows_the_first_four_characters_of_a_secret():
    secret = "needle-+/=&?% \"'<é零\\{{x}}"
    quoted = [truncate(f"He said {secret} and more", most) for most in range(9, 40)]
    redacted = [redact_text(text, [Secret(secret)]) for text in quoted]
    assert [text for text in redacted if not text.startswith("He said ")] == []
    assert [text for text in redacted if secret[:4] in text] == []


def test_only_texts_without_a_secret_are_clean():
    assert is_clean(["abc"], (Secret("marked-secret"),))
    assert not is_clean(["abc", "a marked-secret"], (Secret("marked-secret"),))
    assert is_clean(["a marked-secret"], ())


@pytest.mark.parametrize("secrets", [(), (Secret(""),)])
def test_without_secrets_a_text_is_unchanged(secrets):
    assert redact_text("a b", secrets) == "a b"


def test_a_secret_with_a_lone_surrogate_is_replaced():
    assert redact_text("x12345678\ud800y", [Secret("12345678\ud800")]) == f"x{DOTS}y"


@pytest.mark.parametrize(
    "text",
    ["needle%2fKEY%2B", "needle%252FKEY%252B", "needle\\/KEY+", "&#110;eedle&#x2f;KEY&plus;"],
)
def test_other_spellings_of_a_secret_are_replaced(text):
    assert redact_text(f"It was {text}.", [Secret("needle/KEY+")]) == f"It was {DOTS}."


@pytest.mark.parametrize("text", ["marked-secret-=", "a=marked-secret-=; Path=/", "x;yz-marked;q"])
def test_a_secret_that_a_semicolon_cuts_is_replaced(text):
    redacted = redact_text(text, [Secret("marked-secret-=;yz-marked")])
    assert DOTS in redacted
    assert "marked" not in redacted
    assert redact_text("a;b", [Secret("a;bcd")]) == "a;b"
