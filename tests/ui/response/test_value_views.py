"""Filters and tables in the views of a response, with the process that makes them."""

import asyncio
import csv
import io
import json
import os

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QToolButton,
)

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.state.response_look import LOOKS, look_key
from aiurdesk.services.body_views import table_file
from aiurdesk.services.processes.helper_processes import Purpose
from aiurdesk.ui.response.body_strip import BodyStrip
from tests.child_process import wait_until, was_ended
from tests.coroutines import until
from tests.ui.response.exchanges import an_answer, an_exchange
from tests.ui.response.view_steps import (
    click,
    current,
    first_line,
    match_count,
    named,
    notes,
    page_text,
    show,
    shown_text,
    tabs,
)

LAMPS = {
    "count": 3,
    "items": [
        {"id": 1, "name": "Lamp", "price": 12.5, "by": {"city": "Köln"}},
        {"id": 20, "name": "bulb", "price": 9},
        {"id": 3, "name": "=1+1", "price": 100},
    ],
}
BODY = json.dumps(LAMPS).encode()
LIST = json.dumps(LAMPS["items"]).encode()
MANY = json.dumps([{"id": n, "name": f"n{n}"} for n in range(5_000)]).encode()


def field(views):
    return views.findChild(QLineEdit, "body_filter")


def filter_by(views, path):
    views.values.activate()
    field(views).clear()
    QTest.keyClicks(field(views), path)
    QTest.keyClick(field(views), Qt.Key.Key_Return)


def count(views):
    return views.findChild(QLabel, "filter_count").text()


def mistake(views):
    label = views.findChild(QLabel, "filter_mistake")
    return "" if label.isHidden() else label.text()


def table(views) -> QTableView:
    view: QTableView = named(views, "Response table", QTableView)
    return view


def rows(views):
    """Return the rows of the table as far as they have come."""
    model = table(views).model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(min(model.rowCount(), 5))
    ]


def row_count(views):
    return views.findChild(QLabel, "row_count").text()


def titles(views):
    view = table(views)
    header, model = view.horizontalHeader(), view.model()
    places = [header.logicalIndex(at) for at in range(model.columnCount())]
    return [
        model.headerData(place, Qt.Orientation.Horizontal)
        for place in places
        if not view.isColumnHidden(place)
    ]


def tool(views, name):
    return next(b for b in views.findChildren(QPushButton) if b.accessibleName() == name)


async def clipboard_after(views, scope, action):
    QGuiApplication.clipboard().clear()
    action()
    await scope.idle()
    return QGuiApplication.clipboard().text()


async def test_a_filter_shows_what_its_path_gives_as_tree_and_text(views, scope):
    show(views, BODY)
    assert not field(views).isVisible()
    filter_by(views, "items[?price > `10`].name")
    await scope.idle()
    assert count(views) == "2 entries"
    assert first_line(views) == '"Lamp",'
    assert shown_text(views) == '[\n  "Lamp",\n  "=1+1"\n]'


async def test_closing_the_filter_shows_the_whole_body_again(views, scope):
    show(views, BODY)
    filter_by(views, "count")
    await scope.idle()
    assert (count(views), shown_text(views)) == ("1 value", "3")
    QTest.keyClick(field(views), Qt.Key.Key_Escape)
    assert not field(views).isVisible()
    assert '"count": 3' in shown_text(views)


async def test_a_mistake_is_told_with_its_place_and_the_body_stays(views, scope):
    show(views, BODY)
    filter_by(views, "items[")
    assert "it ends too early" in mistake(views)
    filter_by(views, "keys(items)")
    await scope.idle()
    assert "keys() takes object, not array" in mistake(views)
    assert '"count": 3' in shown_text(views)
    filter_by(views, "count")
    await scope.idle()
    assert mistake(views) == ""


async def test_a_filter_that_is_open_is_used_for_the_next_response(views, scope):
    show(views, BODY)
    filter_by(views, "count")
    await scope.idle()
    show(views, b'{"count": 4}')
    await scope.idle()
    assert shown_text(views) == "4"


