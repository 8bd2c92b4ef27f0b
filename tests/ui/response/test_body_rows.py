import json

import pytest
from PySide6.QtCore import QObject
from shiboken6 import delete

from aiurdesk.core.body_views.find import FindQuery
from aiurdesk.core.body_views.hex_dump import HexView
from aiurdesk.core.body_views.rows import Place
from aiurdesk.core.body_views.view import JSON, PLAIN_TEXT, Content, content_of_type, render_text
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.ui.response.body_rows import BodyRows, Form
from aiurdesk.ui.tasks import TaskFailure
from tests.coroutines import until


@pytest.fixture
def rows(scope, texts):
    return BodyRows(scope, texts, scope)


def in_memory(rows, data, kind=PLAIN_TEXT, content_type="text/plain"):
    rows.set_body(
        ResponseBody(data, size_bytes=len(data)),
        render_text(kind, content_of_type(content_type, data, len(data))),
    )


@pytest.fixture
def in_file(rows, tmp_path):
    def show(data, kind=PLAIN_TEXT, content_type="text/plain"):
        path = tmp_path / "body"
        path.write_bytes(data)
        rows.set_body(
            ResponseBody(data[:1_048_576], str(path), len(data)),
            render_text(kind, content_of_type(content_type, data[:1_048_576], len(data))),
        )

    return show


def whole(shown):
    """Return all of a text."""
    last = shown.rows(shown.count - 1, 1)[0]
    return shown.text(Place(0, 0), Place(shown.count - 1, len(last.text)))


async def complete(rows, form=Form.RECEIVED):
    rows.rows(form)
    await until(lambda: rows.is_complete(form))
    return rows.rows(form)


def test_a_short_text_is_there_at_once(rows):
    in_memory(rows, b"one\ntwo")
    assert whole(rows.rows(Form.RECEIVED)) == "one\ntwo"
    assert rows.progress(Form.RECEIVED) == ""


async def test_a_longer_one_in_memory_comes_in_slices(rows):
    text = "line of text\n" * 400_000
    in_memory(rows, text.encode())
    assert 0 < rows.rows(Form.RECEIVED).count < 400_000
    assert whole(await complete(rows)) == text


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "gb18030"])
async def test_the_first_rows_of_a_long_body_are_there_before_the_helper_has_read_the_rest(
    rows, in_file, charset
):
    text = "line 你 of text\n" * 150_000
    in_file(text.encode(charset), content_type=f"text/plain; charset={charset}")
    assert rows.rows(Form.RECEIVED).rows(0, 1)[0].text == "line 你 of text"
    assert rows.progress(Form.RECEIVED).startswith("Reading the lines of the body: ")
    assert whole(await complete(rows)) == text
    assert rows.progress(Form.RECEIVED) == ""


async def test_a_long_body_is_laid_out_in_the_helper(rows, in_file):
    value = [{"number": number, "text": "x" * 20} for number in range(60_000)]
    in_file(json.dumps(value).encode(), JSON, "application/json")
    beginning = rows.rows(Form.LAID_OUT)
    assert [row.text for row in beginning.rows(0, 3)] == ["[", "  {", '    "number": 0,']
    assert rows.progress(Form.LAID_OUT).startswith("Laying out the body: ")
    assert whole(await complete(rows, Form.LAID_OUT)) == json.dumps(value, indent=2)


async def test_very_deep_json_is_laid_out_with_limited_indentation(rows, in_file):
    in_file(b"[" * 100_000 + b"]" * 100_000, JSON, "application/json")
    shown = await complete(rows, Form.LAID_OUT)
    assert shown.last_number == 199_999
    assert shown.rows(150_000, 1)[0].text == " " * 200 + "]"


async def test_what_is_not_json_after_all_says_so(rows, in_file):
    in_file(b"[1, 2" * 300_000, JSON, "application/json")
    await complete(rows, Form.LAID_OUT)
    assert rows.problem(Form.LAID_OUT) == (
        "The body is not valid JSON, so it is shown as received."
    )


