import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
)

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.ui.body_form.body_editor import BodyEditor
from aiurdesk.ui.form.form_panel import FormPanel
from aiurdesk.ui.widgets.note import Note, WrappedLabel

LAMP = {
    "0": {
        "type": "object",
        "title": "Lamp",
        "required": ["name", "price", "maker"],
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "name": {"type": "string", "minLength": 2, "examples": ["Desk lamp"]},
            "price": {"type": "number", "exclusiveMinimum": 0},
            "kind": {"enum": ["led", "bulb"], "default": "led"},
            "since": {"type": "string", "format": "date-time"},
            "day": {"type": "string", "format": "date"},
            "is_on": {"type": "boolean"},
            "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "picture": {"type": "string", "contentEncoding": "base64"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "labels": {"type": "object", "additionalProperties": {"type": "integer"}},
            "maker": {"$ref": "#/1"},
            "parts": {"type": "array", "items": {"$ref": "#/0"}},
            "power": {
                "oneOf": [
                    {
                        "title": "Battery",
                        "type": "object",
                        "properties": {"type": {"const": "battery"}, "volts": {"type": "number"}},
                        "required": ["type", "volts"],
                    },
                    {
                        "title": "Mains",
                        "type": "object",
                        "properties": {"type": {"const": "mains"}, "plug": {"enum": ["C", "F"]}},
                        "required": ["type"],
                    },
                ]
            },
            "anything": {},
        },
    },
    "1": {
        "type": "object",
        "title": "Maker",
        "required": ["name"],
        "properties": {"name": {"type": "string"}, "country": {"enum": ["DE", "CN"]}},
    },
}
FULL = """{
  "name": "Desk lamp",
  "price": 1.50,
  "note": null,
  "tags": ["desk", "warm"],
  "labels": {"a": 12345678901234567890},
  "maker": {"name": "M", "country": "DE"},
  "parts": [{"price": 1e5}],
  "power": {"type": "mains", "plug": "F"},
  "unknown": [1.0, 2]
}
"""
BODY = Parameter("body", ParameterKind.JSON, Location.JSON, required=True, schema="0")
ENDPOINT = Endpoint("s.g.n", "s", "g", "n", "POST", "/lamps", parameters=(BODY,))


@pytest.fixture
def shown(qtbot, theme):
    """Return what shows a body with its schemas in a form."""

    def show(text="", schemas=None, key="0"):
        panel = FormPanel(theme, described=BodyEditor)
        qtbot.addWidget(panel)
        theme.apply_to(panel)
        panel.resize(560, 900)
        panel.show()
        panel.set_request(ENDPOINT, (("body", text),) if text else ())
        panel.show_schemas(ENDPOINT, "0", json.dumps(schemas or LAMP).encode())
        return Shown(panel, qtbot)

    return show


class Shown:
    """A panel, and what a person sees and does in it."""

    def __init__(self, panel, qtbot):
        self.panel, self.qtbot = panel, qtbot

    def text(self):
        return dict(self.panel.values()).get("body", "")

    def names(self):
        """Return the names of all that has one and is in sight."""
        kinds = (QLineEdit, QComboBox, QPushButton, QToolButton, QCheckBox, QPlainTextEdit)
        return {
            widget.accessibleName()
            for kind in kinds
            for widget in self.panel.findChildren(kind)
            if widget.isVisible()
        }

    def part(self, kind, name):
        def look():
            self.found = [
                one
                for one in self.panel.findChildren(kind)
                if one.accessibleName() == name and one.isVisible()
            ]
            assert self.found, sorted(self.names())

        self.qtbot.waitUntil(look)
        return self.found[0]

    def type(self, name, text):
        self.part(QLineEdit, name).setText(text)

    def click(self, name, kind=QPushButton):
        self.part(kind, name).click()

    def choose(self, name, text):
        box = self.part(QComboBox, name)
        box.setCurrentText(text)
        box.activated.emit(box.findText(text))

    def notes(self):
        notes = (note for note in self.panel.findChildren(Note) if note.isVisible())
        return [note.label.plain_text() for note in notes]

    def texts(self):
        labels = (one for one in self.panel.findChildren(WrappedLabel) if one.isVisible())
        return [label.plain_text() for label in labels]

    def keyboard(self):
        """Return the name of what has the keyboard."""
        return self.panel.window().focusWidget().accessibleName()

    def unfold(self):
        self.click("Optional fields of body", QToolButton)


