"""One editor for each kind of parameter."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.ui.form.area import TextEditor
from aiurdesk.ui.form.choice import ChoiceEditor
from aiurdesk.ui.form.editor import Editor
from aiurdesk.ui.form.file import FileEditor
from aiurdesk.ui.form.files import FilesEditor
from aiurdesk.ui.form.item_list import ItemListEditor
from aiurdesk.ui.form.json_editor import JsonEditor
from aiurdesk.ui.form.line import GuidEditor, LineEditor, SecretEditor, WholeNumberEditor
from aiurdesk.ui.form.timestamp import TimestampEditor
from aiurdesk.ui.theme.theme import Theme

EditorMaker: TypeAlias = Callable[[Parameter, Theme], Editor]

EDITORS: Mapping[ParameterKind, EditorMaker] = {
    ParameterKind.TEXT: TextEditor,
    ParameterKind.INTEGER: WholeNumberEditor,
    ParameterKind.LONG: WholeNumberEditor,
    ParameterKind.NUMBER: LineEditor,
    ParameterKind.BOOLEAN: ChoiceEditor,
    ParameterKind.CHOICE: ChoiceEditor,
    ParameterKind.DATETIME: TimestampEditor,
    ParameterKind.GUID: GuidEditor,
    ParameterKind.LIST: ItemListEditor,
    ParameterKind.FILE: FileEditor,
    ParameterKind.FILES: FilesEditor,
    ParameterKind.JSON: JsonEditor,
    ParameterKind.SECRET: SecretEditor,
}


def make_editor(parameter: Parameter, theme: Theme) -> Editor:
    """Return an empty editor whose widgets carry the parameter's name."""
    editor = EDITORS[parameter.kind](parameter, theme)
    for control in editor.controls():
        if not control.accessibleName():
            control.setAccessibleName(parameter.name)
    return editor
