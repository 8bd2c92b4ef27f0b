"""One's own API with JSON bodies: added from its server, filled in a form, and sent."""

import json
from typing import ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QToolButton

from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.ui.widgets.note import Note
from tests.coroutines import until
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.ui.api_services.test_service_actions import add
from tests.ui.collections.steps import a_collection, open_collection, open_request
from tests.ui.opened_window import opened_window

# As FastAPI 0.115 with Pydantic 2 writes them.
MAKER = {
    "properties": {
        "name": {"type": "string", "title": "Name"},
        "country": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Country"},
    },
    "type": "object",
    "required": ["name"],
    "title": "Maker",
}
LAMP = {
    "properties": {
        "name": {"type": "string", "minLength": 1, "title": "Name", "examples": ["Desk lamp"]},
        "price": {"type": "number", "exclusiveMinimum": 0.0, "title": "Price"},
        "code": {"type": "string", "pattern": "^[A-Z]{2}$", "title": "Code"},
        "kind": {"$ref": "#/components/schemas/Kind", "default": "led"},
        "tags": {"items": {"type": "string"}, "type": "array", "title": "Tags", "default": []},
        "maker": {"$ref": "#/components/schemas/Maker"},
    },
    "type": "object",
    "required": ["name", "price", "maker"],
    "title": "Lamp",
}
KIND = {"type": "string", "enum": ["led", "bulb"], "title": "Kind"}
OPERATION = {
    "summary": "Add Lamp",
    "operationId": "add_lamp_lamps_post",
    "requestBody": {
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Lamp"}}},
        "required": True,
    },
    "responses": {"200": {"description": "Successful Response"}},
}
DESCRIPTION = {
    "openapi": "3.1.0",
    "info": {"title": "Lamp shop", "version": "0.1.0"},
    "paths": {"/lamps": {"post": OPERATION}},
    "components": {"schemas": {"Lamp": LAMP, "Maker": MAKER, "Kind": KIND}},
}


class Shop(QuietHandler):
    """Refuses lamps as FastAPI does."""

    received: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        """Describe the service."""
        self.respond(json.dumps(DESCRIPTION).encode(), Content_Type="application/json")

    def do_POST(self) -> None:
        """Take a lamp, or say what is wrong with it."""
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.received.append(text)
        lamp = json.loads(text)
        detail = []
        if lamp["price"] > 1000:
            detail.append({"loc": ["body", "price"], "msg": "Too dear", "type": "value_error"})
        if lamp["maker"]["name"] == "Nobody":
            where = ["body", "maker", "name"]
            detail.append({"loc": where, "msg": "Unknown maker", "type": "value_error"})
        status, body = (422, {"detail": detail}) if detail else (200, {"id": 7})
        self.respond(json.dumps(body).encode(), status, Content_Type="application/json")


@pytest.fixture
def base():
    Shop.received = []
    with http_serving(Shop) as address:
        yield address


def found(opened, kind, name):
    shown = opened.page.editors.findChildren(kind)
    return [one for one in shown if one.accessibleName() == name and one.isVisible()]


async def part(opened, kind, name):
    await until(lambda: found(opened, kind, name))
    return found(opened, kind, name)[0]


def notes(opened):
    shown = (note for note in opened.page.editors.findChildren(Note) if note.isVisible())
    return [note.label.plain_text() for note in shown]


def said(text):
    return f"The server said: “{text}”"


async def with_lamp_open(opened, base):
    await add(opened, f"{base}/openapi.json")
    await opened.scope.idle()
    own = next(one for one in opened.environments.offered if one.name == "Own addresses")
    opened.environments.choose(own)
    opened.open("lamp-shop.lamps.add_lamp_lamps_post")
    await opened.scope.idle()


