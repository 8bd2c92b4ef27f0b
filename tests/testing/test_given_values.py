"""Values that a test gives to a saved request."""

from pathlib import Path

import pytest

from aiurdesk.core.environments.environment import resolve
from aiurdesk.core.request.request import FileValue, FormBody, MultipartBody, Row, SavedRequest
from aiurdesk.testing.given_values import GivenValues


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("text", "text"),
        (5, "5"),
        (True, "true"),
        (1.5, "1.5"),
        (["a", 2], ("a", "2")),
        ({"a": [1, "é"]}, '{"a": [1, "é"]}'),
    ],
)
def test_values_of_python_are_sent_as_text(value, sent):
    assert GivenValues({"v": value}).into(SavedRequest()).values == (("v", sent),)


def test_a_path_is_sent_as_a_file():
    ((_, file),) = GivenValues({"v": Path("a folder/picture.png")}).into(SavedRequest()).values
    path = str(Path("a folder/picture.png").absolute())
    assert file == FileValue(path, "picture.png", "image/png")


def test_several_paths_are_sent_as_files_of_one_name():
    given = GivenValues({"v": [Path("a.png"), Path("b.png")]})
    files = given.into(SavedRequest()).values
    assert [(name, getattr(file, "filename", "")) for name, file in files] == [
        ("v", "a.png"), ("v", "b.png"),
    ]  # fmt: skip
    form = SavedRequest(body=MultipartBody((Row("v", "old"), Row("w", "1"))))
    assert [row.name for row in getattr(given.into(form).body, "rows", ())] == ["v", "v", "w"]


def test_a_value_replaces_a_saved_one_in_any_case():
    saved = SavedRequest(values=(("channelid", "1"), ("Other", "2"), ("Left", "3")))
    given = GivenValues({"ChannelId": 5, "Left": None, "New": "4"})
    assert given.into(saved).values == (("Other", "2"), ("ChannelId", "5"), ("New", "4"))


@pytest.mark.parametrize("body", [FormBody, MultipartBody])
def test_a_value_takes_the_place_of_a_row_of_a_form(body):
    rows = (Row("a", "1", is_sent=False), Row("b", "2"), Row("c", "3"))
    saved = SavedRequest(url="https://host.example/", body=body(rows))
    changed = GivenValues({"A": "9", "c": None, "d": "4"}).into(saved)
    assert changed.body == body((Row("a", "9"), Row("b", "2")))
    assert changed.values == (("d", "4"),)


def test_braces_are_sent_as_they_are():
    text = "{{env:HOME}} and {{channel}}"
    given = GivenValues({"my name[]": text, "list": [text, "b"]})
    (_, value), (_, values) = given.into(SavedRequest()).values
    assert isinstance(value, str)
    assert isinstance(values, tuple)
    for reference in (value, values[0]):
        # What takes the place of a variable is not searched for further ones.
        assert given.variables[reference.strip("{}")] == text
        assert resolve(reference, {reference.strip("{}"): "x"}) == "x"
