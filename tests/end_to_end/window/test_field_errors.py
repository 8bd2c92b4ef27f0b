"""Errors as real frameworks send them: at the fields, in the banner, and what one does then."""

import functools
import json
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton

from aiurdesk.core.formats.json.layout import formatted
from aiurdesk.core.request.request import (
    FormBody,
    GraphqlBody,
    Header,
    JsonBody,
    MultipartBody,
    Request,
    Row,
)
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.verdict.verdict import COPY_REPORT, Severity
from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.ui.dialects.teach_dialog import TeachDialog
from aiurdesk.ui.editor.code_editor import CodeEditor
from aiurdesk.ui.widgets.note import Note
from tests.coroutines import until
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.ui.opened_window import opened_window

FRAMEWORKS = Path(__file__).parents[2] / "data/frameworks/exchanges.jsonl"
REFUSED = {"ok": False, "error": "The key is not known", "code": "BAD_KEY"}


@functools.cache
def recorded():
    lines = FRAMEWORKS.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    by_case = {(row["framework"], row["case"]): row for row in rows}
    # As FastAPI nests them; of the recorded ones none has several.
    one = by_case["fastapi", "nested-object"]
    sent = {"title": "x", "items": [{"name": "pen"}, {"name": "p", "qty": 0}], "address": {}}
    said = [
        {"type": "string_too_short", "loc": ["body", "items", 1, "name"], "msg": "Too short"},
        {"type": "greater_than_equal", "loc": ["body", "items", 1, "qty"], "msg": "Too few"},
        {"type": "missing", "loc": ["body", "address", "city"], "msg": "Field required"},
    ]
    by_case["fastapi", "several"] = {
        "request": {**one["request"], "body": json.dumps(sent)},
        "response": {**one["response"], "body": json.dumps({"detail": said})},
    }
    operation = {"query": "", "variables": {"i": {"title": "x"}}}
    said = [{"loc": ["body", "variables", "i", "title"], "msg": "Too short"}]
    by_case["fastapi", "variables"] = {
        "request": {**one["request"], "path": "/graphql", "body": json.dumps(operation)},
        "response": {**one["response"], "body": json.dumps({"detail": said})},
    }
    return by_case


class Handler(QuietHandler):
    """Answers as the recorded framework does that the path names: ``/fastapi/nested/orders``."""

    def do_GET(self) -> None:
        """Answer as it was recorded, or with 200 that failed."""
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        framework, case = self.path.split("/")[1:3]
        row = recorded().get((framework, case))
        if row is None:
            self.respond(json.dumps(REFUSED).encode(), Content_Type="application/json")
            return
        headers = {name.replace("-", "_"): value for name, value in row["response"]["headers"]}
        kept = {name: value for name, value in headers.items() if name.casefold() == "content_type"}
        self.respond(row["response"]["body"].encode(), row["response"]["status"], **kept)

    do_POST = do_GET


@pytest.fixture(scope="module")
def base():
    with http_serving(Handler) as address:
        yield address


async def send(opened, base, framework, case, **members):
    """Send the request of a recorded exchange, and return what came."""
    sent = recorded()[framework, case]["request"]
    url = f"{base}/{framework}/{case}{sent['path']}"
    body = JsonBody(formatted(sent["body"]) or "") if sent["body"] else None
    body = members.pop("body", body)
    endpoint = Typed(url, sent["method"])
    opened.controller.workbench.open_request(Request(endpoint, body=body, **members))
    opened.send()
    return await opened.answer()


def press(opened, text):
    """Press the button of a text in the response pane or in a message."""
    buttons = opened.window.findChildren(QPushButton)
    next(b for b in buttons if b.text() == text and b.isVisible()).click()


def text_of(opened, name):
    return opened.find(name, QLabel).text()


def notes(opened):
    all_notes = opened.page.editors.findChildren(Note)
    return [note.label.plain_text() for note in all_notes if note.isVisible()]


def marked(opened):
    area = opened.window.focusWidget()
    assert isinstance(area, CodeEditor)
    lines = area.exact_text().splitlines()
    return [lines[line].strip().partition(":")[0] for line in area.marked_lines]


