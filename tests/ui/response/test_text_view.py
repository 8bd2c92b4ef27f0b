import pytest
from PySide6.QtGui import QTextCursor

from aiurdesk.core.body_views.view import Syntax
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.response import text_view
from aiurdesk.ui.response.text_view import HIGHLIGHTED_CHARACTERS, TextWidget


@pytest.fixture
def view(qtbot, theme):
    made = TextWidget(theme)
    qtbot.addWidget(made)
    theme.apply_to(made)
    made.resize(400, 300)
    made.show()
    return made


def show(view, text, syntax=Syntax.JSON):
    view.show_lines(text.split("\n"), syntax, len(text))


def copied(view):
    return view.createMimeDataFromSelection().text()


def test_a_short_text_is_there_at_once(view):
    show(view, '{\n  "code": 0\n}')
    assert view.accessibleName() == "Response text"
    assert view.toPlainText() == '{\n  "code": 0\n}'


def test_a_short_text_is_there_also_where_other_programs_take_the_slice(view, monkeypatch):
    monkeypatch.setattr(text_view, "SLICE_S", 0.0)
    show(view, '{\n  "code": 0\n}')
    assert view.toPlainText() == '{\n  "code": 0\n}'


def test_a_long_text_comes_in_slices(view, qtbot):
    text = "\n".join(f"line {number}" for number in range(30_000))
    with qtbot.waitSignal(view.filled):
        show(view, text)
        assert view.blockCount() < 30_000
    assert view.blockCount() == 30_000
    view.selectAll()
    assert copied(view) == text


def test_another_text_replaces_one_that_is_still_coming(view, qtbot):
    show(view, "\n".join("old" for _ in range(30_000)))
    show(view, "new")
    qtbot.wait(20)
    assert view.toPlainText() == "new"


def test_one_unbroken_megabyte_is_drawn_in_pieces_and_copied_whole(view, qtbot):
    text = "start " + "x" * 1_000_000 + " end\nnext"
    with qtbot.waitSignal(view.filled):
        show(view, text)
    assert max(len(line) for line in view.toPlainText().split("\n")) <= 1000
    view.selectAll()
    assert copied(view) == text


def test_a_selection_is_copied_exactly(view):
    show(view, "one\ntwo\nthree")
    cursor = view.textCursor()
    cursor.setPosition(2)
    cursor.setPosition(9, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    assert copied(view) == "e\ntwo\nt"


def test_matches_are_counted_marked_and_selected(view):
    show(view, "Needle\n𝄞 needle " + "y" * 5000 + "NEEDLE")
    assert view.search("needle") == 3
    assert len(view.extraSelections()) == 3
    for match in range(3):
        view.go_to(match)
        assert copied(view).casefold() == "needle"
    assert view.search("") == 0
    assert view.extraSelections() == []


def test_a_match_across_pieces_is_selected_whole(view):
    show(view, "a" * 998 + "needle" + "b" * 3000)
    assert view.search("needle") == 1
    view.go_to(0)
    assert copied(view) == "needle"


def test_only_visible_matches_are_marked(view, qtbot):
    show(view, "\n".join("x" for _ in range(2000)))
    qtbot.waitUntil(lambda: view.blockCount() == 2000)
    assert view.search("x") == 2000
    assert len(view.extraSelections()) == 300
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert len(view.extraSelections()) < 300


def test_lines_are_numbered(view, theme):
    show(view, "a\nb")
    picture = view.grab().toImage()
    seen = {
        picture.pixelColor(x, y).name()
        for x in range(view.viewportMargins().left())
        for y in range(picture.height())
    }
    assert theme.colour("remark").name() in seen
    show(view, "\n".join("x" for _ in range(12_345)))
    assert view.numbers_width() >= view.fontMetrics().horizontalAdvance("12345")


def test_colours_follow_the_theme(view, theme, qtbot):
    show(view, '{"code": 0}')
    with qtbot.waitSignal(view.filled):
        theme.apply(ColourScheme.DARK, 100)
    formats = view.document().firstBlock().layout().formats()
    assert formats[0].format.foreground().color() == theme.colour("key")


def test_the_theme_may_change_while_lines_are_coming(view, theme, qtbot):
    text = "\n".join(f"line {number}" for number in range(8_000))
    show(view, text)
    with qtbot.waitSignal(view.filled):
        theme.apply(ColourScheme.DARK, 100)
    view.selectAll()
    assert copied(view) == text


def test_a_very_long_text_has_no_colours(view, qtbot):
    text = "\n".join(f'"{"x" * 200}"' for _ in range(HIGHLIGHTED_CHARACTERS // 200))
    with qtbot.waitSignal(view.filled):
        show(view, text)
    assert view.document().firstBlock().layout().formats() == []


@pytest.mark.parametrize(("syntax", "is_wrapped"), [(Syntax.MARKUP, True), (Syntax.JSON, False)])
def test_only_markup_is_wrapped(view, syntax, is_wrapped):
    show(view, "<p>" + "a long line of words " * 20, syntax)
    assert (view.horizontalScrollBar().maximum() == 0) is is_wrapped


def test_lines_with_offsets_of_their_own_have_no_numbers(view):
    view.show_lines(["00000000"], None, 8, is_numbered=False)
    assert view.numbers_width() == 0
    show(view, "1")
    assert view.numbers_width() > 0
