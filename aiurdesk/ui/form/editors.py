"""One editor for each kind of parameter, loaded with the first parameter of its kind."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from aiurdesk.core.endpoint import Parameter, ParameterKind
from aiurdesk.ui.form.editor import Editor
from aiurdesk.ui.theme import Theme

EditorMaker: TypeAlias = Callable[[Parameter, Theme], Editor]


def _text(parameter: Parameter, theme: Theme) -> Editor:
    from aiurdesk.ui.form.area import TextEditor

    return TextEditor(parameter, theme)


def _json(parameter: Parameter, theme: Theme) -> Editor:
    from aiurdesk.ui.form.area import JsonEditor

    return JsonEditor(parameter, theme)


def _whole_number(parameter: Parameter, theme: Theme) -> Editor:
    from aiurdesk.ui.form.line import WholeNumberEditor

    return WholeNumberEditor(parameter, theme)


def _line(parameter: Parameter, theme: Theme) -> Editor:
    from aiurdesk.ui.form.line import LineEditor

    return LineEditor(parameter, theme)


def _guid(parameter: Parameter, theme: Theme) -> Editor:
    from aiurdesk.ui.form.line import GuidEditor

    return GuidEditor(parameter, theme)


def _secret(parameter: Parameter, theme: Theme) -> Editor:
    from aiurdesk.ui.form.line import SecretEditor

    return SecretEditor(parameter, theme)


def _choice(parameter: Parameter, theme: Theme) -> Editor:
    from aiurdesk.ui.form.choice import ChoiceEditor

    return ChoiceEditor(parameter, theme)


def _instant(parameter: Parameter, theme: Theme) -> Editor:
    from aiurdesk.ui.form.instant import InstantEditor

    return InstantEditor(parameter, theme)


def _list(parameter: Parameter, theme: Theme) -> Editor:
    from aiurdesk.ui.form.item_list import ItemListEditor

    return ItemListEditor(parameter, theme)


def _file(parameter: Parameter, theme: Theme) -> Editor:
    from aiurdesk.ui.form.file import FileEditor

    return FileEditor(parameter, theme)


EDITORS: Mapping[ParameterKind, EditorMaker] = {
    ParameterKind.TEXT: _text,
    ParameterKind.INTEGER: _whole_number,
    ParameterKind.LONG: _whole_number,
    ParameterKind.NUMBER: _line,
    ParameterKind.BOOLEAN: _choice,
    ParameterKind.CHOICE: _choice,
    ParameterKind.DATETIME: _instant,
    ParameterKind.GUID: _guid,
    ParameterKind.LIST: _list,
    ParameterKind.FILE: _file,
    ParameterKind.JSON: _json,
    ParameterKind.SECRET: _secret,
}


def make_editor(parameter: Parameter, theme: Theme) -> Editor:
    """Return an empty editor whose widgets carry the parameter's name."""
    editor = EDITORS[parameter.kind](parameter, theme)
    for control in editor.controls():
        if not control.accessibleName():
            control.setAccessibleName(parameter.name)
    return editor
