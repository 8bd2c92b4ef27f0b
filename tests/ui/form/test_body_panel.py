import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    NoBody,
    Row,
    TextBody,
)
from aiurdesk.ui.form.body_panel import BodyPanel
from aiurdesk.ui.widgets.note import Note, WrappedLabel


@pytest.fixture
def panel(qtbot, theme):
    made = BodyPanel(theme)
    qtbot.addWidget(made)
    theme.apply_to(made)
    made.resize(600, 400)
    made.show()
    return made


def part(panel, kind, name):
    return next(
        one for one in panel.findChildren(kind) if one.accessibleName() == name and one.isVisible()
    )


def notes(panel):
    return [note.label.plain_text() for note in panel.findChildren(Note) if note.isVisible()]


def choose(panel, title):
    box = part(panel, QComboBox, "Kind of body")
    box.setCurrentText(title)
    box.activated.emit(box.currentIndex())


@pytest.mark.parametrize(
    "body",
    [
        NoBody(),
        FormBody((Row("a", "1"), Row("b", "2", is_sent=False))),
        MultipartBody((Row("a", "1"), Row("f", FileValue("/x", "x.png", "image/png")))),
        JsonBody('{"a": 1}\r\n'),
        GraphqlBody("{ a }\r\n", '{"n": 1}', "A"),
        TextBody("a\u00a0b", "text/csv"),
        FileBody("/nowhere/a.bin", "image/png"),
    ],
)
def test_a_body_is_shown_and_stays_as_it_was_loaded(panel, body, qtbot):
    with qtbot.assertNotEmitted(panel.changed):
        panel.show_body(body)
    assert panel.body == body


def test_without_a_body_the_panel_says_so(panel):
    texts = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert "This request has no body. Choose a kind above to add one." in texts


def test_a_list_has_a_line_for_each_of_its_texts(panel):
    panel.show_body(FormBody((Row("a", ("1", "2")),)))
    part(panel, QLineEdit, "Field value 2").setText("3")
    assert panel.body == FormBody((Row("a", "1"), Row("a", "3")))


def test_json_is_checked_as_it_is_typed_and_formatted_on_demand(panel, qtbot):
    choose(panel, "JSON")
    area = part(panel, QPlainTextEdit, "JSON body")
    with qtbot.waitSignal(panel.changed):
        area.setPlainText('{"a": 1,\n "b": }')
    (note,) = notes(panel)
    assert "line 2, column 7" in note
    area.setPlainText('{"a":1,"b":[]}')
    assert notes(panel) == []
    part(panel, QPushButton, "Format JSON body").click()
    assert panel.body == JsonBody('{\n  "a": 1,\n  "b": []\n}')


def test_variables_in_json_are_not_a_mistake_and_do_not_move_one(panel):
    panel.show_body(JsonBody('{"id": {{id}}, "name": "{{name}}"}'))
    assert notes(panel) == []
    panel.show_body(JsonBody('{"id": {{id}} "x"}'))
    assert "line 1, column 15" in notes(panel)[0]


def test_text_has_a_content_type(panel):
    choose(panel, "Text")
    assert panel.body == TextBody()
    part(panel, QPlainTextEdit, "Text body").setPlainText("<a/>")
    part(panel, QLineEdit, "Content type").setText("text/xml")
    assert panel.body == TextBody("<a/>", "text/xml")


@pytest.mark.parametrize("body", [TextBody("a", "text/xml"), FileBody("", "text/xml")])
def test_a_content_type_is_checked_as_it_is_typed(panel, body):
    panel.show_body(body)
    panel.set_environment(Environment("Mine", variables={"kind": "a/b"}))
    assert notes(panel) == []
    line = part(panel, QLineEdit, "Content type")
    line.setText("xml")
    assert notes(panel) == ["Enter a content type such as text/xml."]
    line.setText("{{kind}}")
    assert notes(panel) == []
    line.setText("{{gone}}")
    assert "{{gone}} has no value" in notes(panel)[0]