async def test_the_path_of_a_filtered_value_leads_there_from_the_whole_body(views, scope):
    show(views, BODY)
    filter_by(views, "items[].name")
    await scope.idle()
    tree = views.pages.tree.tree
    tree.setCurrentIndex(tree.model().index_of(2))
    tree.copy_path()
    assert QGuiApplication.clipboard().text() == "items[].name | [1]"
    assert tree.picked.path == "items[].name | [1]"


async def test_the_last_ten_filters_of_an_endpoint_are_offered(views, scope):
    show(views, BODY)
    for number in range(12):
        filter_by(views, f"items[{number}]")
        await scope.idle()
    filter_by(views, "items[5]")
    named(views, "Filters used before", QToolButton).click()
    menu = next(menu for menu in views.findChildren(QMenu) if menu.actions())
    texts = [action.text() for action in menu.actions()]
    assert texts[:3] == ["items[5]", "items[11]", "items[10]"]
    assert len(texts) == 10
    menu.actions()[1].trigger()
    menu.close()
    await scope.idle()
    assert field(views).text() == "items[11]"


async def test_a_filter_with_a_secret_is_not_kept(views, scope):
    exchange = an_exchange(an_answer(BODY))
    prepared = replace(exchange.prepared, secrets=(Secret("sesame"),))
    views.show_exchange(replace(exchange, prepared=prepared))
    filter_by(views, "items[?name == 'sesame']")
    await scope.idle()
    assert count(views) == "0 entries"
    assert LOOKS.all == {}


def test_an_address_that_was_typed_is_not_kept():
    keys = [look_key(Request(Typed(f"https://u:pw@a.example/x{query}"))) for query in ("", "?k=s")]
    assert keys[0] == keys[1]
    assert "example" not in keys[0]
    assert look_key(Request(Typed("https://a.example/y"))) != keys[0]
    assert look_key(an_exchange().request) == "stargate.message.push"


