import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.body_views import find
from aiurdesk.core.body_views.find import Among, ExpressionMistake, FindQuery, Found, find_all


def found(data, query, step=1 << 20):
    """Return the places of all matches in a text that comes in pieces."""
    spans: list[tuple[int, int]] = []
    for part in find_all((data[at : at + step] for at in range(0, len(data), step)), query):
        assert isinstance(part, Found)
        spans += zip(part.starts, part.ends, strict=True)
    return spans


def texts(data, query, step=1 << 20):
    """Return all matches as they stand in a text."""
    return [data[start:end].decode("utf-8", "replace") for start, end in found(data, query, step)]


@given(
    st.text(alphabet="abAB \n\u00e9\U0001f600", max_size=400),
    st.text(alphabet="abB\u00e9", min_size=1, max_size=3),
    st.integers(1, 50),
    st.booleans(),
)
def test_pieces_and_windows_change_nothing(text, needle, step, is_case_sensitive):
    data = text.encode()
    flags = re.NOFLAG if is_case_sensitive else re.IGNORECASE
    expected = [
        tuple(len(text[:at].encode()) for at in match.span())
        for match in re.finditer(re.escape(needle), text, flags)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find, "_OVERLAP", 16)
        assert found(data, FindQuery(needle, is_case_sensitive), step) == expected


def test_case_and_whole_words_are_a_choice():
    data = b"Lamp lamp lamps LAMP_1"
    assert len(found(data, FindQuery("lamp"))) == 4
    assert texts(data, FindQuery("lamp", is_case_sensitive=True)) == ["lamp", "lamp"]
    assert texts(data, FindQuery("lamp", is_whole_word=True)) == ["Lamp", "lamp"]


def test_a_whole_word_is_one_also_where_a_window_begins(monkeypatch):
    monkeypatch.setattr(find, "_OVERLAP", 16)
    data = b"xlamp " * 200 + b"lamp"
    assert found(data, FindQuery("lamp", is_whole_word=True), 7) == [(1200, 1204)]


def test_an_expression_is_matched_line_by_line_and_over_a_few():
    data = b'{"id": 12}\n{"id": 345}\n'
    assert texts(data, FindQuery(r"\d+", is_expression=True)) == ["12", "345"]
    assert texts(data, FindQuery(r"^.", is_expression=True)) == ["{", "{"]
    assert texts(data, FindQuery(r"2}\n{", is_expression=True)) == ["2}\n{"]
    assert texts(data, FindQuery("x*", is_expression=True)) == []


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        (
            "a(b",
            "The expression is not valid at character 2 (the group that begins here has no “)”).",
        ),
        ("*", "The expression is not valid at character 1 (there is nothing to repeat)."),
        (
            "ab[c",
            "The expression is not valid at character 3 (the set that begins here has no “]”).",
        ),
        ("[z-a]", "The expression is not valid at character 2 (the range ends before it begins)."),
        (
            "(?P<1>x)",
            "The expression is not valid at character 5 (the name of the group is not valid).",
        ),
    ],
)
def test_a_mistake_in_an_expression_is_told_with_its_place(expression, sentence):
    (mistake,) = find_all([b"x"], FindQuery(expression, is_expression=True))
    assert isinstance(mistake, ExpressionMistake)
    assert mistake.sentence == sentence


@pytest.mark.parametrize(
    "expression",
    [
        "(", ")", "[", "[z-a]", "*", "a**", "a{3,1}", "\\q", "\\", "\\x1", r"[\777]", r"\N{no}",
        r"\3", "(?P=a)", "(?P<a", "(?P<>x)", "(?P<a>x)(?P<a>x)", "(?Px)", "(?<x)", "(?!", "(?:",
        "(?y)", "(?-", "(?i", "(?#", "x(?i)", "(?<=x+)", "(?(1)", "(?(a)x)", "(?P<a>(?P=a))",
        "(?au)", "(?-u:x)",
    ],
)  # fmt: skip
def test_each_usual_mistake_has_words_of_ours(expression):
    (mistake,) = find_all([b"x"], FindQuery(expression, is_expression=True))
    assert isinstance(mistake, ExpressionMistake)
    assert mistake.reason in {*find._REASONS.values()}


JSON = b'{"name": "the name", "other": {"na\\"me": ["name", 1, "x:name"]}}'


@pytest.mark.parametrize(("among", "places"), [(Among.ALL, 4), (Among.KEYS, 1), (Among.VALUES, 3)])
def test_keys_or_values_alone_are_searched(among, places, monkeypatch):
    assert len(found(JSON, FindQuery("name", among=among))) == places
    monkeypatch.setattr(find, "_OVERLAP", 8)
    assert len(found(JSON * 30, FindQuery("name", among=among), 5)) == 30 * places


def test_numbers_and_words_are_values():
    data = b'{"1": 1, "true": true}'
    assert found(data, FindQuery("1", among=Among.VALUES)) == [(6, 7)]
    assert found(data, FindQuery("true", among=Among.KEYS)) == [(10, 14)]


def test_bytes_are_found_as_text_and_as_hex():
    data = bytes(range(256))
    assert found(data, FindQuery("0d 0e", is_hex=True)) == [(13, 15)]
    assert found(data, FindQuery("bcd", is_hex=True)) == [(0x42, 0x45), (0x62, 0x65)]


def test_a_search_ends_at_a_limit(monkeypatch):
    monkeypatch.setattr(find, "MOST_MATCHES", 10)
    steps = find_all([b"x" * 200_000] * 3, FindQuery("x"))
    parts = [part for part in steps if isinstance(part, Found)]
    assert sum(len(part.starts) for part in parts) == 10
    assert parts[-1].is_last


def test_broken_bytes_do_not_move_places():
    assert found(b"\xff\xfe\xc3name", FindQuery("name")) == [(3, 7)]
