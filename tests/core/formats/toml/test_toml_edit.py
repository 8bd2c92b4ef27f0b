from typing import Any

import pytest

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.toml.toml_edit import edited_toml
from aiurdesk.core.formats.toml.toml_reading import read_toml

KNOWN = ("name", "order", "variables")


def test_a_text_without_changes_stays_as_it_is():
    text = "name='x' # odd\norder=['a',   'b']\n"
    assert edited_toml(text, {"name": "x", "order": ("a", "b")}, KNOWN) == text


def test_values_of_a_table_are_changed_in_place():
    text = '[variables] # mine\na = "1" # one\nb = "2"\n\n[other]\nc = 3\n'
    edited = edited_toml(text, {"variables": {"a": "9", "d": "4"}}, KNOWN)
    assert edited == '[variables] # mine\na = "9" # one\nd = "4"\n\n[other]\nc = 3\n'
    edited = edited_toml(text, {"variables": {"a": "1", "b": "3"}}, KNOWN)
    assert edited == text.replace('b = "2"', 'b = "3"')


@pytest.mark.parametrize(
    "text",
    [
        'variables.a = "1" # one\nname = "x"\nvariables.b = "2" # two\n',
        'name = "x"\nvariables.a = "1" # one\nvariables.b = "2" # two\n',
    ],
)
def test_dotted_keys_are_changed_in_place(text):
    record: dict[str, Any] = {"name": "x", "variables": {"a": "9", "b": "2"}}
    assert edited_toml(text, record, KNOWN) == text.replace('"1"', '"9"')
    record = {"name": "x", "variables": {"b": "2"}}
    assert edited_toml(text, record, KNOWN) == text.replace('variables.a = "1" # one\n', "")
    record = {"name": "x", "variables": {"a": "1", "b": "2", "c": "3"}}
    edited = edited_toml(text, record, KNOWN)
    assert edited.replace('variables.c = "3"\n', "") == text


def test_the_quotes_of_a_long_text_stay_where_it_can_have_them():
    text = 'name = """\none "1"\ntwo\n""" # mine\n'
    assert edited_toml(text, {"name": 'one "1"\n2\n'}, KNOWN) == text.replace("two", "2")
    for name in ('one """\ntwo\n', "one \\\ntwo\n", 'one\ntwo"'):
        edited = edited_toml(text, {"name": name}, KNOWN)
        assert read_toml(edited) == {"name": name}
        assert edited.endswith(" # mine\n")


def test_a_flag_and_a_number_are_changed_beside_their_comments():
    text = "redirects = true  # as the server does\nsize = 1 # small\n"
    changed = text.replace("true", "false").replace("1", "20")
    record = {"redirects": False, "size": 20}
    assert edited_toml(text, record, ("redirects", "size")) == changed


def test_a_key_is_added_before_those_that_follow_it():
    edited = edited_toml('order = [\n    "a",\n]\n', {"name": "x", "order": ["a"]}, KNOWN)
    assert edited == 'name = "x"\norder = [\n    "a",\n]\n'


def test_a_key_is_added_before_the_tables():
    edited = edited_toml("odd = 1\n\n[other]\nc = 3\n", {"name": "x"}, KNOWN)
    assert edited == 'odd = 1\nname = "x"\n\n[other]\nc = 3\n'


def test_a_key_is_not_added_within_a_text_that_looks_like_a_key():
    text = "odd = '''\norder = 1\n[table]\n'''\n"
    assert edited_toml(text, {"name": "x"}, KNOWN) == text + 'name = "x"\n'


def test_a_table_is_added_at_the_end():
    edited = edited_toml('name = "x"', {"name": "x", "variables": {"a": "1"}}, KNOWN)
    assert edited == 'name = "x"\n\n[variables]\na = "1"\n'


def test_keys_without_a_value_are_removed():
    assert edited_toml('odd = 1\nname = "x"\n', {}, KNOWN) == "odd = 1\n"


def test_a_list_on_one_line_stays_on_one_line():
    edited = edited_toml('order = ["a", "b"]\n', {"order": ["a", "c"]}, KNOWN)
    assert edited == 'order = ["a", "c"]\n'


TABLES = """\
[[a]] # first
code = 0 # zero

# second
[[a]]
value = "n"
equals = 7 # seven

[x]
y = 1 # why
"""


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (
            [{"code": 1}, {"value": "n", "equals": 7}],
            TABLES.replace("code = 0 # zero", "code = 1 # zero"),
        ),
        (
            [{"code": 0}, {"value": "n", "count": 2}],
            TABLES.replace("equals = 7 # seven\n", "count = 2\n"),
        ),
        (
            [{"code": 0}, {"value": "n", "equals": 7}, {"status": [200, 201]}],
            TABLES.replace("[x]", "[[a]]\nstatus = [200, 201]\n[x]"),
        ),
        ([{"code": 0}], "[[a]] # first\ncode = 0 # zero\n\n# second\n[x]\ny = 1 # why\n"),
    ],
)
def test_tables_that_are_entries_are_changed_in_place(entries, expected):
    assert edited_toml(TABLES, {"a": entries}, ("a",)) == expected


def test_what_is_not_toml_is_not_changed():
    with pytest.raises(ProblemError, match="line 1: "):
        edited_toml("name = \n", {"name": "x"}, KNOWN)


@pytest.mark.parametrize(
    ("text", "record", "words"),
    [
        # No number is equal to this one, so nobody can tell whether it was written.
        ("odd = 1\n", {"order": [float("nan")]}, "without losing something"),
        # The two readers of TOML do not agree about it.
        ("\ufeffodd = 1\n", {"name": "x"}, "line 1: "),
    ],
)
def test_a_text_that_cannot_be_changed_is_refused(text, record, words):
    with pytest.raises(ProblemError, match=words):
        edited_toml(text, record, KNOWN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[variables]\na = "1"  # first\nb = "2"  # second\nc = "3"\n',
            '[variables]\na = "1"  # first\nnew = "2"  # second\nc = "3"\n',
        ),
        ('b = "b = 1"\n[variables]\nb = "2"\n', 'b = "b = 1"\n[variables]\nnew = "2"\n'),
        ('variables = { a = "1", b = "2" }\n', 'variables = { a = "1", new = "2" }\n'),
        ('variables.b = "2"\n', 'variables.new = "2"\n'),
        ('[variables]\n"b" = "2"\nc = "3"\n', '[variables]\nnew = "2"\nc = "3"\n'),
        ("[variables.b]\nask = true\n", "[variables.new]\nask = true\n"),
        ("variables = { b = 1, b-b = 2 }\n", "variables = { new = 1, b-b = 2 }\n"),
    ],
)
def test_a_key_of_a_table_is_renamed_where_it_stands(text, expected):
    table = read_toml(text)["variables"]
    renamed = {"new" if key == "b" else key: value for key, value in table.items()}
    keys = ("variables",)
    assert edited_toml(text, {"variables": renamed}, keys) == expected
