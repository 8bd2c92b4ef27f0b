import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.collection.folder_file import FORMAT, FolderSettings, parse_folder, write_folder
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.request import Header
from tests.core.collection.requests import TEXTS

EXAMPLE = FolderSettings(
    name="Checks",
    environment="Sandbox",
    credential="Work app",
    dialect="slack",
    headers=(Header("Accept-Language", "en"),),
    order=("First", "inner/"),
    variables=(("channel", "5"),),
)
TEXT = """\
format = 1
name = "Checks"
environment = "Sandbox"
credential = "Work app"
dialect = "slack"
headers = [
    ["Accept-Language", "en"],
]
order = [
    "First",
    "inner/",
]

[variables]
channel = "5"
"""


def test_the_file_of_a_collection_has_a_format_version():
    assert write_folder(EXAMPLE, is_top=True) == TEXT
    assert parse_folder(TEXT) == EXAMPLE


def test_the_file_of_a_folder_has_none():
    assert write_folder(FolderSettings(order=("a",))) == 'order = [\n    "a",\n]\n'
    assert parse_folder("") == FolderSettings()


def test_comments_and_unknown_keys_stay():
    text = '# mine\nformat = 1\norder = [\n    "a", # first\n]\nlater = 2\n'
    changed = write_folder(FolderSettings(order=("a", "b")), text, is_top=True)
    assert changed == '# mine\nformat = 1\norder = [\n    "a", # first\n    "b",\n]\nlater = 2\n'


@given(
    st.builds(
        FolderSettings,
        name=TEXTS,
        environment=TEXTS,
        credential=st.none() | TEXTS,
        dialect=TEXTS,
        headers=st.lists(st.builds(Header, TEXTS, TEXTS)).map(tuple),
        order=st.lists(TEXTS).map(tuple),
        variables=st.dictionaries(TEXTS, TEXTS).map(lambda table: tuple(table.items())),
    )
)
def test_all_settings_are_saved_loaded_and_saved_alike(settings):
    text = write_folder(settings, is_top=True)
    assert parse_folder(text) == settings
    assert write_folder(parse_folder(text), text, is_top=True) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"format = {FORMAT + 1}\n", "line 1: format is 2, and this version"),
        ("format = true\n", "line 1: format should be a whole number"),
        ("name = 5\n", "line 1: name should be text"),
        ('name = "x"\norder = "x"\n', "line 2: order should be a list of texts"),
        ("[variables]\na = 5\n", "line 1: variables should have text in quotes for a"),
    ],
)
def test_a_mistake_is_told_with_its_line(text, words):
    with pytest.raises(ProblemError, match=words):
        parse_folder(text)


def test_a_file_without_a_format_gets_none_by_another_change():
    written = write_folder(FolderSettings(name="new"), 'name = "old" # mine\n', is_top=True)
    assert written == 'name = "new" # mine\n'
    written = write_folder(FolderSettings(name="new"), "# mine\n", is_top=True)
    assert "format = 1" in written
