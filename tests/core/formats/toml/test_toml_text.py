import tomllib
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.toml.toml_text import TomlRecord, toml_text, value_text
from tests.core.collection.requests import TEXTS


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", '"plain"'),
        ('a "quote"', "'a \"quote\"'"),
        ("back\\slash", "'back\\slash'"),
        ("both ' and \"", '"both \' and \\""'),
        ("a\tb", '"a\\tb"'),
        ("two\nlines", "'''\ntwo\nlines'''"),
        ("\nfirst is empty", "'''\n\nfirst is empty'''"),
        ("two\r\nlines", '"""\ntwo\\r\nlines"""'),
        ("ends with '\n'", '"""\nends with \'\n\'"""'),
        ("nul\x00", '"nul\\u0000"'),
        (True, "true"),
        (-10, "-10"),
        (1.5, "1.5"),
        (("a", 1), '["a", 1]'),
        ({"a": "b", "c d": 1}, '{ a = "b", "c d" = 1 }'),
    ],
)
def test_each_kind_of_value_has_its_notation(value, text):
    assert value_text(value) == text


def test_lists_have_one_entry_a_line_and_tables_come_last():
    record: TomlRecord = {"variables": {"a": "1"}, "name": "x", "order": ["b", "c"]}
    assert toml_text(record) == (
        'name = "x"\norder = [\n    "b",\n    "c",\n]\n\n[variables]\na = "1"\n'
    )
    assert toml_text({"variables": {"a": "1"}}) == '[variables]\na = "1"\n'


@given(st.dictionaries(TEXTS, st.one_of(TEXTS, st.lists(TEXTS))), st.dictionaries(TEXTS, TEXTS))
def test_every_text_is_read_back(values, table):
    record: dict[str, object] = {**values, "a table": table}
    assert tomllib.loads(toml_text(cast("TomlRecord", record))) == record


def test_half_of_a_character_is_refused_in_names_too():
    with pytest.raises(ProblemError, match="half of a character"):
        toml_text({"variables": {"\ud83d": "x"}})
