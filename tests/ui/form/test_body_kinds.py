import pytest
from PySide6.QtWidgets import QWidget

from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    FormBody,
    JsonBody,
    MultipartBody,
    NoBody,
    Row,
    TextBody,
)
from aiurdesk.ui.form.body_kinds import BodyTypeRow, body_of_kind
from aiurdesk.ui.widgets.choice_box import ChoiceBox

FILE = Row("f", FileValue("/x", "x", "application/octet-stream"))
PAIR = Row("a", "1")


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (JsonBody("[1]"), TextBody, TextBody("[1]")),
        (TextBody("[1]"), JsonBody, JsonBody("[1]")),
        (FormBody((PAIR,)), MultipartBody, MultipartBody((PAIR,))),
        (MultipartBody((FILE, PAIR)), FormBody, FormBody((PAIR,))),
        (JsonBody("[1]"), NoBody, NoBody()),
        (NoBody(), FileBody, FileBody("")),
    ],
)
def test_text_and_rows_come_along_where_the_other_kind_can_hold_them(body, kind, expected):
    assert body_of_kind(body, kind, None) == expected


def test_a_kind_that_takes_nothing_over_has_what_it_held_before():
    assert body_of_kind(FormBody((PAIR,)), JsonBody, JsonBody("[1]")) == JsonBody("[1]")


def test_files_come_back_behind_the_rows_of_a_form():
    before = MultipartBody((FILE, PAIR))
    rows = (Row("a", "2"),)
    assert body_of_kind(FormBody(rows), MultipartBody, before) == MultipartBody((*rows, FILE))


def test_the_type_that_is_chosen_is_told(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    row = BodyTypeRow()
    row.setParent(holder)
    chosen: list[str] = []
    row.chosen.connect(chosen.append)
    row.show_types(("a/b",), "a/b")
    assert row.isHidden()
    row.show_types(("a/b", "c/d"), "c/d")
    assert not row.isHidden()
    (box,) = row.findChildren(ChoiceBox)
    assert (box.currentText(), box.count()) == ("c/d", 2)
    box.activated.emit(0)
    assert chosen == ["a/b"]
    row.show_types(("a/b", "c/d"), "")
    assert (box.currentText(), box.count()) == ("Another one", 3)
    box.activated.emit(2)
    assert chosen == ["a/b"]
