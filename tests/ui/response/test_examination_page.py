from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from aiurdesk.core.response.examination import CapturedValue, Examination, Finding
from aiurdesk.ui.response.examination_page import ExaminationPage, counted_title
from aiurdesk.ui.widgets.note import Note

FOUND = Examination(
    (Finding("result code is 0", True, "0 Success"), Finding("HTTP status is 204", False, "200")),
    (CapturedValue("id", "value channelId", "7"),),
    (Finding("capture none from header X-No", False, "there is no such value"),),
)
LINES = [
    "Passed: result code is 0: 0 Success",
    "Failed: HTTP status is 204: 200",
    "Failed: capture none from header X-No: there is no such value",
    "Captured: id from value channelId: 7",
]


def page_of(qtbot, theme, examination=FOUND):
    page = ExaminationPage(theme)
    qtbot.addWidget(page)
    page.show_examination(examination)
    page.show()
    return page


def test_each_test_and_capture_has_a_row_with_word_and_icon(qtbot, theme):
    model = page_of(qtbot, theme).table.model()
    rows = [
        ": ".join(model.index(row, column).data() for column in range(3))
        for row in range(model.rowCount())
    ]
    assert rows == LINES
    icons = [model.index(row, 0).data(Qt.ItemDataRole.DecorationRole) for row in range(len(LINES))]
    assert not any(icon.isNull() for icon in icons)


def test_rows_are_copied(qtbot, theme):
    page = page_of(qtbot, theme)
    page.rows.copy()
    assert QGuiApplication.clipboard().text().splitlines() == LINES
    page.table.selectRow(1)
    page.rows.copy()
    assert QGuiApplication.clipboard().text() == LINES[1]


def test_text_is_found(qtbot, theme):
    page = page_of(qtbot, theme)
    assert page.rows.search("FAILED") == 2
    page.rows.go_to(1)
    assert [index.row() for index in page.table.selectionModel().selectedRows()] == [2]
    assert page.rows.search("") == 0


def test_the_title_counts_what_passed(qtbot, theme):
    assert counted_title("Tests", FOUND) == "Tests 1/3"
    assert counted_title("Tests", Examination((), FOUND.captured)) == "Tests"


def test_what_may_still_change_waits_and_does_not_count(qtbot, theme):
    page = page_of(qtbot, theme, None)
    page.show_examination(FOUND, {0, 2})
    model = page.table.model()
    words = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert words == ["Waiting", "Failed", "Waiting", "Captured"]
    assert not model.index(0, 0).data(Qt.ItemDataRole.DecorationRole).isNull()
    assert counted_title("Tests", FOUND, {0, 2}) == "Tests 0/3"


def test_rows_that_stay_the_same_stay_selected(qtbot, theme):
    page = page_of(qtbot, theme)
    page.table.selectRow(1)
    page.show_examination(FOUND)
    assert [index.row() for index in page.table.selectionModel().selectedRows()] == [1]


def test_results_that_are_older_than_the_tests_are_marked(qtbot, theme):
    page = page_of(qtbot, theme)
    note = page.findChild(Note)
    assert not note.isVisible()
    page.show_changed("Connect again")
    assert note.isVisible()
    assert note.label.plain_text() == (
        "The tests were changed since then. Connect again to carry them out."
    )
    page.show_changed("")
    assert not note.isVisible()