def test_a_body_that_is_described_is_a_form_with_the_required_fields_first(shown):
    form = shown()
    form.part(QLineEdit, "maker, name")
    assert {"name", "price", "Optional fields of body"} <= form.names()
    assert not {"id", "kind", "JSON body"} & form.names()
    form.unfold()
    form.part(QCheckBox, "Send kind")
    form.part(QCheckBox, "Send anything")
    assert "id" not in form.names()


def test_what_is_typed_makes_the_text_in_the_order_of_the_description(shown):
    form = shown()
    form.type("maker, name", "M")
    form.type("price", "1.50")
    form.type("name", "Desk lamp")
    assert form.text() == (
        '{\n  "name": "Desk lamp",\n  "price": 1.50,\n  "maker": {\n    "name": "M"\n  }\n}'
    )


def test_one_value_changes_and_all_other_characters_stay(shown):
    form = shown(FULL)
    form.type("price", "1e5")
    form.choose("maker, country", "CN")
    form.type("labels, a", "7")
    form.type("tags, 1", "cold")
    expected = FULL.replace("1.50", "1e5").replace('"DE"', '"CN"').replace('"warm"', '"cold"')
    assert form.text() == expected.replace("12345678901234567890", "7")


def test_form_and_json_are_two_views_of_one_text(shown):
    form = shown(FULL)
    form.click("Show body as JSON")
    area = form.part(QPlainTextEdit, "body")
    assert area.toPlainText() == FULL
    area.setPlainText(FULL.replace("1.50", "2.00"))
    form.click("Show body as a form")
    assert form.part(QLineEdit, "price").text() == "2.00"
    form.type("price", "3.0")
    form.click("Show body as JSON")
    assert form.part(QPlainTextEdit, "body").toPlainText() == FULL.replace("1.50", "3.0")
    assert form.text() == FULL.replace("1.50", "3.0")


def test_a_text_that_is_no_json_is_shown_as_text_until_it_is_correct(shown):
    form = shown('{"name": ')
    button = form.part(QPushButton, "Show body as a form")
    assert not button.isEnabled()
    form.part(QPlainTextEdit, "body").setPlainText('{"name": "x"}')
    assert button.isEnabled()
    button.click()
    assert form.part(QLineEdit, "name").text() == "x"


def test_absent_null_and_empty_are_three_things(shown):
    form = shown('{"name": "ab"}')
    form.unfold()
    note = form.part(QCheckBox, "Send note")
    assert not note.isChecked()
    note.click()
    assert '"note": ""' in form.text()
    assert "Sent as empty text" in form.texts()
    form.click("note is null", QToolButton)
    assert '"note": null' in form.text()
    form.type("note", "x")
    assert '"note": "x"' in form.text()
    assert not form.part(QToolButton, "note is null").isChecked()
    note.click()
    assert "note" not in form.text()


def test_a_required_text_can_be_empty_or_left_out(shown):
    form = shown('{"price": 1}', {"0": {**LAMP["1"]}})
    form.click("Send empty text name")
    assert json.loads(form.text()) == {"price": 1, "name": ""}
    form.click("Leave out name")
    assert json.loads(form.text()) == {"price": 1}


def test_items_are_added_moved_and_removed_from_the_keyboard(shown, qtbot):
    form = shown('{"tags": ["a", "b"]}')
    qtbot.keyClick(form.part(QPushButton, "Add item to tags"), Qt.Key.Key_Space)
    form.type("tags, 2", "c")
    qtbot.keyClick(form.part(QToolButton, "Move tags, 2 up"), Qt.Key.Key_Space)
    assert json.loads(form.text()) == {"tags": ["a", "c", "b"]}
    assert form.keyboard() == "Move tags, 1 up"
    qtbot.keyClick(form.part(QToolButton, "Remove tags, 0"), Qt.Key.Key_Space)
    assert json.loads(form.text()) == {"tags": ["c", "b"]}
    assert form.part(QLineEdit, "tags, 0").text() == "c"


