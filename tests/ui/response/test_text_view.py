import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest

from aiurdesk.core.body_views.rows import Place
from aiurdesk.core.body_views.signs import shown
from aiurdesk.core.body_views.view import Syntax
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.response import text_view
from aiurdesk.ui.response.text_view import TextWidget

LONG = "\n".join(f"line {number}" for number in range(30_000))


@pytest.fixture
def view(qtbot, theme):
    made = TextWidget(theme)
    qtbot.addWidget(made)
    theme.apply_to(made)
    made.resize(400, 300)
    made.show()
    return made


def copied(view):
    return view.createMimeDataFromSelection().text()


def shown_lines(view):
    return view.toPlainText().split("\n")


def press(view, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(view, key, modifiers)


SIGNS = {*map(chr, range(0x2400, 0x2425)), "\ufffd"}
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_a_short_text_is_shown_whole(view):
    view.show_text('{\n  "code": 0\n}', Syntax.JSON)
    assert view.accessibleName() == "Response text"
    assert view.toPlainText() == '{\n  "code": 0\n}'


def test_of_a_long_text_only_the_rows_around_those_in_sight_exist(view):
    view.show_text(LONG)
    assert shown_lines(view)[0] == "line 0"
    assert view.blockCount() < 300
    view.bar.setValue(view.bar.maximum())
    assert shown_lines(view)[-1] == "line 29999"
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
    assert view.blockCount() < 300


def test_the_scroll_bar_means_the_whole_text(view):
    view.show_text(LONG)
    view.bar.setValue(view.bar.maximum() // 2)
    assert abs(view.top_row() - 15_000) < 50
    assert f"line {view.top_row()}" in shown_lines(view)


def test_the_next_page_comes_before_the_end_of_this_one(view):
    view.show_text(LONG)
    seen = []
    for _ in range(400):
        seen.append(view.top_row())
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 3)
    assert seen == list(range(0, 1200, 3))
    for _ in range(400):
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() - 3)
    assert view.top_row() == 0
    assert view.bar.value() == 0


