import pytest

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
from aiurdesk.ui.form.body_kinds import body_of_kind

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