async def test_the_errors_of_a_server_stand_at_the_fields_of_its_body(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        await with_lamp_open(opened, base)
        (await part(opened, QLineEdit, "name")).setText("Desk lamp")
        (await part(opened, QLineEdit, "price")).setText("5000.00")
        (await part(opened, QLineEdit, "maker, name")).setText("Nobody")
        opened.send()
        exchange = await opened.answer()
        assert Shop.received == [
            '{\n  "name": "Desk lamp",\n  "price": 5000.00,\n  "maker": {\n'
            '    "name": "Nobody"\n  }\n}'
        ]
        assert exchange.outcome.status == 422
        assert {said("Too dear"), said("Unknown maker")} <= set(notes(opened))
        buttons = opened.window.findChildren(QPushButton)
        next(b for b in buttons if b.text() == "Go to maker.name" and b.isVisible()).click()
        focus = opened.window.focusWidget()
        assert focus is found(opened, QLineEdit, "maker, name")[0]
        focus.setText("M")
        assert said("Unknown maker") not in notes(opened)
        assert said("Too dear") in notes(opened)
        (await part(opened, QLineEdit, "price")).setText("50")
        opened.send()
        assert (await opened.answer()).outcome.status == 200
        assert not [note for note in notes(opened) if "server said" in note]


async def test_a_pattern_is_matched_when_the_request_is_sent(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        await with_lamp_open(opened, base)
        (await part(opened, QLineEdit, "name")).setText("Desk lamp")
        (await part(opened, QLineEdit, "price")).setText("5")
        (await part(opened, QLineEdit, "maker, name")).setText("M")
        (await part(opened, QToolButton, "Optional fields of body")).click()
        (await part(opened, QLineEdit, "code")).setText("x")
        opened.send()
        await opened.scope.idle()
        assert Shop.received == []
        refused = "This does not fit the description: `code` does not match its documented pattern."
        assert refused in notes(opened)
        code = await part(opened, QLineEdit, "code")
        assert code.accessibleDescription().startswith(refused)
        code.setText("AB")
        # It had the keyboard, so that it can be corrected at once.
        assert opened.window.focusWidget() is code
        assert refused not in notes(opened)


async def test_a_new_request_begins_with_its_body_unedited(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        await with_lamp_open(opened, base)
        begun = {"name": "", "price": 0, "maker": {"name": ""}}
        assert json.loads(opened.current.request.value("body")) == begun
        assert not opened.current.is_edited
        assert not opened.page.undo_stack.canUndo()
        name = await part(opened, QLineEdit, "maker, name")
        assert name.text() == ""
        # As it was not edited, another one takes its place, and opening it again finds it.
        key = opened.current.key
        opened.open("lamp-shop.lamps.add_lamp_lamps_post")
        assert opened.current.key == key
        name.setText("M")
        assert opened.current.is_edited
        opened.page.undo_stack.undo()
        assert json.loads(opened.current.request.value("body")) == begun


async def test_a_body_is_filled_with_the_keyboard_alone(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        await with_lamp_open(opened, base)
        await part(opened, QLineEdit, "maker, name")
        opened.page.editors.focus_form()
        await until(lambda: opened.window.focusWidget() is found(opened, QLineEdit, "name")[0])
        QTest.keyClicks(opened.window.focusWidget(), "Desk lamp")
        for name, text in (("price", "12.50"), ("maker, name", "M")):
            for _ in range(12):
                if opened.window.focusWidget().accessibleName() == name:
                    break
                QTest.keyClick(opened.window.focusWidget(), Qt.Key.Key_Tab)
                QApplication.sendPostedEvents()
            QTest.keyClicks(opened.window.focusWidget(), text)
        opened.send()
        await opened.answer()
        lamp = {"name": "Desk lamp", "price": 12.5, "maker": {"name": "M"}}
        assert [json.loads(text) for text in Shop.received] == [lamp]


async def test_undo_brings_back_the_field_that_was_edited(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        await with_lamp_open(opened, base)
        (await part(opened, QLineEdit, "name")).setText("Desk lamp")
        (await part(opened, QToolButton, "Optional fields of body")).click()
        box = await part(opened, QComboBox, "kind")
        box.activated.emit(1)
        assert '"kind": "bulb"' in dict(opened.current.request.values)["body"]
        opened.page.undo_stack.undo()
        assert "kind" not in dict(opened.current.request.values)["body"]
        assert box.currentText() == ""
        opened.page.undo_stack.redo()
        assert box.currentText() == "bulb"


async def test_a_schema_beside_a_saved_request_makes_a_form_of_its_body(theme, tmp_path, base):
    folder = a_collection(tmp_path / "checks", "Add")
    text = f'method = "POST"\nurl = "{base}/lamps"\njson = "{{}}"\n'
    (folder / "Add.request.toml").write_text(text)
    schema = {**LAMP, "$defs": {"Maker": MAKER, "Kind": KIND}}
    written = json.dumps(schema).replace("#/components/schemas/", "#/$defs/")
    (folder / "Add.body.schema.json").write_text(written)
    async with opened_window(theme, tmp_path / "p", store=MemorySecrets()) as opened:
        await open_collection(opened, folder)
        await open_request(opened, folder / "Add.request.toml")
        await opened.scope.idle()
        opened.page.editors.setCurrentWidget(opened.page.editors.body)
        (await part(opened, QLineEdit, "maker, name")).setText("M")
        assert json.loads(opened.current.request.body.text) == {"maker": {"name": "M"}}
