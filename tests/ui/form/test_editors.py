import pytest

from aiurdesk.core.api.endpoint import Choice, Location, Parameter, ParameterKind
from aiurdesk.core.request.request import FileValue, Value
from aiurdesk.ui.form.editors import EDITORS, make_editor

VALUES: dict[ParameterKind, Value] = {
    ParameterKind.LIST: ("a", "", "a"),
    ParameterKind.FILE: FileValue("/tmp/x", "other.png", "image/png"),
    ParameterKind.CHOICE: "0",
    ParameterKind.JSON: '{\r\n"a": 1}',
    ParameterKind.TEXT: "a\u00a0\u2028b\r\nc\ud800",
}


def of_kind(kind: ParameterKind) -> Parameter:
    return Parameter("name", kind, Location.FORM, choices=(Choice("0", "Red"), Choice("1", "Blue")))


def test_every_kind_of_parameter_has_an_editor():
    assert set(EDITORS) == set(ParameterKind)


@pytest.mark.parametrize("kind", ParameterKind)
def test_an_editor_returns_the_value_it_is_given_and_emits_nothing(qtbot, theme, kind):
    editor = make_editor(of_kind(kind), theme)
    qtbot.addWidget(editor)
    assert editor.is_empty()
    value = VALUES.get(kind, "{{variable}} or what is wrong")
    with qtbot.assertNotEmitted(editor.edited):
        editor.set_value(value)
    assert editor.value() == value


@pytest.mark.parametrize("kind", ParameterKind)
def test_an_editor_has_the_name_of_its_parameter(qtbot, theme, kind):
    editor = make_editor(of_kind(kind), theme)
    qtbot.addWidget(editor)
    assert "name" in editor.controls()[0].accessibleName()
    editor.set_value(VALUES.get(kind, "x"))
    assert editor.controls()[0].accessibleName() == "name"


@pytest.mark.parametrize("kind", ParameterKind)
def test_an_editor_accepts_values_of_other_kinds_of_editors(qtbot, theme, kind):
    editor = make_editor(of_kind(kind), theme)
    qtbot.addWidget(editor)
    values: tuple[Value, ...] = ("text", ("a", "b"), FileValue("/a", "a"))
    for value in values:
        editor.set_value(value)
        assert editor.value() == value
