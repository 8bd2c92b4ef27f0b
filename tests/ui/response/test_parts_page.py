"""Multipart responses in the views: the list of parts, and the chosen one below."""

import json

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QTableView

from aiurdesk.core.response.response import DeliveredParts, ResponseBody
from aiurdesk.ui.response.views import ResponseViews
from tests.coroutines import until
from tests.ui.response.exchanges import an_answer, an_exchange
from tests.ui.response.test_picture_view import a_picture
from tests.ui.response.view_steps import current, named, notes, show, shown_text, tabs

TYPE = "multipart/form-data; boundary=b"


def a_form(*parts: tuple[str, bytes], end: bytes = b"--b--") -> bytes:
    texts = (b"--b\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n" for head, body in parts)
    return b"".join(texts) + end


FIELD = ('Content-Disposition: form-data; name="note"', b"good lamp")
JSON = (
    'Content-Disposition: attachment; filename="a.json"\r\nContent-Type: application/json',
    b'{"id": 7}',
)
PICTURE = ("Content-Type: image/png", a_picture(8, 8))


def rows(views) -> list[tuple[str, ...]]:
    model = named(views, "Parts of the body", QTableView).model()
    columns = range(model.columnCount())
    return [
        tuple(model.index(row, column).data() for column in columns)
        for row in range(model.rowCount())
    ]


def part_views(views) -> ResponseViews:
    inner: ResponseViews = views.pages.parts.panel.findChild(ResponseViews)
    return inner


async def choose(views, scope, row):
    table = views.pages.parts.panel.table
    table.select(table.model().index(row, 0))
    await until(lambda: views.pages.parts.panel._settled.isActive() is False)
    await scope.idle()


async def test_each_part_has_a_row_and_the_chosen_one_is_shown_as_what_it_is(views, scope):
    show(views, a_form(FIELD, JSON, PICTURE), TYPE)
    assert current(views) == "parts"
    assert "Parts 3" in tabs(views)
    assert rows(views) == [
        ("1", "note", "text/plain", "9 B", "form-data"),
        ("2", "a.json", "application/json", "9 B", "attachment"),
        ("3", "", "image/png", f"{len(PICTURE[1])} B", ""),
    ]
    inner = part_views(views)
    await choose(views, scope, 0)
    assert shown_text(inner) == "good lamp"
    await choose(views, scope, 1)
    assert tabs(inner)[0] == "Tree"
    assert shown_text(inner) == '{\n  "id": 7\n}'
    await choose(views, scope, 2)
    assert "Image" in tabs(inner)
    page = inner.pages.text.panel
    assert page.currentWidget() is page.picture
    assert page.picture.accessibleDescription() == "8 × 8 pixels"


async def test_a_part_is_saved_byte_by_byte(views, scope, tmp_path):
    data = b"\x00\r\n\xff--b "
    show(views, a_form(('Content-Disposition: form-data; filename="../x.bin"', data)), TYPE)
    await choose(views, scope, 0)
    part_views(views).save_button.click()
    await until(lambda: views.findChild(QFileDialog) is not None)
    dialog = views.findChild(QFileDialog)
    assert dialog.selectedFiles()[0].endswith("/x.bin")
    path = tmp_path / "saved"
    dialog.findChild(QLineEdit).setText(str(path))
    dialog.accept()
    await scope.idle()
    assert path.read_bytes() == data


async def test_parts_within_a_part_have_a_list_of_their_own(views, scope):
    inner = b"--i\r\n\r\nfirst\r\n--i\r\n\r\nsecond\r\n--i--"
    show(
        views,
        a_form(("Content-Type: multipart/mixed; boundary=i", inner)),
        "multipart/mixed; boundary=b",
    )
    await choose(views, scope, 0)
    assert "Parts 2" in tabs(part_views(views))
    await scope.idle()
    assert shown_text(part_views(part_views(views))) == "first"


@pytest.mark.parametrize(
    ("kind", "words"),
    [("multipart/mixed-replace", "does not say what stands"), (TYPE, "does not occur")],
)
def test_without_a_boundary_a_sentence_says_so_and_the_text_stays(views, kind, words):
    show(views, b"no parts", kind)
    assert words in notes(views).text()
    assert not any(title.startswith("Parts") for title in tabs(views))
    assert shown_text(views) == "no parts"


async def test_a_part_that_was_cut_off_says_so(views, scope):
    show(views, a_form(FIELD, end=b"--b\r\n\r\nhal"), TYPE)
    assert rows(views)[1][3] == "3 B, cut off"
    await choose(views, scope, 1)
    label = views.findChild(QLabel, "parts_note")
    assert label.text() == "The body ended within the last part."
    assert shown_text(part_views(views)) == "hal"


async def test_a_joined_result_is_in_front_and_its_parts_are_beside_it(views, scope):
    came = b'--b\r\n\r\n{"data":{"a":1},"hasNext":true}\r\n--b\r\n\r\n{"hasNext":false}\r\n--b--'
    in_parts = DeliveredParts(ResponseBody(came, size_bytes=len(came)), TYPE)
    views.show_exchange(an_exchange(an_answer(b'{"data":{"a":1}}', in_parts=in_parts)))
    assert current(views) == "tree"
    assert "Parts 2" in tabs(views)
    views.show_tab("parts")
    await choose(views, scope, 1)
    assert json.loads(shown_text(part_views(views))) == {"hasNext": False}


async def test_the_next_response_has_no_parts_any_more(views, scope):
    show(views, a_form(FIELD), TYPE)
    await choose(views, scope, 0)
    show(views, b"{}")
    assert current(views) == "tree"
    assert not any(title.startswith("Parts") for title in tabs(views))
    assert rows(views) == []