def test_a_long_content_type_is_shown_from_its_beginning(panel):
    panel.show_body(TextBody("a", "application/vnd.example.very-long-name+json"))
    line = part(panel, QLineEdit, "Content type")
    assert (line.text(), line.cursorPosition()) == (panel.body.content_type, 0)


def test_the_type_of_a_file_follows_from_its_name_until_one_is_typed(panel, tmp_path):
    file = tmp_path / "picture.png"
    file.write_bytes(b"png")
    choose(panel, "File")
    part(panel, QLineEdit, "File body").setText(str(file))
    assert panel.body == FileBody(str(file), "image/png")
    assert notes(panel) == []
    part(panel, QLineEdit, "Content type").setText("image/x-mine")
    assert panel.body == FileBody(str(file), "image/x-mine")
    part(panel, QLineEdit, "File body").setText(str(tmp_path / "none"))
    assert notes(panel) == ["This file does not exist or cannot be read. Choose another one."]
    assert panel.body == FileBody(str(tmp_path / "none"), "image/x-mine")
    part(panel, QLineEdit, "Content type").clear()
    part(panel, QLineEdit, "File body").setText(str(file))
    assert panel.body == FileBody(str(file), "image/png")


def test_what_was_typed_comes_along_or_comes_back_with_its_kind(panel):
    panel.show_body(JsonBody("[1]"))
    choose(panel, "Text")
    assert panel.body == TextBody("[1]")
    choose(panel, "Form")
    assert panel.body == FormBody()
    choose(panel, "JSON")
    assert panel.body == JsonBody("[1]")
    panel.show_body(FormBody((Row("a", "1"),)))
    choose(panel, "Multipart")
    assert panel.body == MultipartBody((Row("a", "1"),))


def test_files_come_back_when_a_form_becomes_multipart_again(panel):
    file = Row("f", FileValue("/x", "x", "application/octet-stream"))
    panel.show_body(MultipartBody((file, Row("a", "1"))))
    choose(panel, "Form")
    assert panel.body == FormBody((Row("a", "1"),))
    part(panel, QLineEdit, "Field value 1").setText("2")
    choose(panel, "Multipart")
    assert panel.body == MultipartBody((Row("a", "2"), file))


def test_a_body_with_get_is_unusual_and_post_is_one_click_away(panel, qtbot):
    panel.show_method("GET")
    assert notes(panel) == []
    panel.show_body(JsonBody("1"))
    assert notes(panel) == ["Many servers ignore the body of a GET request."]
    with qtbot.waitSignal(panel.method_wanted) as signal:
        next(b for b in panel.findChildren(QPushButton) if b.text() == "Use POST").click()
    assert signal.args == ["POST"]
    panel.show_method("POST")
    assert notes(panel) == []


def test_errors_and_messages_of_the_server_stand_at_their_fields(panel, qtbot):
    panel.show_body(FormBody((Row("a", "1"), Row("b", "2"))))
    panel.show_errors((Problem("Enter less.", FieldPlace("b", is_body=True)),))
    assert notes(panel) == ["Enter less."]
    qtbot.waitUntil(lambda: part(panel, QLineEdit, "Field value 2").hasFocus())
    assert panel.show_server_errors({"A": ("Too bright.",), "c": ("?",)}) == {"A"}
    assert notes(panel) == ["Too bright."]
    panel.show_body(JsonBody("{"))
    panel.show_errors((Problem("Not JSON.", FieldPlace(is_body=True)),))
    assert notes(panel) == ["Not JSON."]


def quiet_lines(panel):
    made = [one for one in panel.findChildren(WrappedLabel) if one.isVisible()]
    return [one.plain_text().split(":")[0] for one in made if one.property("look") == "small"]