async def test_reading_can_be_cancelled(rows, in_file):
    in_file(b"line\n" * 2_000_000)
    shown = rows.rows(Form.RECEIVED)
    rows.stop(Form.RECEIVED)
    assert rows.progress(Form.RECEIVED) == ""
    assert rows.problem(Form.RECEIVED) == (
        f"Only the first {shown.last_number:,} lines are shown: reading was cancelled."
    )


async def test_a_body_in_a_deleted_file_is_shown_as_far_as_it_is_in_memory(rows, tmp_path):
    data = b"line\n" * 100
    rows.set_body(
        ResponseBody(data, path=str(tmp_path / "gone"), size_bytes=10**6),
        render_text(PLAIN_TEXT, content_of_type("text/plain", data, 10**6)),
    )
    assert rows.rows(Form.RECEIVED).rows(0, 1)[0].text == "line"
    assert "cannot be read" in rows.problem(Form.RECEIVED)


def test_bytes_of_any_size_are_dumped_at_once(rows, tmp_path):
    path = tmp_path / "body"
    path.write_bytes(bytes(3_000_000))
    content = Content(bytes(100), size_bytes=3_000_000)
    rows.set_body(ResponseBody(bytes(100), str(path), 3_000_000), HexView().render(content))
    assert rows.rows(Form.RECEIVED).count == 187_500
    assert rows.rows(Form.RECEIVED, is_narrow=True).count == 375_000
    assert rows.rows(Form.RECEIVED).rows(187_499, 9)[0].text.startswith("002dc6b0  00 00")


async def test_all_of_a_body_is_searched(rows, in_file):
    in_file(b"needle\n" + b"line\n" * 500_000 + b"Needle")
    rows.search(FindQuery("needle"), Form.RECEIVED)
    assert rows.is_searching
    await until(lambda: not rows.is_searching)
    assert list(rows.starts) == [0, 2_500_007]


async def test_what_is_laid_out_is_searched_as_it_is_shown(rows, in_file):
    in_file(json.dumps([{"a": "x" * 20}] * 60_000, separators=(",", ":")).encode(), JSON)
    rows.search(FindQuery('"a": "x'), Form.LAID_OUT)
    await until(lambda: not rows.is_searching)
    assert len(rows.starts) == 60_000


async def test_an_expression_that_takes_for_ever_is_ended(rows, texts, in_file, monkeypatch):
    monkeypatch.setattr("aiurdesk.services.processes.body_texts._MOST_STEP_S", 1.0)
    in_file(b"a" * 3_000_000)
    rows.search(FindQuery("(a+)+b", is_expression=True), Form.RECEIVED)
    await until(lambda: not rows.is_searching)
    assert rows.find_problem == (
        "The search took too long, so it was stopped. Simplify the expression."
    )


async def test_another_body_is_not_searched(rows, in_file, qtbot, scope):
    in_file(b"needle\n" * 500_000)
    rows.search(FindQuery("needle"), Form.RECEIVED)
    in_memory(rows, b"")
    with qtbot.assertNotEmitted(rows.searched):
        await scope.idle()
    assert len(rows.starts) == 0


async def test_what_runs_ends_with_the_page(scope, texts, tmp_path):
    failures: list[TaskFailure] = []
    scope.failed.connect(failures.append)
    page = QObject()
    rows = BodyRows(scope, texts, page)
    path = tmp_path / "body"
    path.write_bytes(b"line\n" * 2_000_000)
    rows.set_body(
        ResponseBody(b"line\n", str(path), 10_000_000),
        render_text(PLAIN_TEXT, content_of_type("text/plain", b"line\n", 10_000_000)),
    )
    rows.rows(Form.RECEIVED)
    delete(page)
    await scope.idle()
    assert failures == []