async def test_nested_errors_of_fastapi_stand_at_the_lines_of_the_json_body(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        await send(opened, base, "fastapi", "several")
        assert text_of(opened, "verdict-headline") == "3 fields are not right"
        press(opened, "Go to items.1.qty")
        editors, area = opened.page.editors, opened.window.focusWidget()
        assert isinstance(area, QPlainTextEdit)
        assert editors.tabText(editors.currentIndex()) == "Body JSON"
        assert marked(opened) == ['"name"', '"qty"', '"address"']
        assert area.textCursor().selectedText() == "0"
        line = area.textCursor().blockNumber() + 1
        said = [
            f"Line {line - 1}: Too short",
            f"Line {line}: Too few",
            f"Line {line + 3}, address.city: Field required",
        ]
        assert notes(opened)[0].splitlines() == said
        # An edit of the value takes its error away, and no other.
        area.insertPlainText("7")
        assert marked(opened) == ['"name"', '"address"']
        # The server has not changed its mind.
        opened.send()
        assert marked(opened) == []
        await opened.answer()
        assert marked(opened) == ['"name"', '"qty"', '"address"']


async def test_a_missing_member_stands_at_the_object_that_lacks_it(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        await send(opened, base, "django-rest-framework", "nested-object")
        assert text_of(opened, "verdict-headline") == "1 field is not right"
        press(opened, "Go to address.city")
        assert marked(opened) == ['"address"']
        assert notes(opened)[0].endswith(", address.city: This field is required.")


async def test_errors_of_query_and_headers_stand_at_their_rows(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        await send(opened, base, "django-rest-framework", "query")
        text = "Ensure this value is greater than or equal to 1."
        assert f"The server said: “{text}”" in notes(opened)
        press(opened, "Go to page")
        line = opened.window.focusWidget()
        assert isinstance(line, QLineEdit)
        assert line.selectedText() == "0"
        await send(opened, base, "fastapi", "header", headers=(Header("X-Token", "unknown"),))
        press(opened, "Go to x-token")
        editors = opened.page.editors
        assert editors.tabText(editors.currentIndex()) == "Headers 1"
        assert "Field required" in notes(opened)
        line = opened.window.focusWidget()
        assert isinstance(line, QLineEdit)
        line.insert("y")
        assert "Field required" not in notes(opened)


async def test_errors_of_a_form_stand_at_its_rows(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        body = FormBody((Row("email", ""), Row("title", "")))
        await send(opened, base, "django-rest-framework", "missing", body=body)
        press(opened, "Go to title")
        assert notes(opened) == ["This field is required."] * 2
        editors = opened.page.editors
        assert editors.tabText(editors.currentIndex()).startswith("Body")


async def test_errors_of_a_multipart_body_stand_at_its_rows(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        body = MultipartBody((Row("email", ""), Row("title", "")))
        await send(opened, base, "django-rest-framework", "missing", body=body)
        press(opened, "Go to title")
        assert notes(opened) == ["This field is required."] * 2
        line = opened.window.focusWidget()
        assert isinstance(line, QLineEdit)
        line.insert("x")
        assert notes(opened) == ["This field is required."]


async def test_an_error_of_a_path_parameter_stands_at_it(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        url = f"{base}/express-openapi-validator/path/orders/{{id}}"
        endpoint = Typed(url)
        opened.controller.workbench.open_request(Request(endpoint, values=(("id", "abc"),)))
        opened.send()
        exchange = await opened.answer()
        assert exchange.prepared.url.endswith("/orders/abc")
        assert "The server said: “must be integer”" in notes(opened)
        press(opened, "Go to id")
        line = opened.window.focusWidget()
        assert isinstance(line, QLineEdit)
        assert line.selectedText() == "abc"


async def test_an_error_of_a_variable_of_graphql_stands_at_its_line(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        variables = '{\n  "i": {\n    "title": "x"\n  }\n}'
        body = GraphqlBody("mutation M($i: OrderInput!) { add(input: $i) { id } }", variables)
        await send(opened, base, "fastapi", "variables", body=body)
        press(opened, "Go to variables.i.title")
        assert marked(opened) == ['"title"']
        assert notes(opened)[0] == "Line 3: Too short"


async def test_the_report_of_a_refusal_names_the_fields(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        await send(opened, base, "fastapi", "several")
        opened.page.response.fix_chosen.emit(COPY_REPORT)
        report = QGuiApplication.clipboard().text()
        said = ("items.1.name: Too short", "items.1.qty: Too few", "address.city: Field required")
        assert [line.strip() for line in report.splitlines() if ": Too" in line or "city" in line][
            :3
        ] == list(said)


async def send_refused(opened, base):
    endpoint = Typed(f"{base}/own/refused")
    opened.controller.workbench.open_request(Request(endpoint))
    opened.send()
    return (await opened.answer()).verdict


async def test_what_is_no_failure_at_a_host_is_green_from_then_on_until_undo(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        history = opened.services.history

        async def severities():
            criteria, _ = history.filter_of("")
            rows = [row.severity for row in await history.page(criteria)]
            open_ones = opened.controller.workbench.open_requests
            return {*rows, *(opened.exchange(one.key).verdict.severity for one in open_ones)}

        verdict = await send_refused(opened, base)
        assert verdict.severity is Severity.INPUT
        assert verdict.headline.endswith("the body says that it failed: The key is not known")
        assert text_of(opened, "verdict-body-code") == "Code: BAD_KEY"
        await send_refused(opened, base)
        await history.aclose()
        press(opened, "That is no failure here")
        await opened.scope.idle()
        assert await severities() == {Severity.SUCCESS}
        host = base.removeprefix("http://")
        (message,) = opened.window.message_bar.messages
        assert host in message.text
        assert (await send_refused(opened, base)).severity is Severity.SUCCESS
        await history.aclose()
        press(opened, "Undo")
        await opened.scope.idle()
        assert opened.services.host_dialects.name_for(host) == ""
        assert await severities() == {Severity.INPUT}
        assert (await send_refused(opened, base)).severity is Severity.INPUT


async def test_teaching_begins_with_what_was_recognised(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        await send_refused(opened, base)
        press(opened, "Teach what this means")
        await until(lambda: opened.window.findChildren(TeachDialog))
        (dialog,) = opened.window.findChildren(TeachDialog)
        taught = dialog.taught
        assert (taught.worked, taught.code, taught.message) == ("ok", ("code",), ("error",))
        assert [(value.source, value.is_yes) for value in taught.values] == [
            ("false", False),
            ("true", True),
        ]
        dialog.close()
        await opened.scope.idle()
