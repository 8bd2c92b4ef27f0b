"""One editor for each kind of parameter; larger ones are loaded with the first of their kind."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from aiurdesk.core.api.endpoint import Parameter, ParameterKind
from aiurdesk.ui.form.choice import ChoiceEditor
from aiurdesk.ui.form.editor import Editor
from aiurdesk.ui.form.item_list import ItemListEditor
from aiurdesk.ui.form.line import GuidEditor, LineEditor, SecretEditor, WholeNumberEditor
from aiurdesk.ui.window.theme import Theme

EditorMaker: TypeAlias = Callable[[Parameter, Theme], Editor]


def _text(parameter: Parameter, theme: Theme) -> Editor:
    from aiurdesk.ui.form.area import JsonEditor, TextEditor

    make = JsonEditor if parameter.kind is ParameterKind.JSON else TextEditor
    return make(parameter, theme)


def _instant(parameter: Parameter, theme: Theme) -> Editor:
    from aiurdesk.ui.form.timestamp import InstantEditor

    return InstantEditor(parameter, theme)


def _file(parameter: Parameter, theme: Theme) -> Editor:
    from aiurdesk.ui.form.file import FileEditor

    return FileEditor(parameter, theme)


EDITORS: Mapping[ParameterKind, EditorMaker] = {
    ParameterKind.TEXT: _text,
    ParameterKind.INTEGER: WholeNumberEditor,
    ParameterKind.LONG: WholeNumberEditor,
    ParameterKind.NUMBER: LineEditor,
    ParameterKind.BOOLEAN: ChoiceEditor,
    ParameterKind.CHOICE: ChoiceEditor,
    ParameterKind.DATETIME: _instant,
    ParameterKind.GUID: GuidEditor,
    ParameterKind.LIST: ItemListEditor,
    ParameterKind.FILE: _file,
    ParameterKind.JSON: _text,
    ParameterKind.SECRET: SecretEditor,
}


def make_editor(parameter: Parameter, theme: Theme) -> Editor:
    """Return an empty editor whose widgets carry the parameter's name."""
    editor = EDITORS[parameter.kind](parameter, theme)
    for control in editor.controls():
        if not control.accessibleName():
            control.setAccessibleName(parameter.name)
    return editor
