"""Editor of a JSON text that a schema describes: as a form, or as JSON."""

from collections.abc import Mapping
from typing import Any

import msgspec
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.formats.json.edits import JsonText
from aiurdesk.core.formats.json.tree_path import MOST_CHARACTERS
from aiurdesk.core.preparing.body_shape import HOLDERS, BodyShapes
from aiurdesk.core.request.request import Value
from aiurdesk.core.translation import tr
from aiurdesk.ui.body_form.body_document import BodyDocument
from aiurdesk.ui.body_form.value_form import ValueForm
from aiurdesk.ui.form.code_field import JsonEditor, Texts
from aiurdesk.ui.form.editor import LAST_VIEW, as_text
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.page_scroll import PageScroll
from aiurdesk.ui.widgets.styled import styled


class BodyEditor(JsonEditor):
    """Two views of one text, once a schema is known; until then, the text alone."""

    def __init__(self, parameter: Parameter, theme: Theme, *, fills: bool = False) -> None:
        """Create an empty editor.

        Args:
            fills: As for ``CodeEditor``; the form then scrolls by itself.
        """
        self._form: ValueForm | None = None
        self._shapes: BodyShapes | None = None
        self._in_area: Value = ""
        self._is_chosen = LAST_VIEW.is_form
        """The person wants the form where it can be shown."""
        super().__init__(parameter, theme, fills=fills)
        self._name = parameter.name
        self._fills = fills
        self._host: QWidget | None = None
        self._switch = QWidget()
        self._as_form = self._button(tr("Form"), tr("Show {name} as a form"))
        self._as_json = self._button("JSON", tr("Show {name} as JSON"))
        group = QButtonGroup(self)
        for button in (self._as_form, self._as_json):
            group.addButton(button)
        row_of(self._switch, 0, self._as_form, self._as_json, margins=0, spacing=2)
        self._column.insertWidget(0, self._switch)
        # Below the form, which is as high as its fields; the text takes all that there is.
        self._column.addStretch()
        self._switch.hide()
        self._as_form.clicked.connect(lambda: self._choose(is_form=True))
        self._as_json.clicked.connect(lambda: self._choose(is_form=False))

    @property
    def is_wide(self) -> bool:
        """Whether the editor needs the width of the page."""
        return bool(self.parameter.schema)

    @property
    def is_form(self) -> bool:
        """Whether the form is shown."""
        return self._form is not None and self._host is not None and not self._host.isHidden()

    def show_schemas(self, schemas: Mapping[str, Any] | bytes, key: str) -> None:
        """Offer a form by the schemas that a key leads to; none without schemas."""
        read = msgspec.json.decode(schemas) if isinstance(schemas, bytes) and schemas else schemas
        had_keyboard = self._has_keyboard()
        self._drop_form()
        shapes = BodyShapes(read, key) if isinstance(read, Mapping) and read else None
        self._shapes = shapes if shapes and shapes.root.kind in HOLDERS else None
        self._switch.setVisible(self._shapes is not None)
        self._show_view()
        if had_keyboard:
            self.select()

    def controls(self) -> tuple[QWidget, ...]:
        """Return the area, or what the form is chosen with, which stands for all its fields."""
        return (self._as_form,) if self.is_form else (self.area,)

    def entry(self) -> QWidget:
        """Return what gets the keyboard first."""
        first = self._form.first_control() if self._form is not None and self.is_form else None
        return first or self.controls()[0]

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order."""
        switch: list[QWidget] = [self._as_form, self._as_json] if self._shapes else []
        return [*switch, *(self._form.stops() if self._form and self.is_form else [self.area])]

    def select(self) -> None:
        """Give the keyboard to the editor."""
        if self._form is None or not self.is_form or not self._form.focus():
            super().select()

    def show_missing(self) -> None:
        """Mark what is missing from now on."""
        if self._form is not None:
            self._form.show_due()

    def show_refusals(self, said: Mapping[str, str]) -> frozenset[str]:
        """Show why the request was not sent at the fields of the form."""
        is_form = self._form is not None and self.is_form
        return self._form.show_refusals(said) if self._form and is_form else frozenset()

    def has_part(self, path: str) -> bool:
        """Tell whether a path may lead to a value within the text."""
        return self._form is not None and self._form.has_name(path)

    def show_there(self, said: Texts) -> frozenset[str]:
        """Show messages at their fields, or at the lines of the values; return the names found."""
        if self._form is not None and self.is_form:
            self.errors.show({})
            return self._form.show_server_errors(said)
        return super().show_there(said)

    def show_around(self, said: Texts) -> frozenset[str]:
        """Show messages about what the text lacks, at the line of the object around."""
        return frozenset() if self.is_form else super().show_around(said)

    def focus_part(self, path: str) -> bool:
        """Give the keyboard to the value at a path; return whether there is one."""
        if self._form is not None and self.is_form:
            return self._form.focus(path)
        return super().focus_part(path)

    def _button(self, text: str, spoken: str) -> QPushButton:
        button = styled(QPushButton(text), spoken=spoken.format(name=self.parameter.name))
        button.setProperty("look", "switch")
        button.setCheckable(True)
        button.setAutoDefault(False)
        return button

    def _show(self, value: Value) -> None:
        self._show_view()
        # The area follows when it is in sight: colouring a long text takes its time.
        if not self.is_form:
            self._show_in_area(value)

    def _show_in_area(self, value: Value) -> None:
        self._in_area = value
        super()._show(value)

    def _on_shown(self) -> None:
        super()._on_shown()
        if self._shapes is not None:
            self._as_form.setEnabled(self._can_show(self._text))

    def _choose(self, *, is_form: bool) -> None:
        self._is_chosen = LAST_VIEW.is_form = is_form
        self._show_view()
        self.select()

    def _show_view(self) -> None:
        text = as_text(self.value())
        can_show = self._shapes is not None and self._can_show(text)
        # What the form itself wrote it can show, also while a part of it is no JSON yet.
        is_own = self._form is not None and self._form.document.written() == text
        is_form = self._shapes is not None and self._is_chosen and (can_show or is_own)
        if is_form:
            self._make_form(text)
        if self._host is not None:
            self._host.setVisible(is_form)
        self._as_form.setEnabled(can_show or is_form)
        self._as_form.setToolTip("" if can_show else self._why_no_form(text))
        self._as_form.setChecked(is_form)
        self._as_json.setChecked(not is_form)
        self.area.setVisible(not is_form)
        self.show_tools(is_shown=not is_form)
        if is_form:
            self.errors.note.hide()
        elif self._in_area != self.value():
            self._is_showing = True
            self._show_in_area(self.value())
            self._is_showing = False
        self.height_wanted.emit(not is_form)

    def _can_show(self, text: str) -> bool:
        if len(text) > MOST_CHARACTERS:
            return False
        read = JsonText(text)
        return read.is_empty or read.is_json

    def _why_no_form(self, text: str) -> str:
        if len(text) <= MOST_CHARACTERS:
            return tr("The text is not JSON. Correct it first.")
        words = tr("The text is longer than the {most:,} characters that a form shows.")
        return words.format(most=MOST_CHARACTERS)

    def _make_form(self, text: str) -> None:
        if self._form is not None:
            if self._form.document.written() != text:
                self._form.document.show_text(text)
            return
        if self._shapes is None:
            return
        document = BodyDocument(self._shapes, text, self._name, self._theme)
        form = ValueForm(document, self._as_json)
        document.edited.connect(self._on_form_edited)
        self._form = form
        self._host = PageScroll(page=form) if self._fills else form
        self._column.insertWidget(1, self._host, 1 if self._fills else 0)

    def _drop_form(self) -> None:
        if self._host is not None:
            self._column.removeWidget(self._host)
            self._host.hide()
            self._host.setParent(None)
            self._host.deleteLater()
        self._form = self._host = None

    def _on_form_edited(self, text: str) -> None:
        self._edit(text)

    def _take(self) -> None:
        super()._take()
        self._in_area = self.value()

    def _has_keyboard(self) -> bool:
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus)