def test_a_file_outside_the_collection_is_told(panel, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "collection.toml").write_text("")
    for file in (mine / "in.png", tmp_path / "out.png"):
        file.write_bytes(b"png")
    outside, inside = str(tmp_path / "out.png"), str(mine / "in.png")
    rows = tuple(
        Row(name, FileValue(path, "x.png", "image/png"))
        for name, path in (("a", outside), ("b", inside))
    )
    panel.show_body(MultipartBody(rows))
    assert quiet_lines(panel) == []
    panel.set_folder(str(mine))
    assert quiet_lines(panel) == ["This file is outside the collection"]
    panel.show_body(FileBody(outside))
    assert quiet_lines(panel) == ["This file is outside the collection"]
    panel.show_body(FileBody(inside))
    assert quiet_lines(panel) == []


def test_errors_are_said_and_marked_at_the_lines_of_json(panel):
    panel.show_body(JsonBody('{\n  "user": {"mail": "x"},\n  "qty": 0\n}'))
    errors = {"qty": ("Must be above 0",), "user.mail": ("Is no address",), "nope": ("Missing",)}
    assert panel.show_server_errors(errors) == {"qty", "user.mail"}
    assert "Line 2: Is no address\nLine 3: Must be above 0" in notes(panel)
    area = part(panel, QPlainTextEdit, "JSON body")
    assert area.marked_lines == [1, 2]
    assert panel.show_missing({"nope": ("Missing",)}) == {"nope"}
    assert "Line 1, nope: Missing\nLine 2: Is no address\nLine 3: Must be above 0" in notes(panel)
    assert panel.show_server_errors({}) == frozenset()
    assert area.marked_lines == []


def test_errors_are_not_looked_for_in_other_bodies(panel):
    panel.show_body(TextBody('{"qty": 0}', "application/json"))
    assert panel.show_server_errors({"qty": ("no",)}) == frozenset()
    assert panel.show_missing({"qty": ("no",)}) == frozenset()
    assert notes(panel) == []


def test_a_document_of_graphql_is_checked_as_it_is_typed(panel):
    choose(panel, "GraphQL")
    assert notes(panel) == []
    part(panel, QPlainTextEdit, "Query").setPlainText("query A { a }\nquery B { b }")
    assert notes(panel) == ["The document has several operations. Choose one of them: A, B."]
    part(panel, QPlainTextEdit, "Query").setPlainText("{ a(x: {{1}}) }")
    assert notes(panel)[0].startswith("Line 1, column 8: {{ begins no variable.")
    part(panel, QPlainTextEdit, "Query").setPlainText("{ a(x: {{x}}) }")
    panel.set_environment(Environment("Mine"))
    assert notes(panel)[0].startswith("{{x}} has no value")
    panel.set_environment(Environment("Mine", variables={"x": "1"}))
    assert notes(panel) == []
    part(panel, QPlainTextEdit, "Variables").setPlainText("[")
    assert notes(panel)[0].startswith("Variables: ")


def test_a_document_of_graphql_is_posted_unless_a_person_wants_otherwise(panel, qtbot):
    panel.show_method("GET")
    with qtbot.waitSignal(panel.method_wanted) as signal:
        choose(panel, "GraphQL")
    assert signal.args == ["POST"]
    assert "With GET, query and variables are sent in the address." in notes(panel)
    panel.show_body(GraphqlBody("subscription { a }"))
    assert notes(panel) == []


def test_json_and_a_document_of_graphql_become_each_other(panel):
    panel.show_body(JsonBody('{"query": "{ a }", "variables": {"n": 1}}'))
    choose(panel, "GraphQL")
    assert panel.body == GraphqlBody("{ a }", '{\n  "n": 1\n}')
    choose(panel, "JSON")
    assert panel.body == JsonBody('{\n  "query": "{ a }",\n  "variables": {\n    "n": 1\n  }\n}')
    panel.show_body(TextBody("{ b }"))
    choose(panel, "GraphQL")
    assert panel.body == GraphqlBody("{ b }")


def test_a_body_that_is_shown_already_keeps_its_cursor(panel):
    panel.show_body(JsonBody("[1, 2]"))
    area = part(panel, QPlainTextEdit, "JSON body")
    area.moveCursor(QTextCursor.MoveOperation.End)
    panel.show_body(JsonBody("[1, 2]"))
    assert area.textCursor().position() == 6
