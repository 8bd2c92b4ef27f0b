"""The body of a custom URL: its kind, and an editor for each kind."""

from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.environments.environment import Environment, variable_names
from aiurdesk.core.preparing.form_rules import content_type_problem
from aiurdesk.core.preparing.json_template import graphql_problem, template_problem
from aiurdesk.core.preparing.variable_words import unresolved_problem
from aiurdesk.core.preparing.wire_body import row_problem
from aiurdesk.core.problem import Problem, sentence_of
from aiurdesk.core.request.edit_state import Edit
from aiurdesk.core.request.request import (
    Body,
    FileBody,
    FileValue,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    NoBody,
    Row,
    TextBody,
    has_subscription,
)
from aiurdesk.core.request.request_texts import texts_of_body
from aiurdesk.core.request.typed import BODILESS_METHODS
from aiurdesk.core.translation import tr
from aiurdesk.ui.editor.long_text import LONG
from aiurdesk.ui.form.body_kinds import BODY_KINDS, CONTENT_TYPES, body_of_kind
from aiurdesk.ui.form.code_field import CodeField, JsonEditor
from aiurdesk.ui.form.editor import Editor, lone_parameter
from aiurdesk.ui.form.file import FileEditor, described, file_note, file_problem
from aiurdesk.ui.form.graphql_panel import GraphqlPanel
from aiurdesk.ui.form.line import Line
from aiurdesk.ui.form.pair_line import PairKind
from aiurdesk.ui.form.pairs_panel import PairsPanel
from aiurdesk.ui.theme.grid import GAP, INSET, LINE
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import Item, column_of, labelled, row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.styled import styled

_METHOD = "POST"
"""Offered in place of a method that seldom has a body."""