def test_all_of_a_long_text_is_selected_and_copied(view):
    view.show_text(LONG)
    press(view, Qt.Key.Key_A, CTRL)
    assert copied(view) == LONG
    press(view, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == LONG


def test_a_selection_goes_on_beyond_the_rows_that_exist(view):
    view.show_text(LONG)
    view.select(Place(2, 3), Place(2, 3))
    press(view, Qt.Key.Key_End, CTRL | SHIFT)
    assert copied(view) == LONG[LONG.index("line 2") + 3 :]
    view.bar.setValue(15_000)
    assert copied(view) == LONG[LONG.index("line 2") + 3 :]
    # All that is on the page is within it.
    assert len(view.textCursor().selectedText()) == view.document().characterCount() - 1


def test_the_caret_moves_through_the_whole_text(view):
    view.show_text(LONG)
    press(view, Qt.Key.Key_End, CTRL)
    assert view.textCursor().block().text() == "line 29999"
    press(view, Qt.Key.Key_Up)
    assert view.textCursor().block().text() == "line 29998"
    # Scrolled out of sight, it is still where it was.
    view.bar.setValue(0)
    press(view, Qt.Key.Key_Up)
    assert view.textCursor().block().text() == "line 29997"
    press(view, Qt.Key.Key_Home, CTRL)
    for _ in range(200):
        press(view, Qt.Key.Key_PageDown)
    row = int(view.textCursor().block().text().split()[1])
    assert row > 1000
    press(view, Qt.Key.Key_PageUp)
    assert int(view.textCursor().block().text().split()[1]) < row


def test_more_than_the_clipboard_should_get_is_refused_with_a_sentence(view, qtbot, monkeypatch):
    monkeypatch.setattr(text_view, "MOST_COPIED", 1000)
    QGuiApplication.clipboard().setText("before")
    view.show_text(LONG)
    view.selectAll()
    with qtbot.waitSignal(view.copy_refused) as heard:
        press(view, Qt.Key.Key_C, CTRL)
    assert heard.args == [
        "311 KB are selected. At most 1,000 B can be copied; save the body instead."
    ]
    assert QGuiApplication.clipboard().text() == "before"


def test_one_unbroken_megabyte_is_drawn_in_pieces_and_copied_whole(view):
    text = "start " + "x" * 1_000_000 + " end\nnext"
    view.show_text(text)
    assert max(map(len, shown_lines(view))) <= 200
    view.selectAll()
    assert copied(view) == text


def test_a_selection_is_copied_exactly(view):
    view.show_text("one\ntwo\nthree")
    cursor = view.textCursor()
    cursor.setPosition(2)
    cursor.setPosition(9, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    assert copied(view) == "e\ntwo\nt"


def test_control_characters_are_seen_and_copied_as_they_are(view):
    text = "a\rb\x00\u2029c\ufdd0\r\nd\x1b[0m\u00a0"
    view.show_text(text)
    assert view.document().toRawText().split("\u2029") == [
        "a\u240db\u2400\u2424c\ufffd",
        "d\u241b[0m\u00a0",
    ]
    view.selectAll()
    assert copied(view) == text


def mark_all(view, text, needle):
    data, needle = text.lower().encode(), needle.encode()
    starts, at = [], data.find(needle)
    while at >= 0:
        starts.append(at)
        at = data.find(needle, at + 1)
    view.mark_matches(starts, [start + len(needle) for start in starts])
    return len(starts)


def test_matches_are_marked_and_selected(view):
    text = "Needle\n𝄞 needle " + "y" * 5000 + "NEEDLE"
    view.show_text(text)
    assert mark_all(view, text, "needle") == 3
    assert len(view.extraSelections()) == 2
    for match in range(3):
        view.go_to(match)
        assert copied(view).casefold() == "needle"
    view.mark_matches((), ())
    assert view.extraSelections() == []


def test_a_match_across_rows_is_selected_whole(view):
    text = "a" * 198 + "needle" + "b" * 3000
    view.show_text(text)
    mark_all(view, text, "needle")
    view.go_to(0)
    assert copied(view) == "needle"


def test_matches_are_gone_to_and_marked_anywhere(view):
    view.show_text(LONG)
    mark_all(view, LONG, "line 2")
    view.go_to(11_110)
    assert copied(view) == "line 2"
    assert view.textCursor().block().text() == "line 29999"
    assert 0 < len(view.extraSelections()) < 300


def colours_of(widget):
    picture = widget.grab().toImage()
    return {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }


def test_matches_are_marked_on_the_scroll_bar(view, theme):
    view.show_text(LONG)
    colour = theme.colour("accent").name()
    assert colour not in colours_of(view.bar)
    view.mark_matches([1000], [1005])
    assert colour in colours_of(view.bar)


def test_lines_are_numbered(view, theme):
    view.show_text("a\nb")
    assert theme.colour("remark").name() in colours_of(view)
    view.show_text("\n".join("x" for _ in range(12_345)))
    assert view.numbers_width() >= view.fontMetrics().horizontalAdvance("12345")


def test_colours_follow_the_theme(view, theme):
    view.show_text('{"code": 0}', Syntax.JSON)
    theme.apply(ColourScheme.DARK, 100)
    formats = view.document().firstBlock().layout().formats()
    assert formats[0].format.foreground().color() == theme.colour("key")


def test_a_long_text_has_colours_where_it_is_in_sight(view, theme):
    view.show_text("\n".join(f'"{"x" * 200}"' for _ in range(3000)), Syntax.JSON)
    view.bar.setValue(2000)
    formats = view.firstVisibleBlock().layout().formats()
    assert formats[0].format.foreground().color() == theme.colour("string")


@pytest.mark.parametrize(("syntax", "is_wrapped"), [(Syntax.MARKUP, True), (Syntax.JSON, False)])
def test_only_markup_is_wrapped(view, syntax, is_wrapped):
    view.show_text("<p>" + "a long line of words " * 20, syntax)
    assert (view.horizontalScrollBar().maximum() == 0) is is_wrapped


def test_wrapped_rows_are_all_reached_by_the_wheel_of_the_mouse(view):
    view.show_text("\n".join(f"{number} " + "word " * 100 for number in range(2000)), Syntax.MARKUP)
    seen = set()
    for _ in range(3000):
        seen.add(view.top_row())
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 3)
    assert seen == set(range(max(seen) + 1))
    assert max(seen) > 300


def shown_page_by_page(view):
    """Return all rows that a person sees who goes through a text with the scroll bar."""
    rows = {}
    last, step = view.bar.maximum(), max(1, view.bar.pageStep() // 2)
    for value in [*range(0, last, step), last]:
        view.bar.setValue(value)
        top = view.top_row() - view.firstVisibleBlock().blockNumber()
        for block, _, _ in view.blocks_in_sight():
            rows[top + block.blockNumber()] = block.text()
    assert sorted(rows) == list(range(view.shown_rows.count))
    return [rows[number] for number in sorted(rows)]


# Going through a text of 5,000 rows takes seconds, and fewer examples have all kinds of them.
@settings(
    max_examples=settings().max_examples * 2 // 5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.builds(
            lambda text, times: text * times,
            st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
            st.sampled_from([1, 1, 1, 40, 700]),
        ),
        max_size=9,
    ),
    st.sampled_from([1, 1, 60]),
)
def test_any_text_is_shown_page_by_page_and_copied_as_its_bytes(view, lines, times):
    text = "\n".join(lines * times)
    view.show_text(text)
    pages = shown_page_by_page(view)
    view.selectAll()
    assert view.selected_text().encode() == text.encode()
    rows = view.shown_rows.rows(0, view.shown_rows.count)
    assert [shown(row.text) for row in rows] == pages
    # One sign for each character, so that nothing is hidden; but a line may end with "\\r\\n".
    whole = "".join(("\n" if row.number > 1 else "") + row.text for row in rows)
    assert whole == text
    for row, page in zip(rows, pages, strict=True):
        assert len(page) == len(row.text.removesuffix("\r"))
        odd = [(a, b) for a, b in zip(row.text, page, strict=False) if a != b]
        assert all(not a.isprintable() and b in SIGNS for a, b in odd)


def test_lines_with_offsets_of_their_own_have_no_numbers(view):
    view.show_rows(view.shown_rows, None, is_numbered=False)
    assert view.numbers_width() == 0
    view.show_text("1")
    assert view.numbers_width() > 0
