import pytest
from hypothesis import given

from aiurdesk.core.collection.file_name import (
    MOST_BYTES,
    file_name,
    folded_name,
    name_of,
    readable_name,
)
from aiurdesk.core.errors import ProblemError
from tests.core.collection.requests import NAMES


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Create channel", "Create channel"),
        ("A/B: what?", "A%2FB%3A what%3F"),
        ("100%", "100%25"),
        (".hidden", "%2Ehidden"),
        ("..", "%2E%2E"),
        ("ends with a dot.", "ends with a dot%2E"),
        ("CON", "%43ON"),
        ("nul.old", "%6Eul.old"),
        ("constant", "constant"),
        ("Grüße 你好", "Grüße 你好"),
    ],
)
def test_what_some_system_refuses_is_percent_encoded(name, file):
    assert file_name(name) == file
    assert name_of(file) == name


@given(NAMES.filter(str.strip))
def test_each_name_is_read_back_and_can_be_a_file(tmp_path_factory, name):
    try:
        file = file_name(name)
    except ProblemError:
        assert len(name.encode()) * 3 > MOST_BYTES
        return
    assert name_of(file) == name
    path = tmp_path_factory.mktemp("names") / file
    path.write_bytes(b"")
    assert [file_.name for file_ in path.parent.iterdir()] == [file]


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "needs a name"), ("  ", "needs a name"), ("x" * 300, "too long"), ("\ud800", "half")],
)
def test_some_names_are_refused(name, words):
    with pytest.raises(ProblemError, match=words):
        file_name(name)


def test_names_that_some_systems_cannot_tell_apart_are_the_same_when_folded():
    assert folded_name("CAFE\u0301") == folded_name("caf\u00e9")
    assert folded_name("a") != folded_name("b")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Add a lamp", "Add a lamp"),
        ("/lamps", "lamps"),
        ("/v1/lamps/:id/{part}", "v1 lamps id part"),
        ("/a%20b?x", "a b x"),
        ("localhost:8080", "localhost 8080"),
        ("...", "..."),
    ],
)
def test_a_name_is_suggested_that_the_file_has_too(text, name):
    assert readable_name(text) == name
    assert file_name(name) == name or name == "..."
