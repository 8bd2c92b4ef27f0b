import base64
import json

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from aiurdesk.core.formats.json.tree_path import PickedValue, ValueUse
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.response.tree_view import TreeView
from tests.json_trees import read_tree

TEXT = '{"code": -10, "items": [{"name": "你\\u597d"}], "when": null}'


@pytest.fixture
def view(qtbot, theme):
    made = TreeView(theme)
    qtbot.addWidget(made)
    theme.apply_to(made)
    made.resize(400, 300)
    made.show()
    made.show_tree(read_tree(TEXT))
    return made


class _Resizes(QObject):
    """Counts how often a widget got another size."""

    count = 0

    def eventFilter(self, watched, event):
        self.count += event.type() is QEvent.Type.Resize
        return False


def test_the_view_comes_to_rest_where_a_long_line_is_at_the_edge(view):
    short = ['"short"'] * 10
    view.show_tree(read_tree(f"[{', '.join([*short, json.dumps('long ' * 40), *short])}]"))
    counted = _Resizes()
    view.viewport().installEventFilter(counted)
    for height in range(100, 300):
        counted.count = 0
        view.resize(300, height)
        for _ in range(10):
            QApplication.sendPostedEvents()
        assert counted.count <= 2


def choose(view, line):
    view.setCurrentIndex(view.model().index_of(line))


def clipboard():
    return QGuiApplication.clipboard().text()


def test_a_small_tree_is_shown_open(view):
    assert view.accessibleName() == "Response tree"
    assert view.isExpanded(view.model().index_of(0))
    assert view.isExpanded(view.model().index_of(2))


def test_a_press_on_the_mark_folds_and_unfolds(view, qtbot):
    index = view.model().index_of(2)
    mark = view.itemDelegate().mark_area(index, view.visualRect(index)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=mark)
    assert not view.isExpanded(index)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=mark)
    assert view.isExpanded(index)


def test_a_press_beside_the_mark_chooses_the_line(view, qtbot):
    index = view.model().index_of(2)
    beside = view.visualRect(index).center() + QPoint(60, 0)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    assert view.currentIndex() == index
    assert view.isExpanded(index)


def test_keys_fold_and_unfold(view, qtbot):
    choose(view, 2)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert not view.isExpanded(view.model().index_of(2))
    qtbot.keyClick(view, Qt.Key.Key_Asterisk)
    assert view.isExpanded(view.model().index_of(2))


def test_values_and_paths_are_copied(view):
    choose(view, 4)
    view.copy_value()
    assert clipboard() == "你好"
    view.copy_path()
    assert clipboard() == "items[0].name"
    choose(view, 2)
    view.copy_value_action.trigger()
    assert clipboard() == '[{"name": "你\\u597d"}]'


def test_without_a_chosen_line_nothing_is_copied(qtbot, theme):
    made = TreeView(theme)
    qtbot.addWidget(made)
    theme.apply_to(made)
    made.show_tree(read_tree(TEXT))
    QGuiApplication.clipboard().setText("before")
    made.copy_value()
    made.copy_path()
    assert clipboard() == "before"
    assert not made.copy_value_action.isEnabled()


def test_matches_are_counted_and_opened(view):
    view.collapse_all()
    assert not view.isExpanded(view.model().index_of(2))
    assert view.search("NAME") == 1
    view.go_to(0)
    assert view.currentIndex() == view.model().index_of(4)
    assert view.isExpanded(view.model().index_of(2))
    assert view.search("") == 0


def test_matches_are_marked_on_the_scroll_bar_at_the_row_that_holds_them(view, theme, qtbot):
    items = [{"id": number} for number in range(100)]
    view.show_tree(read_tree(json.dumps({"first": items, "last": "found"})))
    assert view.search("found") == 1
    # 100 entries of three lines; a row for the whole and its end, one for the list and its end.
    assert view.bar.marks == [pytest.approx(303 / 305)]
    colour = theme.colour("accent")
    assert colour.name() in colours_of(view.bar)
    view.collapse(view.model().index_of(1))
    qtbot.waitUntil(lambda: view.bar.marks == [pytest.approx(2 / 4)])
    assert view.search('"id": 7') == 11
    assert set(view.bar.marks) == {1 / 4}
    view.search("")
    assert not view.bar.marks
    assert colour.name() not in colours_of(view.bar)


def colours_of(widget):
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def test_a_hundred_thousand_brackets_can_be_shown_searched_and_opened(view, qtbot):
    view.show_tree(read_tree("[" * 100_000))
    view.expand_all()
    assert view.search("[") == 10_000
    view.go_to(9_999)
    view.copy_path()
    qtbot.waitUntil(lambda: clipboard() == "[0]" * 9_999)
    assert view.levels_around == 9_999 - 20
    assert view.steps() == ["…"] + ["[0]"] * 100


