"""The form of an endpoint: a field for each parameter, required ones first."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QVBoxLayout, QWidget

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.preparing.form_rules import name_problems
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.edit_state import Row
from aiurdesk.core.request.request import FileValue, Pairs, Value
from aiurdesk.core.translation import in_quotes, joined_sentences, titled, tr
from aiurdesk.ui.form.autofill import NO_AUTOFILL, Autofill
from aiurdesk.ui.form.editors import EditorMaker
from aiurdesk.ui.form.field import ParameterField
from aiurdesk.ui.theme.grid import GAP, INSET
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.page_scroll import PageScroll
from aiurdesk.ui.widgets.styled import styled

_MOST_NAME_WIDTH = 150
"""In pixels, like the next one, where the text has its usual size."""
_LEAST_WIDTH_FOR_NAMES_BESIDE = 400
"""A narrower form has the names above their editors."""
_MOST_ABOVE = 5
"""Messages of the server that name no field; more of them would push all fields off the page."""


class FormPanel(QWidget):
    """Shows the values of a request and lets them be edited."""

    values_changed = Signal()
    """Emitted when the person changed a value or whether it is sent."""
    offer_taken = Signal()
    """Emitted when the person wants to choose a credential that fills in a value."""
    schemas_wanted = Signal()
    """Emitted when values are shown that a schema describes: ``schema_keys`` has them."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        described: EditorMaker | None = None,
    ) -> None:
        """Make an empty form.

        Args:
            described: Makes the editors of values that a schema describes.
        """
        super().__init__(parent)
        self._theme = theme
        self._described = described
        self._fields: list[ParameterField] = []
        self._endpoint = Endpoint("", "", "", "", "GET", "/")
        self._order: dict[str, int] = {}
        self._autofills: Mapping[str, Autofill] = {}
        self._environment = Environment("")
        self._folder = ""
        self._left_out: frozenset[str] = frozenset()
        self._is_narrow = False
        self._least_name_width = 0
        self._scroll = PageScroll(is_edge_to_edge=True)
        column_of(self, self._scroll, margins=0)
        self._others = Note(theme)
        self._empty = WrappedLabel("muted")
        self._required = QVBoxLayout()
        self._fold = _Fold(theme)
        self._required.setSpacing(14)
        page = styled(QWidget(), "formPage")
        # Without a stretch factor the fields would share the spare room, and be pulled apart.
        self._page_column = column_of(
            page,
            self._others,
            self._empty,
            self._required,
            self._fold,
            1,
            margins=(INSET, GAP, INSET, INSET),
            spacing=GAP,
        )
        self._scroll.setWidget(page)
        theme.changed.connect(self._align_names)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place names beside or above their editors."""
        super().resizeEvent(event)
        if self._is_narrow != self._should_be_narrow():
            self._align_names()

    @property
    def name_width(self) -> int:
        """Width of the column of names in pixels."""
        beside = (field.name_width() for field in self._fields if not field.editor.is_wide)
        widest = max(beside, default=0)
        # One very long name must not take the room of all editors: it wraps instead.
        return max(self._least_name_width, min(widest, self._theme.length(_MOST_NAME_WIDTH)))

    def set_least_name_width(self, width: int) -> None:
        """Align the names with labels above the form; the width is in pixels."""
        self._least_name_width = width
        self._align_names()

    def add_above(self, part: QWidget) -> None:
        """Add a widget above the fields that scrolls with them."""
        self._page_column.insertWidget(self._page_column.indexOf(self._empty), part)

    def add_below(self, part: QWidget) -> None:
        """Add a widget below the fields that scrolls with them."""
        self._page_column.insertWidget(self._page_column.count() - 1, part)

    def set_request(self, endpoint: Endpoint, values: Pairs = ()) -> None:
        """Show the parameters of an endpoint and their values."""
        # Deleted with the next turn of the loop. Until then the old fields would be children of
        # the form, where Tab and ``findChildren`` meet them.
        for field in self._fields:
            field.hide()
            field.setParent(None)
            field.deleteLater()
        self._endpoint = endpoint
        self._order = {}
        for index, (name, _) in enumerate(values):
            # A list may come as several values of one name; the first gives the place.
            self._order.setdefault(name.casefold(), index)
        self._fields = [*self._known_fields(endpoint, values), *self._strays(endpoint, values)]
        for field in self._fields:
            self._column_of(field.parameter).addWidget(field)
            # The layout would show it one turn of the loop later, too late for the keyboard.
            field.show()
            field.changed.connect(self.values_changed)
            field.offer_taken.connect(self.offer_taken)
            field.set_environment(self._environment)
            field.set_folder(self._folder)
        self._give_height()
        self._show_autofills()
        self._align_names()
        self._others.show_text("")
        self._empty.show_text("" if self._fields else tr("This endpoint has no parameters."))
        self._show_left_out()
        # A value that is sent must not be hidden in the fold.
        optional = [field for field in self._fields if not field.parameter.required]
        self._fold.button.setChecked(any(field.value() is not None for field in optional))
        _order_stops(self._fold.button, self._fields)
        if self.schema_keys():
            self.schemas_wanted.emit()

    @property
    def endpoint(self) -> Endpoint:
        """Whose parameters are shown."""
        return self._endpoint

    def schema_keys(self) -> frozenset[str]:
        """Return the keys of the schemas by which values can be edited in a form."""
        return frozenset(field.parameter.schema for field in self._fields if field.editor.is_wide)

    def show_schemas(self, endpoint: Endpoint, key: str, schemas: bytes) -> None:
        """Offer a form for the values of an endpoint that have a schema.

        Args:
            endpoint: Another one may be shown meanwhile.
            schemas: The one of the key, and all that it refers to, as JSON.
        """
        for field in self._fields if endpoint is self._endpoint else ():
            if field.parameter.schema == key:
                field.editor.show_schemas(schemas, key)

    def values(self) -> Pairs:
        """Return the values that are sent, in the order of the shown request, new ones last."""
        fields = (field for field in self._fields if field.parameter.name not in self._left_out)
        given = [(field.parameter.name, value) for field in fields for value in field.values()]
        last = len(self._order)
        # The fields have the order of the endpoint. With that order, a request that was only
        # shown would differ from the one in its file.
        given.sort(key=lambda pair: self._order.get(pair[0].casefold(), last))
        return tuple(given)

    def rows(self) -> tuple[Row, ...]:
        """Return all values, those that are left out included, for the undo stack."""
        return tuple(field.row() for field in self._fields)

    def restore_rows(self, rows: tuple[Row, ...]) -> None:
        """Show the values of ``rows`` again."""
        # ``clear`` removes fields without a parameter; undoing it needs them again.
        if [row.name for row in rows] != [field.parameter.name for field in self._fields]:
            self.set_request(self._endpoint, tuple((row.name, row.value) for row in rows))
        for field, row in zip(self._fields, rows, strict=False):
            field.restore(row)

    def clear(self) -> None:
        """Take all values out, and those that the endpoint has no place for."""
        if any(self._endpoint.parameter(field.parameter.name) is None for field in self._fields):
            self.set_request(self._endpoint)
        for field in self._fields:
            field.clear()
        self._others.show_text("")

    def set_autofills(self, autofills: Mapping[str, Autofill]) -> None:
        """Show what fills in empty values, by the names of parameters."""
        self._autofills = {name.casefold(): autofill for name, autofill in autofills.items()}
        self._show_autofills()

    def leave_out(self, names: Iterable[str]) -> None:
        """Hide parameters and do not send their values, which come back with them."""
        self._left_out = frozenset(names)
        self._show_left_out()

    def set_folder(self, folder: str) -> None:
        """Take the folder of the request; empty where it has no file yet."""
        self._folder = folder
        for field in self._fields:
            field.set_folder(folder)

    def set_environment(self, environment: Environment) -> None:
        """Take the values of variables from an environment."""
        self._environment = environment
        for field in self._fields:
            field.set_environment(environment)

    def show_errors(self, errors: tuple[Problem, ...]) -> None:
        """Show why the request was not sent; from now on missing values are marked."""
        whole = [error for error in errors if not error.field.within]
        texts = by_name((error.field.parameter, error.sentence) for error in whole)
        within: dict[str, dict[str, str]] = {}
        for error in errors:
            if path := error.field.within:
                within.setdefault(error.field.parameter.casefold(), {})[path] = error.sentence
        for field in self._fields:
            name = field.parameter.name.casefold()
            field.show_problem(joined_sentences(texts.pop(name, ())), within.pop(name, {}))
        texts.update({name: [*inner.values()] for name, inner in within.items()})
        self._others.show_text("\n".join(text for rest in texts.values() for text in rest))
        wrong = [field for field in self._fields if field.is_wrong()]
        if wrong:
            self._go_to(min(wrong, key=lambda field: not field.parameter.required))

    def set_server_errors(
        self, field_errors: Mapping[str, tuple[str, ...]], others: tuple[str, ...] = ()
    ) -> None:
        """Show the messages of the server at the fields they name, the others above the form."""
        texts: dict[str, dict[str, tuple[str, ...]]] = {}
        for name, said in field_errors.items():
            field_name, inner = self._field_of(name)
            texts.setdefault(field_name, {})[inner] = said
        for field in self._fields:
            of_field = texts.pop(field.parameter.name.casefold(), {})
            field.show_server_errors(of_field)
            # Otherwise the message would be behind the closed fold.
            if of_field and not field.parameter.required:
                self._fold.button.setChecked(True)
        named = (name for name in field_errors if self._field_of(name)[0] in texts)
        rest = [titled(name, in_quotes(text)) for name in named for text in field_errors[name]]
        rest += map(in_quotes, others)
        quoted = "\n".join(rest[:_MOST_ABOVE])
        if len(rest) > _MOST_ABOVE:
            # The verdict shows the others too.
            more = tr("and {value:,} more").format(value=len(rest) - _MOST_ABOVE)
            quoted = f"{quoted}\n{more}"
        self._others.show_text(
            tr("The server said:\n{quoted}").format(quoted=quoted) if rest else ""
        )

    def focus_first(self) -> None:
        """Give the keyboard to the first field that needs a value, or else to the first one."""
        fields = [f for f in self._fields if f.parameter.name not in self._left_out]
        if fields:
            self._go_to(min(fields, key=lambda f: (not f.needs_value(), not f.parameter.required)))

    def focus_parameter(self, name: str) -> None:
        """Bring the field of a parameter into view and select its value for replacing."""
        field_name, inner = self._field_of(name)
        for field in self._fields:
            if field.parameter.name.casefold() == field_name:
                self._go_to(field)
                field.select(inner)
                return

    def has_parameter(self, name: str) -> bool:
        """Return whether a field has a parameter, or what is within its value."""
        names = {field.parameter.name.casefold() for field in self._fields}
        return self._field_of(name)[0] in names

    def _field_of(self, name: str) -> tuple[str, str]:
        """Return the name of a field in small letters, and the path within its value."""
        names = {field.parameter.name.casefold() for field in self._fields}
        first, _, inner = name.partition(".")
        if name.casefold() not in names and first.casefold() in names:
            return first.casefold(), inner
        if name.casefold() not in names and (body := self._body_with(name)) is not None:
            return body.parameter.name.casefold(), name
        return name.casefold(), ""

    def _body_with(self, path: str) -> ParameterField | None:
        """Return the field of the whole body, if a path leads to a value in it."""
        for field in self._fields:
            if field.parameter.location is Location.JSON and field.editor.has_part(path):
                return field
        return None

    def focus_row(self, index: int) -> None:
        """Bring a row of ``rows`` into view and the keyboard to it; -1 stands for no row."""
        if 0 <= index < len(self._fields):
            self._go_to(self._fields[index])

    def _known_fields(self, endpoint: Endpoint, values: Pairs) -> list[ParameterField]:
        fields = []
        for parameter in endpoint.parameters:
            field = self._field(parameter)
            # Servers built with ASP.NET match names of parameters without regard to case.
            folded = parameter.name.casefold()
            given = [value for name, value in values if name.casefold() == folded]
            if given:
                field.set_values(given)
            fields.append(field)
        return fields

    def _strays(self, endpoint: Endpoint, values: Pairs) -> list[ParameterField]:
        """Return fields for values without a parameter, so that no value is lost."""
        refusals = name_problems(endpoint, tuple(name for name, _ in values))
        fields = []
        for (name, value), refusal in zip(values, refusals, strict=True):
            if refusal is not None:
                field = self._field(
                    Parameter(name, _kind_of(value), Location.QUERY), refusal.sentence
                )
                field.set_value(value)
                fields.append(field)
        return fields

    def _field(self, parameter: Parameter, standing_problem: str = "") -> ParameterField:
        """Make a field below its final parent: a widget that moves later is styled twice."""
        parent = self._column_of(parameter).parentWidget()
        described = self._described
        return ParameterField(parameter, self._theme, standing_problem, parent, described)

    def _column_of(self, parameter: Parameter) -> QVBoxLayout:
        return self._required if parameter.required else self._fold.column

    def _give_height(self) -> None:
        """Give a required body the height that the other fields leave."""
        fills = False
        for field in self._fields:
            if field.parameter.required and field.parameter.location is Location.JSON:
                field.fill_height()
                fills = field.fills
                self._required.setStretchFactor(field, int(fills))
        column = self._page_column
        column.setStretch(column.indexOf(self._required), int(fills))
        column.setStretch(column.count() - 1, int(not fills))

    def _align_names(self) -> None:
        self._is_narrow = self._should_be_narrow()
        for field in self._fields:
            is_above = self._is_narrow or field.editor.is_wide
            field.set_name_width(None if is_above else self.name_width)
            # The tab above has the name of a body that is all there is to enter.
            is_alone = len(self._fields) == 1 and field.parameter.location is Location.JSON
            field.show_name(is_shown=not (is_alone and field.parameter.required))

    def _show_left_out(self) -> None:
        optional = 0
        for field in self._fields:
            is_shown = field.parameter.name not in self._left_out
            field.setVisible(is_shown)
            optional += is_shown and not field.parameter.required
        self._fold.set_count(optional)

    def _show_autofills(self) -> None:
        for field in self._fields:
            folded = field.parameter.name.casefold()
            field.set_autofill(self._autofills.get(folded, NO_AUTOFILL))

    def _should_be_narrow(self) -> bool:
        # In lengths that grow with the text: at 200 % a form of 600 pixels is narrow.
        return self.width() < self._theme.length(_LEAST_WIDTH_FOR_NAMES_BESIDE)

    def _go_to(self, field: ParameterField) -> None:
        # A hidden field takes no keyboard.
        if not field.parameter.required:
            self._fold.button.setChecked(True)
        control = field.editor.entry()
        control.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(control, QLineEdit):
            # Typing then goes on behind the value instead of replacing it.
            control.end(False)
        # New fields are laid out with the next event, which is too late for scrolling there.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        # A body is higher than the page: what has the keyboard is to be seen.
        self._scroll.ensureWidgetVisible(control if field.editor.is_wide else field)


class _Fold(QWidget):
    """The optional parameters, and a button that shows and hides them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.button = styled(
            QToolButton(), "optional_parameters", spoken=tr("Optional parameters"), look="fold"
        )
        self.button.setCheckable(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._body = QWidget()
        self.column = column_of(self._body, margins=0, spacing=14)
        column_of(self, row_of(None, self.button, 0), self._body, margins=0, spacing=10)
        self.button.toggled.connect(self._on_toggled)
        theme.changed.connect(self._show_icon)
        self._on_toggled(False)

    def set_count(self, count: int) -> None:
        """Show how many parameters there are; nothing is shown for 0."""
        self.button.setText(tr("Optional parameters ({count})").format(count=count))
        self.button.setAccessibleDescription(str(count))
        self.setVisible(count > 0)

    def _on_toggled(self, is_open: bool) -> None:
        self._body.setVisible(is_open)
        self._show_icon()

    def _show_icon(self) -> None:
        icon = "chevron-down" if self.button.isChecked() else "chevron-right"
        self.button.setIconSize(self._theme.icon_size())
        self.button.setIcon(self._theme.icon(icon))


def _order_stops(fold: QWidget, fields: list[ParameterField]) -> None:
    """Let Tab go from required to optional fields, in any order of their creation."""
    required = [stop for f in fields if f.parameter.required for stop in f.stops()]
    optional = [stop for f in fields if not f.parameter.required for stop in f.stops()]
    # Qt puts new widgets last in the tab order of the window. Only the fold, which was made with
    # the form, is in its place: the required fields are put behind it, and then it behind them.
    for first, second in pairwise([fold, *required, fold, *optional]):
        QWidget.setTabOrder(first, second)


def by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return texts by the casefolded names that they are about, in their order."""
    texts: dict[str, list[str]] = {}
    for name, text in pairs:
        texts.setdefault(name.casefold(), []).append(text)
    return texts


def _kind_of(value: Value) -> ParameterKind:
    if isinstance(value, FileValue):
        return ParameterKind.FILE
    return ParameterKind.TEXT if isinstance(value, str) else ParameterKind.LIST