def test_an_optional_object_is_added_with_its_fields_and_taken_out(shown):
    form = shown('{"name": "ab"}')
    form.unfold()
    form.click("Send power", QCheckBox)
    assert json.loads(form.text())["power"] == {"type": "battery"}
    form.type("power, volts", "9")
    assert json.loads(form.text())["power"] == {"type": "battery", "volts": 9}
    form.click("Send power", QCheckBox)
    assert json.loads(form.text()) == {"name": "ab"}


def test_another_form_of_a_value_keeps_what_both_have_and_the_way_back(shown):
    form = shown(FULL)
    form.choose("Kind of power", "Battery")
    assert json.loads(form.text())["power"] == {"type": "battery"}
    form.type("power, volts", "9")
    form.choose("Kind of power", "Mains")
    assert json.loads(form.text())["power"] == {"type": "mains", "plug": "F"}


def test_maps_get_fields_with_names_of_their_own(shown, qtbot):
    form = shown(FULL)
    form.type("Name of a further field of labels", "b")
    qtbot.keyClick(form.part(QLineEdit, "Name of a further field of labels"), Qt.Key.Key_Return)
    form.type("labels, b", "5")
    assert json.loads(form.text())["labels"]["b"] == 5
    form.click("Remove a", QToolButton)
    assert json.loads(form.text())["labels"] == {"b": 5}


def test_what_the_form_cannot_show_is_edited_as_json_at_its_place(shown):
    form = shown(FULL.replace('"Desk lamp"', "{{name}}"))
    assert form.part(QPlainTextEdit, "unknown").toPlainText() == "[1.0, 2]"
    assert form.part(QPlainTextEdit, "name").toPlainText() == "{{name}}"
    form.part(QPlainTextEdit, "unknown").setPlainText("[1.0")
    # Not valid yet: it is at its place, so that it is not sent without a word.
    assert '"unknown": [1.0\n' in form.text()
    assert any(note.startswith("Not valid JSON at line 1") for note in form.notes())
    form.part(QPlainTextEdit, "unknown").setPlainText("[1.0, 3]")
    assert form.text() == FULL.replace('"Desk lamp"', "{{name}}").replace("2]", "3]")


def test_values_are_checked_while_they_are_typed(shown):
    form = shown()
    assert form.notes() == []
    form.type("price", "abc")
    assert "Enter a number, such as 1.5." in form.notes()
    form.type("price", "-1")
    assert "Enter a number: more than 0." in form.notes()
    form.type("price", "1")
    form.type("name", "a")
    assert "Enter at least 2 characters, such as Desk lamp; this has 1." in form.notes()
    assert form.text().startswith('{\n  "name": "a",\n  "price": 1')


def test_examples_and_defaults_are_in_reach(shown):
    form = shown()
    form.click("Use example name")
    assert json.loads(form.text()) == {"name": "Desk lamp"}
    form.unfold()
    form.click("Use default kind")
    assert json.loads(form.text())["kind"] == "led"


def test_each_of_several_examples_of_a_field_can_be_used(shown):
    name = {"type": "string", "examples": ["Desk & lamp", "Floor lamp"]}
    form = shown("", {"0": {"type": "object", "properties": {"name": name}, "required": ["name"]}})
    button = form.part(QPushButton, "Use example name")
    desk, floor = button.menu().actions()
    assert (desk.text(), floor.text()) == ("Desk && lamp", "Floor lamp")
    floor.trigger()
    assert json.loads(form.text()) == {"name": "Floor lamp"}


def test_errors_of_the_server_are_at_their_fields_until_these_change(shown):
    form = shown(FULL)
    said = {
        "price": ("too cheap",),
        "/maker/name": ("unknown maker",),
        "parts.0.name": ("field required",),
        "kind": ("missing kind",),
        "elsewhere": ("odd",),
    }
    form.panel.set_server_errors(said)
    notes = form.notes()
    for text in ("too cheap", "unknown maker", "field required", "missing kind"):
        assert f"The server said: “{text}”" in notes
    assert "The server said:\nelsewhere: “odd”" in notes
    assert form.part(QLineEdit, "price").property("invalid")
    form.type("price", "100")
    assert "The server said: “too cheap”" not in form.notes()
    form.panel.focus_parameter("parts.0.name")
    assert form.keyboard() == "parts, 0, name"