async def test_names_of_the_body_are_completed_within_a_path(views, scope):
    show(views, b'{"items": [{"price": 1, "with blank": 2}]}')
    views.values.activate()
    QTest.keyClicks(field(views), "items[?pri")
    popup = field(views).completer().popup()
    await until(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert field(views).text() == "items[?price"
    field(views).setText("")
    QTest.keyClicks(field(views), "items[].wi")
    await until(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert field(views).text() == 'items[]."with blank"'
    await scope.idle()


async def test_a_body_that_is_a_list_of_objects_is_a_table_at_first(views, scope):
    show(views, LIST)
    assert current(views) == "table"
    await scope.idle()
    assert tabs(views)[:2] == ["Tree", "Table 3"]
    assert titles(views) == ["id", "name", "price", "by.city"]
    assert rows(views)[0] == ["1", "Lamp", "12.5", "Köln"]
    assert row_count(views) == "3 rows"
    # What a person chooses counts more.
    click(views, "tree")
    show(views, LIST)
    assert current(views) == "tree"
    await scope.idle()


@pytest.mark.parametrize("body", [b"[]", b"[1, 2]", b'{"a": 1}', b'{"a": [], "b": []}', b"<p>"])
async def test_what_is_no_list_of_objects_has_no_table(views, scope, body):
    show(views, body)
    assert not any(title.startswith("Table") for title in tabs(views))
    await scope.idle()


async def test_the_list_in_an_envelope_is_offered_and_any_list_can_be_shown(views, scope):
    show(views, BODY)
    assert (current(views), tabs(views)[1]) == ("tree", "Table 3")
    show(views, b'{"a": {"deep": [["x", 1], ["y", 2]]}, "b": [{"c": 1}], "d": [{}]}')
    assert "Table" not in tabs(views)[1]
    tree = views.pages.tree.tree
    tree.setCurrentIndex(tree.model().index_of(2))
    tree.table_action.trigger()
    await scope.idle()
    assert (current(views), titles(views)) == ("table", ["[0]", "[1]"])
    assert rows(views) == [["x", "1"], ["y", "2"]]
    table(views).setCurrentIndex(table(views).model().index(1, 0))
    next(a for a in table(views).actions() if a.text() == "Copy path").trigger()
    assert QGuiApplication.clipboard().text() == "a.deep[1][0]"


async def test_what_a_filter_gives_is_a_table_too(views, scope):
    show(views, BODY)
    filter_by(views, "items[].[name, price]")
    await scope.idle()
    click(views, "table")
    await scope.idle()
    assert rows(views)[1] == ["bulb", "9"]
    filter_by(views, "items[?price > `10`]")
    await scope.idle()
    assert [row[1] for row in rows(views)] == ["Lamp", "=1+1"]


async def test_rows_are_sorted_by_a_click_on_a_title(views, scope):
    show(views, LIST)
    await scope.idle()
    header = table(views).horizontalHeader()
    table(views).setCurrentIndex(table(views).model().index(0, 1))
    orders = []
    for _ in range(3):
        at = QPoint(header.sectionViewportPosition(0) + 5, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
        await scope.idle()
        orders.append([row[0] for row in rows(views)])
    # What is selected is no column; and the titles ask no rows what is selected.
    assert len(table(views).selectedIndexes()) <= 1
    assert header.selectionModel() is not table(views).selectionModel()
    assert orders == [["1", "3", "20"], ["20", "3", "1"], ["1", "20", "3"]]


async def test_rows_are_searched_while_one_types(views, scope):
    show(views, MANY)
    await until(lambda: current(views) == "table")
    await scope.idle()
    views.find_text()
    needle = views.findChild(QLineEdit, "table_needle")
    assert not views.find_bar.isVisible()
    QTest.keyClicks(needle, "n499")
    await until(lambda: row_count(views) == "11 of 5,000 rows")
    assert rows(views)[:2] == [["499", "n499"], ["4990", "n4990"]]
    needle.clear()
    await until(lambda: row_count(views) == "5,000 rows")
    await scope.idle()


async def test_rows_come_when_they_are_scrolled_to(views, scope):
    show(views, MANY)
    await until(lambda: current(views) == "table")
    await scope.idle()
    model = table(views).model()
    assert model.rowCount() == 5_000
    assert model.index(4_000, 0).data() == "…"
    table(views).scrollTo(model.index(4_000, 0))
    await until(lambda: model.index(4_000, 0).data() == "4000")
    assert model.headerData(4_000, Qt.Orientation.Vertical) == 4_001
    await scope.idle()


async def test_cells_rows_csv_and_markdown_are_copied(views, scope):
    show(views, LIST)
    await scope.idle()
    view = table(views)
    model = view.model()
    view.setCurrentIndex(model.index(1, 1))
    copied = await clipboard_after(views, scope, tool(views, "Copy cells").click)
    assert copied == "bulb"
    copied = await clipboard_after(views, scope, tool(views, "Copy rows as JSON").click)
    assert json.loads(copied) == [LAMPS["items"][1]]  # type: ignore[index]
    copied = await clipboard_after(views, scope, tool(views, "Copy rows as Markdown").click)
    assert copied.splitlines()[2] == "| 20 | bulb | 9 |  |"
    view.clearSelection()
    copied = await clipboard_after(views, scope, tool(views, "Copy rows as CSV").click)
    assert [row[1] for row in csv.reader(io.StringIO(copied))] == ["name", "Lamp", "bulb", "'=1+1"]
    told = views.findChild(QLabel, "table_told")
    assert told.text().startswith("1 cell begins with =")
    view.selectAll()
    QTest.keySequence(view, QKeySequence(QKeySequence.StandardKey.Copy))
    await scope.idle()
    assert QGuiApplication.clipboard().text().splitlines()[0] == "1\tLamp\t12.5\tKöln"


async def test_columns_keep_their_order_widths_and_whether_they_are_shown(views, scope):
    show(views, LIST)
    await scope.idle()
    view = table(views)
    view.horizontalHeader().moveSection(3, 0)
    view.setColumnWidth(1, 222)
    tool(views, "Choose columns").click()
    menu = next(menu for menu in views.findChildren(QMenu) if menu.actions())
    menu.actions()[2].trigger()
    menu.close()
    assert titles(views) == ["by.city", "id", "name"]
    show(views, b'[{"other": 1}]')
    await scope.idle()
    assert titles(views) == ["other"]
    show(views, LIST)
    await scope.idle()
    assert titles(views) == ["by.city", "id", "name"]
    assert view.columnWidth(1) == 222


async def save_as(views, path):
    """Choose where the rows are saved."""
    tool(views, "Save CSV…").click()
    await until(lambda: views.findChild(QFileDialog) is not None)
    dialog = views.findChild(QFileDialog)
    dialog.findChild(QLineEdit).setText(str(path))
    dialog.accept()


async def test_the_rows_are_saved_as_csv_for_a_spreadsheet(views, scope, tmp_path):
    show(views, LIST)
    await scope.idle()
    path = tmp_path / "lamps.csv"
    await save_as(views, path)
    await scope.idle()
    begin = "\ufeffid,name,price,by.city\r\n1,Lamp,12.5,Köln\r\n"
    assert path.read_bytes().startswith(begin.encode())


async def test_saving_many_rows_tells_how_far_it_is_and_can_be_cancelled(
    views, scope, tmp_path, monkeypatch
):
    # So that it takes long.
    monkeypatch.setattr(table_file, "ROWS_AT_ONCE", 1)
    show(views, MANY)
    await until(lambda: current(views) == "table")
    await scope.idle()
    path = tmp_path / "rows.csv"
    strip = views.pages.table.panel.findChild(BodyStrip)
    said = strip.findChild(QLabel)
    cancel = next(b for b in strip.findChildren(QPushButton) if b.text() == "Cancel")
    await save_as(views, path)
    await until(strip.isVisible)
    assert said.text().endswith(" of 5,000 rows…")
    # Copying is another task, and does not end it.
    table(views).selectRow(0)
    tool(views, "Copy cells").click()
    await until(lambda: QGuiApplication.clipboard().text() == "0\tn0\n")
    assert cancel.isVisible()
    cancel.click()
    await scope.idle()
    assert not strip.isVisible()
    assert not [name for name in os.listdir(tmp_path) if "rows.csv" in name]
    monkeypatch.setattr(table_file, "ROWS_AT_ONCE", 1_000)
    await save_as(views, path)
    await scope.idle()
    assert len(path.read_text().splitlines()) == 5_001
    assert not strip.isVisible()


async def test_nothing_of_a_table_or_filter_is_left_when_it_is_closed(views, scope, processes):
    async def process():
        return await processes.call(Purpose.FILTERING, os.getpid)

    show(views, LIST)
    await scope.idle()
    before = await process()
    # The next table takes the process over.
    show(views, LIST)
    await scope.idle()
    assert await process() == before
    views.show_nothing()
    await scope.idle()
    await asyncio.to_thread(wait_until, lambda: was_ended(before))
    show(views, b'{"a": [1, 2]}')
    filter_by(views, "a[0]")
    await scope.idle()
    before = await process()
    views.values.bar.close_filter()
    await asyncio.to_thread(wait_until, lambda: was_ended(before))


CSV = 'name;price\n"Lamp\nsmall";12,5\nbulb;9\nKöln;100\n'.encode()


async def test_csv_comes_as_a_table_with_all_that_tables_have(views, scope):
    show(views, CSV, "text/csv; charset=utf-8")
    assert current(views) == "table"
    await scope.idle()
    assert (titles(views), row_count(views)) == (["name", "price"], "3 rows")
    assert rows(views) == [["Lamp⏎small", "12,5"], ["bulb", "9"], ["Köln", "100"]]
    model = table(views).model()
    aligned = [model.index(row, 1).data(Qt.ItemDataRole.TextAlignmentRole) for row in range(3)]
    assert all(Qt.AlignmentFlag.AlignRight & side for side in aligned)
    table(views).sortByColumn(1, Qt.SortOrder.AscendingOrder)
    await scope.idle()
    assert [row[1] for row in rows(views)] == ["9", "12,5", "100"]
    table(views).setCurrentIndex(table(views).model().index(2, 1))
    next(a for a in table(views).actions() if a.text() == "Copy path").trigger()
    assert QGuiApplication.clipboard().text() == "[2].price"
    filter_by(views, "[?price == `9`]")
    await scope.idle()
    assert (rows(views), count(views)) == ([["bulb", "9"]], "1 of 3")
    views.values.bar.close_filter()
    await scope.idle()
    assert shown_text(views) == CSV.decode()


async def test_text_that_is_called_csv_and_is_none_stays_text(views, scope):
    show(views, b"Starting.\nDone, at last.\nBye.\n", "text/csv")
    await scope.idle()
    assert (current(views), "Table" in tabs(views)) == ("text", True)
    click(views, "table")
    await scope.idle()
    assert row_count(views) == "2 rows"


async def test_csv_that_cannot_be_told_apart_is_told(views, scope):
    show(views, b'a,b\n1,2\n"3,4\n', "text/csv")
    await scope.idle()
    assert (page_text(views) or "").startswith("The quotation mark that opens in line 3")
    show(views, b"a,b\n1,2\n", "text/csv")
    await scope.idle()
    assert rows(views) == [["1", "2"]]


FEED = b"""<?xml version="1.0"?>
<f:feed xmlns:f="urn:f" version="2"><item id="1"><name>a</name></item><item id="2"/></f:feed>"""


async def test_xml_is_a_tree_with_paths_find_and_tables(views, scope):
    show(views, FEED, "application/atom+xml")
    assert (current(views), views.pages.tree.has_tree()) == ("tree", True)
    tree = views.pages.tree.tree
    assert first_line(views) == '"feed": { … } 2 members'
    line = tree.search("name") and tree.shown_tree.find("name")[0]
    tree.setCurrentIndex(tree.model().index_of(line))
    tree.copy_path_action.trigger()
    assert QGuiApplication.clipboard().text() == "feed.item[0].name"
    views.find_bar.activate()
    QTest.keyClicks(views.find_bar.findChild(QLineEdit), "@id")
    await until(lambda: match_count(views) == "2")
    tree.setCurrentIndex(tree.model().index_of(tree.shown_tree.find('"item"')[0]))
    tree.table_action.trigger()
    await scope.idle()
    assert titles(views) == ['"@id"', "name"]
    filter_by(views, 'feed.item[]."@id"')
    await scope.idle()
    assert count(views) == "2 entries"
    views.values.bar.close_filter()
    views.show_tab("tree")
    await scope.idle()
    assert first_line(views).startswith('"feed"')
    assert "<f:feed xmlns" in shown_text(views)


async def test_long_xml_is_read_in_the_process(views, scope):
    show(views, b"<a>" + b"<b>some words</b>" * 20_000 + b"</a>", "text/xml")
    assert (current(views), page_text(views)) == ("tree", "Reading the XML…")
    await until(lambda: views.pages.tree.has_tree())
    assert views.pages.tree.tree.shown_tree.member_count(2) == 20_000
    await scope.idle()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<a><b></a>", "It is not valid XML"),
        (b'<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>', "XML with a document type"),
        (b"<a>" * 200, "nested more than 100 deep"),
    ],
)
async def test_xml_that_is_not_read_is_text_with_a_sentence(views, scope, body, words):
    show(views, body, "application/xml")
    await scope.idle()
    assert current(views) == "text"
    assert words in notes(views).text()
    views.show_tab("tree")
    assert words in (page_text(views) or "")


async def test_a_page_is_no_xml(views, scope):
    show(views, b"<!DOCTYPE html><p>x", "application/xml")
    await scope.idle()
    assert (current(views), notes(views).text()) == ("text", "")


async def test_what_turns_a_text_around_is_seen_in_each_view_and_copied_as_it_is(views, scope):
    name = "user\u202enimda"
    show(views, json.dumps([{"name": name}, {"name": "b"}], ensure_ascii=False).encode())
    tree = views.pages.tree.tree
    click(views, "tree")
    line = tree.model().index_of(2)
    assert "user◀nimda" in line.data()
    tree.setCurrentIndex(line)
    tree.copy_value()
    assert QGuiApplication.clipboard().text() == name
    assert "user◀nimda" in shown_text(views)
    text = views.pages.text.panel.text
    text.selectAll()
    text.copy()
    assert name in QGuiApplication.clipboard().text()
    assert "U+202E" in views.findChild(QLabel, "notes").text()
    click(views, "table")
    await scope.idle()
    cells = table(views)
    assert cells.model().index(0, 0).data() == "user◀nimda"
    cells.selectAll()
    keys = QKeySequence(QKeySequence.StandardKey.Copy)
    assert name in await clipboard_after(views, scope, lambda: QTest.keySequence(cells, keys))
