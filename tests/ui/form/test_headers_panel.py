from typing import TypeVar

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.request.request import Header, Row
from aiurdesk.ui.form.pairs_panel import HeadersPanel
from aiurdesk.ui.widgets.note import Note

Part = TypeVar("Part", bound=QWidget)


def panel_of(qtbot, theme, *headers: Header) -> HeadersPanel:
    panel = HeadersPanel(theme)
    qtbot.addWidget(panel)
    theme.apply_to(panel)
    panel.set_rows(Row(header.name, header.value) for header in headers)
    panel.show()
    return panel


def part(panel: HeadersPanel, kind: type[Part], name: str) -> Part:
    return next(w for w in panel.findChildren(kind) if w.accessibleName() == name)


def notes(panel: HeadersPanel) -> list[str]:
    return [note.label.text() for note in panel.findChildren(Note) if note.isVisible()]


def test_loading_emits_no_change(qtbot, theme):
    panel = panel_of(qtbot, theme)
    with qtbot.assertNotEmitted(panel.changed):
        panel.set_rows((Row("A", "b"),))


def test_a_header_is_added_and_typed(qtbot, theme):
    panel = panel_of(qtbot, theme)
    panel.add.click()
    assert panel.headers() == ()
    with qtbot.waitSignal(panel.changed):
        part(panel, QLineEdit, "Header name 1").setText("Accept")
    part(panel, QLineEdit, "Header value 1").setText("text/html")
    assert panel.headers() == (Header("Accept", "text/html"),)


def test_an_invalid_header_is_marked_while_it_is_typed(qtbot, theme):
    panel = panel_of(qtbot, theme, Header("A", "{{variable €}}"), Header("B", "{{ok}} €"))
    assert len(notes(panel)) == 1
    part(panel, QLineEdit, "Header name 1").setText("a b")
    assert "not a valid header name" in notes(panel)[0]
    assert part(panel, QLineEdit, "Header name 1").property("invalid") is True
    part(panel, QCheckBox, "Send header 1").click()
    assert notes(panel) == []


def test_a_variable_without_a_value_is_marked(qtbot, theme):
    panel = panel_of(qtbot, theme, Header("A", "{{a}} {{b}}"))
    panel.set_environment(Environment("Mine", variables={"a": "1"}))
    assert notes(panel) == [
        "{{b}} has no value in the environment Mine. Give it one there, or enter the value itself."
    ]
    panel.set_environment(Environment("Mine", variables={"a": "1", "b": "2"}))
    assert notes(panel) == []


def test_known_names_are_offered(qtbot, theme):
    panel = panel_of(qtbot, theme, Header("", "x"))
    completer = part(panel, QLineEdit, "Header name 1").completer()
    completer.setCompletionPrefix("content")
    assert completer.currentCompletion() == "Content-Type"


def test_names_that_begin_with_what_is_typed_come_first(qtbot, theme):
    panel = panel_of(qtbot, theme, Header("", "x"))
    name = part(panel, QLineEdit, "Header name 1")
    qtbot.keyClicks(name, "cont")
    offered = name.completer().completionModel()
    names = [offered.index(row, 0).data() for row in range(offered.rowCount())]
    assert names[0] == "Content-Type"
    assert "Cache-Control" in names


def test_a_name_may_hold_variables(qtbot, theme):
    panel = panel_of(qtbot, theme, Header("X-{{a}}", "1"))
    panel.set_environment(Environment("Mine", variables={"a": "1"}))
    assert notes(panel) == []
    panel.set_environment(Environment("Mine"))
    assert "{{a}} has no value" in notes(panel)[0]