def test_sending_marks_the_required_fields_that_are_missing(shown):
    form = shown('{"name": "ab"}')
    form.panel.show_errors(())
    assert "price is required: enter a value such as 1.5." in form.notes()


def test_a_file_becomes_base64(shown, tmp_path):
    form = shown('{"picture": ""}')
    (tmp_path / "a.bin").write_bytes(b"hi\xff")
    (tmp_path / "large.bin").write_bytes(b"x" * 40_000)
    line = form.part(QLineEdit, "picture")
    editor = line.parentWidget()
    editor.take_file(str(tmp_path / "a.bin"))
    assert json.loads(form.text()) == {"picture": "aGn/"}
    editor.take_file(str(tmp_path / "large.bin"))
    assert any("too long to edit here" in note for note in form.notes())
    editor.take_file(str(tmp_path / "none.bin"))
    assert any("does not exist" in note for note in form.notes())


def test_undo_shows_the_text_before_in_the_form(shown):
    form = shown(FULL)
    rows = form.panel.rows()
    form.type("price", "7")
    form.click("Remove tags, 0", QToolButton)
    form.panel.restore_rows(rows)
    assert form.text() == FULL
    assert form.part(QLineEdit, "price").text() == "1.50"
    assert form.part(QLineEdit, "tags, 0").text() == "desk"


def test_five_hundred_fields_are_drawn_as_they_are_opened(shown):
    names = [f"m{number}" for number in range(500)]
    many = {"type": "object", "properties": {n: {"type": "string"} for n in names}}
    form = shown("", {"0": {**many, "required": names}})
    form.part(QLineEdit, "m29")
    assert "m30" not in form.names()
    form.panel.set_server_errors({"m400": ("wrong",)})
    assert "The server said: “wrong”" in form.notes()
    form.panel.focus_parameter("m400")
    form.type("m400", "x")
    assert json.loads(form.text()) == {"m400": "x"}


def test_a_recursive_body_unfolds_step_by_step(shown):
    node = {"type": "object", "properties": {"next": {"$ref": "#/0"}}, "required": ["next"]}
    form = shown("", {"0": node})
    path = "next"
    for _ in range(8):
        fold = form.part(QToolButton, f"Fields of {path}")
        if not fold.isChecked():
            fold.click()
        path = f"{path}, next"
    form.part(QToolButton, f"Fields of {path}")
    assert form.text() == ""


def test_tab_goes_through_the_fields_in_their_order(shown, qtbot):
    form = shown()
    start = form.part(QPushButton, "Show body as JSON")
    form.part(QLineEdit, "maker, name")
    wanted = ["name", "price", "Fields of maker", "maker, name", "Optional fields of body"]

    def chain():
        names, stop = [], start.nextInFocusChain()
        while stop is not start:
            if stop.isVisible() and stop.focusPolicy() & Qt.FocusPolicy.TabFocus:
                names.append(stop.accessibleName())
            stop = stop.nextInFocusChain()
        return [name for name in names if name in wanted]

    # Rows that were drawn later are put in their places once all are drawn.
    qtbot.waitUntil(lambda: chain() == wanted, timeout=10_000)
    seen = []
    start.setFocus()
    for _ in range(12):
        qtbot.keyClick(form.panel.window().focusWidget(), Qt.Key.Key_Tab)
        seen.append(form.keyboard())
    wanted = ["name", "price", "Fields of maker", "maker, name", "Optional fields of body"]
    assert [name for name in seen if name in wanted] == wanted


def test_the_view_that_was_chosen_last_is_the_one_of_the_next_body(shown):
    shown(FULL).click("Show body as JSON")
    another = shown(FULL)
    assert "name" not in another.names()
    assert another.part(QPushButton, "Show body as JSON").isChecked()
    another.click("Show body as a form")
    assert "name" in shown(FULL).names()


def test_a_text_that_is_too_long_for_a_form_says_so(shown):
    form = shown('{"name": "' + "x" * 60_000 + '"}')
    button = form.part(QPushButton, "Show body as a form")
    assert not button.isEnabled()
    assert button.toolTip() == "The text is longer than the 50,000 characters that a form shows."
