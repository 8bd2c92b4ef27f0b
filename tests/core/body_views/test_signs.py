"""Signs for what is not seen; what harmless texts need is left as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.body_views.signs import shown, signs_note
from aiurdesk.core.body_views.view import PLAIN_TEXT, Content, render_text
from aiurdesk.core.formats.utf16 import units


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("user\u202enimda\u202c", "user◀nimda◆"),
        ("\u2066a\u2067b\u2068c\u2069", "▶a◀b◇c◆"),
        ("pay\u200bpal", "pay▯pal"),
        ("ad\u200dmin", "ad▯min"),
        ("a\ufeffb\xadc\u2060d", "a▯b▯c▯d"),
        ("left\u200e right\u200f", "left▶ right◀"),
        # Tags and variation selectors can carry a text that nobody sees.
        ("x\U000e0041\U000e0042", "x▯▯▯▯"),
        ("a\ufe01\ufe02", "a▯▯"),
        ("\x1b[31m\x00", "␛[31m␀"),
    ],
)
def test_what_hides_or_turns_a_text_around_has_a_sign(text, drawn):
    assert shown(text) == drawn


@pytest.mark.parametrize(
    "text",
    [
        "plain, ä, 中文, …",
        # Persian and Hindi write words with joiners.
        "می\u200cخواهم",
        "क\u094d\u200dष",
        "\u200fשלום, abc\u200f",
        "👩\u200d💻 ❤\ufe0f 1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "ไทย\u200bไทย",
    ],
)
def test_what_a_language_or_an_emoji_needs_is_left(text):
    assert shown(text) == text
    assert signs_note(text) == ""


@given(st.text())
def test_a_text_keeps_its_length_so_that_places_in_it_stay(text):
    line = text.replace("\n", "").removesuffix("\r")
    assert units(shown(line)) == units(line)


def test_a_note_names_the_characters_and_their_signs():
    note = signs_note("a\u202eb\u200b\u200b")
    assert "▯\xa0U+200B zero width space, ◀\xa0U+202E right-to-left override" in note
    # The end of a direction goes without saying.
    assert "U+202C" not in signs_note("a\u202eb\u202c")
    assert signs_note("a\tb\r\n") == ""


def test_a_body_with_them_says_so_above_it_and_keeps_them():
    data = '{"name": "a\u202eb"}'.encode()
    rendering = render_text(PLAIN_TEXT, Content(data, size_bytes=len(data)))
    assert "U+202E" in rendering.notes[0]
    assert rendering.text.encode() == data