def test_a_long_list_is_opened_in_part(view):
    view.show_tree(read_tree(json.dumps(list(range(5000)))))
    root = view.model().index_of(0)
    first, second = (view.model().index(row, 0, root) for row in (0, 1))
    assert view.isExpanded(first)
    assert not view.isExpanded(second)
    assert view.search("4321") == 1
    view.go_to(0)
    assert view.currentIndex().data() == "4321,"


def test_an_empty_tree_can_be_shown(view):
    view.show_tree(read_tree(""))
    view.expand_all()
    view.collapse_all()
    assert view.search("a") == 0


def test_it_follows_the_theme(view, theme):
    before = view.grab().toImage()
    theme.apply(ColourScheme.DARK, 120)
    assert view.grab().toImage() != before


PICKED = '{"id": "5", "next": "/users?page=2", "items": [1]}'


def test_what_can_be_done_with_a_value(view, qtbot):
    view.show_tree(read_tree(PICKED))
    expect, capture, opens, following, entries, *teaching = view.use_actions.values()
    assert [expect.isEnabled(), capture.isEnabled(), opens.isEnabled()] == [False] * 3
    choose(view, 1)
    assert [expect.isEnabled(), capture.isEnabled(), opens.isEnabled()] == [True, True, False]
    assert [following.isEnabled(), entries.isEnabled()] == [True, False]
    with qtbot.waitSignal(view.value_picked) as picked:
        capture.trigger()
    assert picked.args == [PickedValue("id", '"5"', use=ValueUse.CAPTURE)]
    assert expect.text() == "Add test: equals “5”"
    choose(view, 2)
    with qtbot.waitSignal(view.value_picked) as picked:
        opens.trigger()
    source = '"/users?page=2"'
    assert picked.args == [PickedValue("next", source, "/users?page=2", ValueUse.OPEN)]
    # In the menu of the mouse and of the keyboard, which Qt makes of the actions.
    texts = [action.text() for action in view.actions()]
    assert texts[2:] == [
        "Add test: equals “/users?page=2”",
        "Capture as variable…",
        "Open as request",
        "Use as next page…",
        "Use as paged list",
        "",
        "This says whether it worked",
        "This is the code",
        "This is the message",
        "These are field errors",
        "Wait this long",
        "",
        "Show image",
        "Expand one level",
        "Collapse one level",
        "Show from here",
        "Show from the outermost value",
        "Show as table",
    ]
    with qtbot.waitSignal(view.value_picked) as picked:
        teaching[1].trigger()
    assert picked.args[0].use is ValueUse.CODE
    view.show_tree(read_tree("{}"))
    assert not expect.isEnabled()


def test_a_longer_tree_keeps_what_is_open_and_goes_to_what_is_new(view):
    text = json.dumps({"a": {"b": [1]}, "list": list(range(600)), "c": {"d": 2}})
    cut = text.index("450")
    view.show_tree(read_tree(text[:cut], is_cut=True))
    view.collapse_all()
    model = view.model()
    at = {key: n for n, key in enumerate(read_tree(text).pretty_lines())}
    a, items, c = (at[key] for key in ('  "a": {', '  "list": [', '  "c": {'))
    view.expand(model.index_of(items))
    last = len(view.shown_tree) - 1
    view.show_longer(read_tree(text))
    opened = [view.isExpanded(model.index_of(line)) for line in (0, a, items, c)]
    assert opened == [True, False, True, False]
    # The list has groups now; what was in sight still is.
    assert view.isExpanded(model.index_of(items + 1).parent())
    assert not view.isExpanded(model.index_of(items + 501).parent())
    assert view.currentIndex() == model.index_of(last)
    assert model.line_at(view.currentIndex()).value == "450"
    assert view.visualRect(view.currentIndex()).top() == 0


def token():
    parts = ({"alg": "HS256"}, {"sub": "probe", "exp": 1})
    encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()) for part in parts)
    return ".".join([*(part.decode().rstrip("=") for part in encoded), "c2ln"])


def texts(view):
    """The rows that can be scrolled to, as a screen reader reads them."""
    index, rows = view.model().index(0, 0), []
    while index.isValid():
        rows.append(index.data())
        index = view.indexBelow(index)
    return rows


