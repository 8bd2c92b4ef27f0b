import pytest

from aiurdesk.core.collection.toml_reading import (
    line_of,
    read_members,
    read_toml,
    without_carriage_returns,
)
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.schema import text


def test_a_text_is_read():
    assert read_toml("a = 1\r\nb = '''\r\nx\r\ny'''") == {"a": 1, "b": "x\ny"}


def test_a_mistake_is_told_with_its_line():
    with pytest.raises(DataMistake, match=r"^line 3: .+\.$"):
        read_toml('a = 1\nb = 2\nc = "\n')


def test_only_known_members_are_read():
    assert read_members('a = "x"\nother = 5\n', {"a": text, "b": text}) == {"a": "x"}


def test_a_member_that_is_not_valid_is_told_with_its_line():
    with pytest.raises(DataMistake, match=r"^line 2: a should be text, not 5\.$"):
        read_members('b = "x"\na = 5\n', {"a": text})


@pytest.mark.parametrize(("key", "line"), [("a", 1), ("variables", 3), ("none", 1)])
def test_the_line_of_a_key_or_table(key, line):
    assert line_of("a = 1\n\n[variables]\nb = 2\n", key) == line


def test_only_carriage_returns_at_the_end_of_a_line_are_removed():
    assert without_carriage_returns("a\r\nb\rc") == "a\nb\rc"
