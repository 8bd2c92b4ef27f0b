import base64
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.body_views.meanings import (
    LONGEST,
    Inside,
    Meaning,
    may_hold_json,
    meaning_at,
    meaning_of,
    relative,
)
from tests.json_trees import read_tree

NOW = datetime(2026, 12, 2, 12, 0, tzinfo=UTC)
ZONE = timezone(timedelta(hours=1))
HEADER = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"


def said(key: str, value: object) -> str | None:
    meaning = meaning_of(key, msgspec.json.encode(value).decode(), NOW, ZONE)
    return None if meaning is None else meaning.remark


def meant(key: str, source: str, depth: int = 0) -> Meaning:
    meaning = meaning_of(key, source, NOW, ZONE, depth)
    assert meaning is not None
    return meaning


def jwt(**claims: object) -> str:
    body = base64.urlsafe_b64encode(msgspec.json.encode(claims)).decode().rstrip("=")
    return f"{HEADER}.{body}.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("serverTime", "2026-12-02T11:57:00.5Z", "3 minutes ago · 2026-12-02 12:57:00"),
        ("", "2026-12-02T14:00:00+02:00", "now · 2026-12-02 13:00:00"),
        ("created_at", 1796212740, "1 minute ago · 2026-12-02 12:59:00"),
        ("expiresAt", 1796299200000, "in 1 day · 2026-12-03 13:00:00"),
        ("exp", 1796212810, "in 10 seconds · 2026-12-02 13:00:10"),
        ("startTimeUnixMs", 1796212740000, "1 minute ago · 2026-12-02 12:59:00"),
        ("size_bytes", 1536, "1.5 KB"),
        ("contentLength", 1048576, "1 MB"),
        ("profile", '{"a": [1]}', "JSON in a text"),
        ("note", base64.b64encode(b"hello, world of text").decode(), "Base64 · 20 B"),
        ("icon", "data:text/plain,hello%20there", "text/plain · 11 B"),
        ("icon", "data:application/zip;base64,UEsDBBQ=", "application/zip · 5 B"),
    ],
)
def test_a_value_says_what_it_stands_for(key, value, expected):
    assert said(key, value) == expected


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", 1796212740),
        ("format", 1796212740),
        ("phone", 4915112345678),
        ("createdAt", 17),
        ("pageSize", 2048),
        ("price", 1048576),
        ("ratio", 1796212740.5),
        ("date", "2026-12-02"),
        ("date", "2026-02-30T00:00:00Z"),
        ("date", "2026-12-02T11:57:00"),
        ("issue", "#123"),
        ("issue", "#123456"),
        ("hash", "d41d8cd98f00b204e9800998ecf8427e"),
        ("name", "InternationalisationOfNames"),
        ("text", "{not JSON}"),
        ("text", "[link](https://example.com)"),
        ("text", "data: a word"),
        ("token", f"{HEADER}.e30x.c2ln"),
        ("word", "abc"),
        ("nothing", None),
        ("flag", True),
    ],
)
def test_a_value_that_may_be_anything_says_nothing(key, value):
    assert said(key, value) is None


def test_a_jwt_is_taken_apart_with_its_end():
    token = jwt(sub="probe", exp=int(NOW.timestamp()) + 1140)
    meaning = meant("access_token", f'"{token}"')
    assert meaning.remark == "JWT · HS256 · expires in 19 minutes (2026-12-02 13:19:00)"
    assert meaning.inside is Inside.JSON
    assert msgspec.json.decode(meaning.inner)["claims"]["sub"] == "probe"
    past = int(NOW.timestamp()) - 86_400 * 3
    assert said("t", jwt(exp=past)) == "JWT · HS256 · expired 3 days ago (2026-11-29 13:00:00)"
    assert said("t", jwt(exp="soon")) == "JWT · HS256"
    assert said("t", jwt(exp=1e300)) == "JWT · HS256"


def test_an_image_is_told_by_its_first_bytes():
    data = b"\x89PNG\r\n\x1a\n" + bytes(40)
    text = base64.b64encode(data).decode()
    for value in (text, f"data:image/gif;base64,{text}"):
        meaning = meant("avatar", f'"{value}"')
        assert (meaning.inside, meaning.picture) == (Inside.PICTURE, data)
    assert said("avatar", text) == "Base64 · PNG · 48 B"


@pytest.mark.parametrize(
    ("key", "value", "colour"),
    [
        ("accent", "#1e90ff", "#1e90ff"),
        ("color", "#123456", "#123456"),
        ("fillColour", "#abc", "#aabbcc"),
        ("background", "#11223380", "#80112233"),
    ],
)
def test_a_colour_is_shown(key, value, colour):
    assert meant(key, f'"{value}"').colour == colour


def test_texts_within_texts_are_looked_into_three_times():
    source = '"[1]"'
    meanings = [meaning_of("a", source, NOW, depth=depth) for depth in range(4)]
    assert [meaning is not None for meaning in meanings] == [True, True, True, False]


def test_a_very_long_text_is_not_looked_into():
    inner = "[" + "1," * (LONGEST // 2) + "1]"
    assert meaning_of("a", f'"{inner}"', NOW) is None
    assert meaning_of("a", '"[1, 2]"', NOW) is not None


def test_deep_json_in_a_text_is_left_as_text():
    deep = "[" * 100_000 + "]" * 100_000
    assert meaning_of("a", f'"{deep}"', NOW) is None


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        (timedelta(), "now"),
        (timedelta(seconds=1), "1 second ago"),
        (timedelta(seconds=59.7), "1 minute ago"),
        (timedelta(hours=-5), "in 5 hours"),
        (timedelta(days=59), "59 days ago"),
        (timedelta(days=400), "13 months ago"),
        (timedelta(days=365 * 2000), "1,999 years ago"),
    ],
)
def test_a_span_is_told_in_its_largest_unit(delta, words):
    assert relative(NOW - delta, NOW) == words


@given(st.text(max_size=20), st.text() | st.integers() | st.floats(allow_nan=False))
def test_any_value_is_read_without_an_error(key, value):
    meaning = meaning_of(key, msgspec.json.encode(value).decode(), NOW, ZONE)
    assert meaning is None or isinstance(meaning.remark, str)


@given(st.binary(max_size=200))
def test_any_bytes_in_base64_are_read_without_an_error(data):
    for text in (base64.b64encode(data).decode(), f"eyJ{base64.b64encode(data).decode()}.e30.x"):
        meaning = meaning_of("a", f'"{text}"', NOW, ZONE)
        assert meaning is None or meaning.remark


@given(
    st.text(max_size=30) | st.sampled_from(['{"a": 1}', " [1]", "\t[]", jwt(sub="x"), "data:,[1]"])
)
def test_what_holds_json_is_known_to_hold_it_without_being_read(text):
    tree = read_tree(msgspec.json.encode([text]).decode())
    meaning = meaning_at(tree, 1, NOW, ZONE)
    if meaning is not None and meaning.inside is Inside.JSON:
        assert may_hold_json(tree, 1)


def test_most_texts_need_not_be_read_to_know_that_they_hold_no_json():
    texts = ["word", "2026-12-02T11:57:00Z", "d41d8cd98f00b204e9800998ecf8427e", "", "a@b.example"]
    tree = read_tree(msgspec.json.encode(texts).decode())
    assert not any(may_hold_json(tree, line) for line in range(len(tree)))