def test_what_values_stand_for_is_said_beside_them(view):
    body = {"size_bytes": 2048, "color": "#1e90ff", "at": "2026-12-02T11:57:00Z", "id": 1796212740}
    view.show_tree(read_tree(json.dumps(body)))
    _, size, colour, time, number, _ = texts(view)
    assert size == '"size_bytes": 2048,  ← 2 KB'
    assert colour.startswith('"color": "#1e90ff", ')
    assert " · 2026-12-0" in time
    assert number == '"id": 1796212740'
    choose(view, 1)
    view.copy_value()
    assert clipboard() == "2048"


def test_a_colour_is_drawn_beside_its_text(view):
    view.show_tree(read_tree('{"color": "#1e90ff"}'))
    image = view.grab().toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    assert any(colour.name() == "#1e90ff" for colour in pixels)


def test_a_jwt_is_taken_apart_below_its_line(view):
    view.show_tree(read_tree(json.dumps({"token": token(), "next": 1})))
    index = view.model().index_of(1)
    assert view.model().hasChildren(index)
    assert not view.isExpanded(index)
    assert "JWT · HS256 · expired" in index.data()
    view.expand(index)
    rows = texts(view)
    assert '"sub": "probe",' in rows
    assert any(row.startswith('"exp": 1') for row in rows)
    assert rows[-2] == '"next": 1'


def test_a_row_within_a_text_is_copied_but_has_no_path(view):
    view.show_tree(read_tree(json.dumps({"said": json.dumps({"a": ["b"]})})))
    index = view.model().index_of(1)
    view.expand(index)
    inner = view.model().index(0, 0, view.model().index(0, 0, index))
    view.setCurrentIndex(inner)
    view.copy_value()
    assert clipboard() == '["b"]'
    assert not view.copy_path_action.isEnabled()
    assert view.picked is None
    view.copy_path()
    assert clipboard() == '["b"]'


def test_a_long_text_within_a_text_is_read_in_part(view):
    inner = json.dumps([{"n": n} for n in range(10_000)])
    view.show_tree(read_tree(json.dumps({"said": inner})))
    index = view.model().index_of(1)
    view.expand(index)
    below = view.model().index(0, 0, index)
    assert "and more" in below.data()
    assert view.model().tree_at(below).is_cut


def test_expanding_all_leaves_texts_as_they_are(view):
    view.show_tree(read_tree(json.dumps({"said": "[1, 2]"})))
    view.expand_all()
    assert texts(view)[1:] == ['"said": "[1, 2]"  ← JSON in a text', "}"]


def opened(view):
    return [text for text in texts(view) if "…" in text]


def test_levels_are_opened_and_closed_one_by_one(view):
    view.show_tree(read_tree('{"a": {"b": {"c": 1}}, "d": {"e": [2]}}'))
    whole = texts(view)
    view.close_level_action.trigger()
    assert not view.isExpanded(view.model().index_of(2))
    assert view.isExpanded(view.model().index_of(1))
    view.close_level_action.trigger()
    assert len(texts(view)) == 4
    view.close_level_action.trigger()
    assert len(texts(view)) == 4
    view.open_level_action.trigger()
    assert view.isExpanded(view.model().index_of(1))
    assert not view.isExpanded(view.model().index_of(2))
    view.open_level_action.trigger()
    assert texts(view) == whole


def test_the_place_of_a_value_is_told_and_leads_outwards(view, qtbot):
    view.show_tree(read_tree('{"data": [{"a b": 1}, {"say": "{\\"in\\": 1}"}]}'))
    places = []
    view.place_changed.connect(lambda: places.append(view.steps()))
    choose(view, 3)
    assert places[-1] == ["data", "[0]", '"a b"']
    choose(view, 4)
    assert places[-1] == ["data", "[0]"]
    view.choose_step(0)
    assert places[-1] == ["data"]
    assert view.hasFocus()
    text = view.model().index_of(6)
    view.expand(text)
    inner = view.model().index(0, 0, view.model().index(0, 0, text))
    view.setCurrentIndex(inner)
    assert places[-1] == ["data", "[1]", "say", "in"]
    view.show_tree(read_tree("[]"))
    assert places[-1] == []


def test_an_image_within_a_text_is_offered_only_there(view, qtbot):
    data = b"\x89PNG\r\n\x1a\n" + bytes(40)
    body = {"avatar": base64.b64encode(data).decode(), "name": "x"}
    view.show_tree(read_tree(json.dumps(body)))
    choose(view, 1)
    assert view.picture_action.isVisible()
    with qtbot.waitSignal(view.picture_wanted) as wanted:
        view.picture_action.trigger()
    assert wanted.args == [data]
    choose(view, 2)
    assert not view.picture_action.isVisible()
