import pytest

from aiurdesk.core.api.endpoint import Choice, Location, Parameter, ParameterKind
from aiurdesk.core.request.request import FileValue, Value
from aiurdesk.ui.form.editors import EDITORS, make_editor

VALUES: dict[ParameterKind, Value] = {
    ParameterKind.LIST: ("a", "", "a"),
    ParameterKind.FILE: FileValue("/tmp/x", "other.png", "image/png"),
    ParameterKind.FILES: ("/tmp/x", ""),
    ParameterKind.CHOICE: "0",
    ParameterKind.JSON: '{\r\n"a": 1}',
    ParameterKind.TEXT: "a\u00a0\u2028b\r\nc\ud800",
}


def of_kind(kind: ParameterKind) -> Parameter:
    return Parameter("name", kind, Location.FORM, choices=(Choice("0", "Red"), Choice("1", "Blue")))


def test_every_kind_of_parameter_has_an_editor():
    assert set(EDITORS) == set(ParameterKind)


@pytest.mark.parametrize("kind", ParameterKind)
def test_an_editor_returns_any_value_and_has_the_name_of_its_parameter(qtbot, theme, kind):
    editor = make_editor(of_kind(kind), theme)
    qtbot.addWidget(editor)
    assert editor.is_empty()
    assert "name" in editor.controls()[0].accessibleName()
    own = VALUES.get(kind, "{{variable}} or what is wrong")
    # Those of other kinds as well.
    values: tuple[Value, ...] = (own, "text", ("a", "b"), FileValue("/a", "a"))
    for value in values:
        with qtbot.assertNotEmitted(editor.edited):
            editor.set_value(value)
        assert editor.value() == value
    assert editor.controls()[0].accessibleName() == "name"