class BodyPanel(QWidget):
    """Edits the body. What was typed for one kind comes back when the kind is chosen again."""

    changed = Signal()
    """Emitted when the person changed anything."""
    method_wanted = Signal(str)
    """Emitted with the method that the person wants to send the body with."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        json_editor: type[JsonEditor] = JsonEditor,
    ) -> None:
        """Make an empty panel.

        Args:
            json_editor: What JSON is edited in where a schema may describe it.
        """
        super().__init__(parent)
        self._body: Body = NoBody()
        self._kept: dict[type[Body], Body] = {}
        self._is_showing = False
        self._environment: Environment | None = None
        self._folder = ""
        self._method = ""
        """The method of the request, where it is one that seldom has a body."""
        self._box = styled(ChoiceBox(), "body_kind", spoken=tr("Kind of body"))
        self._box.addItems([kind.title for kind in BODY_KINDS.values()])
        self._type = styled(Line(), spoken=tr("Content type"))
        completer = QCompleter(CONTENT_TYPES, self._type)
        theme.apply_to_list(completer.popup())
        self._type.setCompleter(completer)
        self._type_label = labelled(tr("Content type"), self._type)
        self._type_label.setWordWrap(True)  # in a narrow window with large text
        self._forms: Mapping[type[Body], PairsPanel] = {
            kind: PairsPanel(
                _pair_kind(
                    lambda path: file_note(path, self._folder), is_multipart=kind is MultipartBody
                ),
                theme,
            )
            for kind in (FormBody, MultipartBody)
        }
        self._json = json_editor(
            lone_parameter(tr("JSON body"), ParameterKind.JSON), theme, fills=True
        )
        self.graphql = GraphqlPanel(theme, json_editor=json_editor)
        self._text = CodeField(
            lone_parameter(tr("Text body"), ParameterKind.TEXT), theme, None, fills=True
        )
        self._file = FileEditor(lone_parameter(tr("File body"), ParameterKind.FILE), theme)
        self._editors: Mapping[type[Body], Editor] = {
            JsonBody: self._json,
            TextBody: self._text,
            FileBody: self._file,
        }
        self._problem = Note(theme)
        self._warning = Note(theme)
        self._outside = WrappedLabel("small")
        self._use_post = styled(
            QPushButton(tr("Use {method}").format(method=_METHOD)), look="small-link"
        )
        self._stack = QStackedWidget()
        self._lay_out()
        # Not ``currentIndexChanged``, which is also emitted when the program shows a body.
        self._box.activated.connect(self._on_kind_chosen)
        forms = (form.changed for form in self._forms.values())
        editors = (editor.edited for editor in self._editors.values())
        for signal in (self._type.textChanged, self.graphql.edited, *forms, *editors):
            signal.connect(self._on_edited)
        self._json.checked.connect(self._check)
        self._use_post.clicked.connect(lambda: self.method_wanted.emit(_METHOD))
        self.show_body(NoBody())

    @property
    def body(self) -> Body:
        """Return the body as it is now, with what was typed last."""
        editor = self._editors.get(type(self._body))
        if editor is not None:
            editor.settle()
        return self.graphql.body if isinstance(self._body, GraphqlBody) else self._body

    def set_environment(self, environment: Environment) -> None:
        """Take the values of variables from an environment."""
        if environment == self._environment:
            return
        self._environment = environment
        for form in self._forms.values():
            form.set_environment(environment)
        self._check()

    def set_folder(self, folder: str) -> None:
        """Take the folder of the request; empty where it has no file yet."""
        if folder == self._folder:
            return
        self._folder = folder
        for line in self._forms[MultipartBody].lines:
            line.show_file_note()
        self._check()

    def show_body(self, body: Body) -> None:
        """Show a body without emitting ``changed``."""
        self._is_showing = True
        self._body = body
        self._box.setCurrentText(BODY_KINDS[type(body)].title)
        self._stack.setCurrentIndex(list(BODY_KINDS).index(type(body)))
        has_type = isinstance(body, TextBody | FileBody)
        self._type_label.setVisible(has_type)
        self._type.setVisible(has_type)
        if isinstance(body, TextBody | FileBody):
            self._type.show_text(body.content_type)
        self._json.tools.setVisible(isinstance(body, JsonBody) and not self._json.is_form)
        match body:
            case FormBody() | MultipartBody():
                self._show_rows(self._forms[type(body)], body.rows)
            case JsonBody() | TextBody():
                self._editors[type(body)].restore(body.text)
            case GraphqlBody():
                self.graphql.show_body(body)
            case FileBody():
                self._file.set_value(body.path)
        self._is_showing = False
        self._check()

    def show_schemas(self, schemas: bytes, key: str) -> None:
        """Offer a form for JSON by the schemas that a key leads to."""
        self._json.show_schemas(schemas, key)
        self._json.tools.setVisible(isinstance(self.body, JsonBody) and not self._json.is_form)

    def show_method(self, method: str) -> None:
        """Say that a body is unusual with some methods."""
        self._method = method.upper() if method.upper() in BODILESS_METHODS else ""
        self._check()

    def show_errors(self, errors: Iterable[Problem]) -> None:
        """Show why the body cannot be sent, and give the keyboard to the first mistake."""
        shown_errors = [*errors]
        form = self._forms.get(type(self.body))
        if form is None:
            self._problem.show_text("\n".join(error.sentence for error in shown_errors))
            self.focus_first()
            return
        for line in form.lines:
            name = line.pair()[0]
            line.show_texts(tuple(e.sentence for e in shown_errors if e.field.parameter == name))
        form.focus_problem()

    def show_server_errors(self, said: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
        """Show messages of the server at the fields they name; return the names that were found."""
        form = self._forms.get(type(self.body))
        if form is not None:
            return form.show_server_errors(said)
        match self.body:
            case JsonBody():
                return self._json.show_there(said)
            case GraphqlBody():
                return self.graphql.show_server_errors(said)
        return frozenset()

    def show_missing(self, said: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
        """Show messages about members that a JSON text lacks; return the names that were found."""
        match self.body:
            case JsonBody():
                return self._json.show_around(said)
            case GraphqlBody():
                return self.graphql.show_missing(said)
        return frozenset()

    def focus_name(self, name: str) -> None:
        """Give the keyboard to what an error of the server is about, or to the whole body."""
        form = self._forms.get(type(self.body))
        is_found = form is not None and form.focus_name(name)
        if isinstance(self.body, JsonBody):
            is_found = self._json.focus_part(name)
        elif isinstance(self.body, GraphqlBody):
            is_found = self.graphql.focus_variable(name)
        if not is_found:
            self.focus_first()

    def show_edit(self, edit: Edit) -> None:
        """Give the keyboard to what an edit changed."""
        form = self._forms.get(type(self.body))
        if form is not None and edit.index >= 0:
            form.focus_row(edit.index)
        elif isinstance(self.body, GraphqlBody):
            self.graphql.focus_part(edit.part)
        elif edit.part > 0:
            self._type.setFocus()
        else:
            self.focus_first()

    def focus_first(self) -> None:
        """Give the keyboard to the editor of the body, or to the list of kinds."""
        form = self._forms.get(type(self.body))
        if form is not None:
            form.focus_first()
        elif isinstance(self.body, GraphqlBody):
            self.graphql.focus_part(0)
        elif isinstance(self.body, NoBody):
            self._box.setFocus()
        else:
            self._editors[type(self.body)].entry().setFocus()

    def _show_rows(self, form: PairsPanel, rows: tuple[Row, ...]) -> None:
        # A list is several lines, as it is several pairs on the wire.
        lines = tuple(
            Row(row.name, value, row.is_sent)
            for row in rows
            for value in (row.value if isinstance(row.value, tuple) else (row.value,))
        )
        # Rows that are shown already are left alone.
        if lines != form.rows():
            form.restore_rows(lines)

    def _on_kind_chosen(self, index: int) -> None:
        kind = list(BODY_KINDS)[index]
        # A person who opens the list and chooses the same kind again has changed nothing.
        if kind is type(self.body):
            return
        self._kept[type(self.body)] = self.body
        self.show_body(body_of_kind(self.body, kind, self._kept.get(kind)))
        self.focus_first()
        self.changed.emit()
        # It can be sent with GET, but few people want to.
        if kind is GraphqlBody and self._method:
            self.method_wanted.emit(_METHOD)

    def _on_edited(self) -> None:
        if self._is_showing:
            return
        self._body = self._edited_body()
        self._check()
        self.changed.emit()

    def _edited_body(self) -> Body:
        match self._body:
            case FormBody() | MultipartBody() as body:
                return replace(body, rows=self._forms[type(body)].rows())
            case JsonBody():
                return JsonBody(str(self._json.value()))
            case GraphqlBody():
                return self.graphql.body
            case TextBody():
                return TextBody(str(self._text.value()), self._type.text())
            case FileBody():
                return self._edited_file()
        return self.body

    def _edited_file(self) -> FileBody:
        value = self._file.value()
        path = value.path if isinstance(value, FileValue) else str(value)
        content_type = self._type.text()
        before = self.body
        # The type follows the file as long as the person has not typed another one.
        if isinstance(before, FileBody) and path != before.path and isinstance(value, FileValue):
            guessed_before = described(before.path).content_type
            if content_type in ("", guessed_before):
                content_type = value.content_type
                with QSignalBlocker(self._type):
                    self._type.show_text(content_type)
        return FileBody(path, content_type)

    def _body_problem(self) -> Problem | None:
        match self.body:
            case JsonBody(text) if text.strip():
                # Checked with its variables in it: an unresolved {{name}} is not a mistake of JSON.
                return template_problem(text) if len(text) <= LONG else self._json.mistake
            case GraphqlBody(query, variables) if query.strip() or variables.strip():
                return graphql_problem(self.body)
            case TextBody(_, content_type):
                return _type_problem(content_type)
            case FileBody(path, content_type):
                return (file_problem(path) if path else None) or _type_problem(content_type)
        return None

    def _check(self) -> None:
        problem = self._body_problem()
        # A form says it in its rows.
        is_form = isinstance(self.body, FormBody | MultipartBody)
        if not problem and self._environment and not is_form:
            problem = unresolved_problem(texts_of_body(self.body), self._environment)
        self._problem.show_text(sentence_of(problem))
        path = self.body.path if isinstance(self.body, FileBody) else ""
        self._outside.show_text(file_note(path, self._folder))
        is_socket = has_subscription(self.body)
        is_odd = bool(self._method) and not isinstance(self.body, NoBody) and not is_socket
        if isinstance(self.body, GraphqlBody):
            note = tr("With {method}, query and variables are sent in the address.")
        else:
            note = tr("Many servers ignore the body of a {method} request.")
        self._warning.show_text(note.format(method=self._method) if is_odd else "")
        self._use_post.setVisible(is_odd)

    def _lay_out(self) -> None:
        # The lists of fields have side margins of their own, within their scroll areas.
        sides = (INSET, 0, INSET, 0)
        top = row_of(
            None,
            self._box,
            self._type_label,
            (self._type, 1),
            self._json.tools,
            0,
            margins=sides,
            spacing=8,
        )
        warning = row_of(None, (self._warning, 1), self._use_post, margins=sides)
        nothing = WrappedLabel("muted")
        nothing.show_text(tr("This request has no body. Choose a kind above to add one."))
        pages = (
            _padded(nothing, 0),
            *self._forms.values(),
            _padded((self._json, 1)),
            _padded((self.graphql, 1)),
            _padded((self._text, 1)),
            _padded(self._file, 0),
        )
        for page in pages:
            self._stack.addWidget(page)
        bottom = column_of(None, self._problem, self._outside, margins=(INSET, 0, INSET, GAP))
        column_of(
            self, top, warning, (self._stack, 1), bottom, margins=(0, GAP, 0, 0), spacing=LINE
        )


def _pair_kind(file_note: Callable[[str], str], *, is_multipart: bool) -> PairKind:
    def problem_of(name: str, value: str) -> Problem | None:
        return row_problem(Row(name, value), is_multipart=is_multipart)

    how = "multipart/form-data" if is_multipart else "application/x-www-form-urlencoded"
    return PairKind(
        name="field",
        noun=tr("field"),
        empty=tr("No fields yet. They are sent as {how}.").format(how=how),
        problem_of=problem_of,
        hides=is_secret_name,
        takes_files=is_multipart,
        file_note=file_note,
    )


def _padded(*items: Item) -> QWidget:
    page = QWidget()
    column_of(page, *items, margins=(INSET, 0, INSET, 0))
    return page


def _type_problem(content_type: str) -> Problem | None:
    # One with variables is checked when they are resolved.
    return None if variable_names(content_type) else content_type_problem(content_type)
