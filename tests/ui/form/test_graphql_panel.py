import json
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from aiurdesk.core.request.graphql.schema import Schema, SchemaInput, SchemaType
from aiurdesk.core.request.request import GraphqlBody
from aiurdesk.services.graphql.schemas import KnownSchema
from aiurdesk.ui.body_form.body_editor import BodyEditor
from aiurdesk.ui.form.graphql_panel import GraphqlPanel

TWO = "query A { a }\nquery B { b }"


@pytest.fixture
def panel(qtbot, theme):
    made = GraphqlPanel(theme)
    qtbot.addWidget(made)
    theme.apply_to(made)
    made.resize(600, 400)
    made.show()
    return made


def area(panel, name):
    return next(one for one in panel.findChildren(QPlainTextEdit) if one.accessibleName() == name)


def operation(panel):
    return next(b for b in panel.findChildren(QComboBox) if b.accessibleName() == "Operation")


def test_a_body_is_shown_and_stays_as_it_was_loaded(panel, qtbot):
    body = GraphqlBody("{ a }\r\n", '{"n": 1}', "A")
    with qtbot.assertNotEmitted(panel.edited):
        panel.show_body(body)
    assert panel.body == body
    assert area(panel, "Query").toPlainText() == "{ a }\n"


def test_query_and_variables_are_typed(panel, qtbot):
    with qtbot.waitSignals([panel.edited, panel.edited]):
        area(panel, "Query").setPlainText("{ b }")
        area(panel, "Variables").setPlainText("{}")
    assert panel.body == GraphqlBody("{ b }", "{}")


def test_an_operation_is_chosen_where_there_are_several(panel, qtbot):
    box = operation(panel)
    panel.show_body(GraphqlBody("query A { a }"))
    assert not box.isVisible()
    panel.show_body(GraphqlBody(TWO))
    assert [box.itemText(at) for at in range(box.count())] == ["Choose one", "A", "B"]
    box.setCurrentText("B")
    with qtbot.waitSignal(panel.edited):
        box.activated.emit(box.currentIndex())
    assert panel.body == GraphqlBody(TWO, "", "B")
    area(panel, "Query").setPlainText(TWO.replace("B", "C"))
    assert (panel.body.operation, box.currentText()) == ("C", "C")
    area(panel, "Query").setPlainText("query A { a }")
    assert panel.body.operation == ""
    assert not box.isVisible()


def test_each_part_gets_the_keyboard(panel, qtbot):
    panel.show_body(GraphqlBody(TWO))
    for part, widget in enumerate(
        (area(panel, "Query"), area(panel, "Variables"), operation(panel))
    ):
        panel.focus_part(part)
        qtbot.waitUntil(widget.hasFocus)
    panel.focus_part(-1)
    assert area(panel, "Query").hasFocus()


def test_a_subscription_has_something_to_say_to_the_server_first(panel):
    panel.show_body(GraphqlBody("{ a }"))
    connection = area(panel, "Connection")
    assert not connection.isVisible()
    area(panel, "Query").setPlainText("subscription { a }")
    assert connection.isVisible()
    connection.setPlainText("{}")
    assert panel.body == GraphqlBody("subscription { a }", "", "", "{}")
    # What was typed stays in sight with any other query.
    area(panel, "Query").setPlainText("{ a }")
    assert connection.isVisible()


def test_a_subscription_may_go_over_server_sent_events(panel, qtbot):
    panel.show_body(GraphqlBody("subscription { a }"))
    box = next(b for b in panel.findChildren(QComboBox) if b.accessibleName() == "Transport")
    assert box.isVisible()
    assert area(panel, "Connection").isVisible()
    box.setCurrentText("Server-sent events")
    with qtbot.waitSignal(panel.edited):
        box.activated.emit(box.currentIndex())
    assert panel.body == GraphqlBody("subscription { a }", transport="sse")
    assert not area(panel, "Connection").isVisible()
    panel.show_body(GraphqlBody("{ a }"))
    assert not box.isVisible()


def test_the_variables_of_an_operation_are_a_form_once_the_schema_is_known(qtbot, theme):
    panel = GraphqlPanel(theme, json_editor=BodyEditor)
    qtbot.addWidget(panel)
    theme.apply_to(panel)
    panel.resize(600, 700)
    panel.show()
    pet = SchemaType("PetInput", "input", inputs=(SchemaInput("name", "String!"),))
    kept = KnownSchema(Schema(types={"PetInput": pet}), datetime(2026, 1, 1, tzinfo=UTC))
    panel.show_body(GraphqlBody("mutation Add($pet: PetInput!) { add(pet: $pet) { id } }"))
    panel.show_schema(kept)

    def line():
        lines = panel.findChildren(QLineEdit)
        return [one for one in lines if one.accessibleName() == "pet, name" and one.isVisible()]

    qtbot.waitUntil(lambda: bool(line()))
    line()[0].setText("Rex")
    assert json.loads(panel.body.variables) == {"pet": {"name": "Rex"}}
    said = {"variables.pet.name": ("Too short",)}
    assert panel.show_server_errors(said) == frozenset(said)
    assert "Too short" in line()[0].accessibleDescription()
    assert panel.focus_variable("variables.pet.name")
    assert panel.window().focusWidget() is line()[0]
    # Another operation has other variables.
    panel.show_body(GraphqlBody("{ a }", panel.body.variables))
    assert not line()
    assert json.loads(area(panel, "Variables").toPlainText()) == {"pet": {"name": "Rex"}}
