import base64

import pytest

from aiurdesk.core.request.field import TextKind
from aiurdesk.core.request.request import Header
from aiurdesk.core.request.request_text import (
    LEFT_OUT,
    Omitted,
    RequestText,
    changed,
    one_text,
    texts_of_each,
    with_changes,
)

IN_BASE64 = RequestText(
    TextKind.MESSAGE, "message 1", base64.b64encode(b"hush").decode(), is_in_base64=True
)


@pytest.mark.parametrize(
    ("text", "plain", "written"),
    [
        (RequestText(TextKind.QUERY, "q", "a%20b"), "a b", "x%20y%20{{v}}"),
        (RequestText(TextKind.QUERY, "q", "ab"), "ab", "x y {{v}}"),
        (RequestText(TextKind.HEADER, "h", "a%20b"), "a%20b", "x y {{v}}"),
        (IN_BASE64, "hush", ""),
        (RequestText(TextKind.MESSAGE, "m", "no base64", is_in_base64=True), "", ""),
    ],
)
def test_a_text_means_what_its_encoding_says(text, plain, written):
    assert text.plain == plain
    assert text.written("x y {{v}}") == written


def one(text):
    change = yield RequestText(TextKind.WORD, "word", text)
    return change if isinstance(change, Omitted) else text if change is None else change


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (lambda _: None, ("a", "b")),
        (lambda held: held.text * 2, ("aa", "bb")),
        (lambda held: LEFT_OUT if held.text == "a" else None, ("b",)),
    ],
)
def test_texts_are_changed_or_left_out(change, after):
    assert changed(texts_of_each(("a", "b"), one), change) == after


def test_what_does_not_change_is_the_same_object():
    items, header = ("a", "b"), Header("N", "v")
    assert changed(texts_of_each(items, one), lambda _: None) is items
    assert changed(one_text(TextKind.WORD, "word", "a"), lambda _: LEFT_OUT) == ""
    assert with_changes(header, name=header.name) is header
    assert with_changes(header, name="M") == Header("M", "v")
