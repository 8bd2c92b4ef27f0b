"""Bytes of a gigabyte in a file: the scroll bar, going to an offset, and finding."""

import sys
import tracemalloc

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from aiurdesk.core.body_views.hex_dump import offset_in
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.ui.response.offset_field import OffsetField
from tests.coroutines import until
from tests.ui.response.exchanges import an_answer, an_exchange
from tests.ui.response.view_steps import match_count, show, shown_text

SIZE = 2**30
FROM_END = 96


@pytest.fixture
def gigabyte(tmp_path):
    """Return a body of a gigabyte."""
    return sparse(tmp_path / "body", SIZE)


def sparse(path, size):
    """Return a body that takes no room on the disk."""
    with path.open("wb") as file:
        file.truncate(size)
        file.seek(size - FROM_END)
        file.write(b"\xca\xfeNeedle")
    return ResponseBody(bytes(1024), str(path), size)


def show_file(views, body):
    views.show_exchange(an_exchange(an_answer(b"", "application/octet-stream", content=body)))
    views.resize(900, 400)


def go_to(views, text):
    field = views.findChild(OffsetField)
    assert field.isVisible()
    field.setText(text)
    QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("0", 0),
        ("1,000", 1000),
        ("0x10", 16),
        ("10h", 16),
        ("-1", SIZE - 1),
        ("-0x10", SIZE - 16),
        ("50%", SIZE // 2),
        ("100%", SIZE - 1),
        (str(SIZE), None),
        (f"-{SIZE + 1}", None),
        ("x", None),
        ("", None),
        ("nan%", None),
        ("1e400%", None),
    ],
)
def test_an_offset_is_read_in_each_way_that_it_is_written(text, offset):
    assert offset_in(text, SIZE) == offset
    assert offset_in(text, 0) is None


def test_a_gigabyte_is_scrolled_and_gone_to_with_few_rows_in_memory(views, gigabyte):
    tracemalloc.start()
    show_file(views, gigabyte)
    assert shown_text(views).startswith("00000000  00 00")
    text = views.pages.text.panel.text
    text.bar.setValue(text.bar.maximum())
    assert "Needle" in text.toPlainText()
    text.bar.setValue(text.bar.maximum() // 2)
    assert abs(text.top_row() * 16 - SIZE // 2) < SIZE // 1000
    go_to(views, hex(SIZE - FROM_END))
    assert text.selected_text() == "."
    assert "ca fe 4e 65" in text.toPlainText()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert text.blockCount() < 400
    assert most < 30 * 1024 * 1024, f"{most:,} on {sys.platform}"


async def test_bytes_are_found_at_the_end_of_a_long_body(views, tmp_path):
    # Of a gigabyte, it takes some seconds.
    show_file(views, sparse(tmp_path / "body", SIZE // 16))
    views.show_tab("text")
    views.find_bar.findChild(QLineEdit).setText("CA FE")
    await until(lambda: match_count(views) in ("1", "1 of 1"))
    views.pages.text.panel.text.go_to(0)
    assert "Needle" in views.pages.text.panel.text.toPlainText()


def test_an_offset_that_is_not_there_is_refused_with_the_last_one(views, monkeypatch):
    said = []
    monkeypatch.setattr(
        "aiurdesk.ui.response.offset_field.say_below", lambda _field, words: said.append(words)
    )
    show(views, bytes(32), "application/octet-stream")
    go_to(views, "32")
    assert said == ["There is no such offset. The last one is 31 (0x1f)."]


def test_a_text_has_no_offsets(views):
    show(views, bytes(32), "application/octet-stream")
    show(views, b"text", "text/plain")
    assert not views.findChild(OffsetField).isVisible()


def test_the_field_is_made_with_the_first_bytes(views):
    show(views, b"text", "text/plain")
    views.show_tab("text")
    assert views.findChild(OffsetField) is None
