import json

from aiurdesk.core.formats.json.tree import JsonTree
from aiurdesk.ui.response import body_reader
from aiurdesk.ui.response.body_reader import BodyReader


def a_reader():
    reader = BodyReader()
    trees: list[JsonTree] = []
    reader.finished.connect(trees.append)
    return reader, trees


def test_a_short_text_is_read_at_once(qapp):
    reader, trees = a_reader()
    reader.read('{"code": 0}', is_cut=False)
    assert len(trees[0]) == 3


def test_a_short_text_is_read_also_where_other_programs_take_the_slice(qapp, monkeypatch):
    monkeypatch.setattr(body_reader, "SLICE_S", 0.0)
    reader, trees = a_reader()
    reader.read('{"code": 0}', is_cut=False)
    assert len(trees[0]) == 3


def test_a_long_text_is_read_in_slices(qtbot):
    reader, trees = a_reader()
    with qtbot.waitSignal(reader.finished):
        reader.read(json.dumps(list(range(100_000))), is_cut=False)
        assert trees == []
        assert reader.is_reading
    assert not reader.is_reading
    assert len(trees[0]) == 100_002


def test_another_text_replaces_the_first(qtbot):
    reader, trees = a_reader()
    reader.read(json.dumps(list(range(100_000))), is_cut=False)
    reader.read("[1", is_cut=True)
    qtbot.wait(20)
    assert [len(tree) for tree in trees] == [2]
    assert trees[0].problem is None


def test_a_cut_text_goes_on(qtbot):
    reader, trees = a_reader()
    reader.read("[1, 2", is_cut=True)
    assert reader.can_go_on
    with qtbot.waitSignal(reader.continued) as heard:
        reader.go_on("3, 4]", is_cut=False)
    (tree,) = heard.args
    assert tree.text == "[1, 23, 4]"
    assert len(tree) == 5
    assert not reader.can_go_on
    # The one before stays as it was.
    assert [one.text for one in trees] == ["[1, 2"]
    reader.read("[1", is_cut=True)
    reader.stop()
    assert not reader.can_go_on


def test_reading_can_be_stopped(qtbot):
    reader, trees = a_reader()
    reader.read(json.dumps(list(range(100_000))), is_cut=False)
    reader.stop()
    qtbot.wait(20)
    assert trees == []
