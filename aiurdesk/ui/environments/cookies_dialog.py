"""The cookies of a credential or an environment, and ways to add, copy, change and delete them."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget
from shiboken6 import isValid

from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.cookie import Cookie, cookie_problem, environment_jar, new_cookie
from aiurdesk.core.problem import FieldPlace, Problem, sentence_of
from aiurdesk.core.translation import tr
from aiurdesk.services.sending.connections import Connections
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of, grid_of, row_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.dialog import ThemedDialog, answer_of, dialog_buttons, plain_button
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.keyboard import escaped
from aiurdesk.ui.widgets.line_dialog import LineDialog, LineWords
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.rows_model import Column, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable
from aiurdesk.ui.widgets.secret_clipboard import COPIED, SecretClipboard

NONE_LEFT = tr("No cookies. Servers set them when you sign in or send a request.")
_WORDS = tr(
    "Cookies are stored in memory until the program ends, and sent back to "
    "the server that set them. If you delete the cookie of a session, the "
    "next request starts a new one."
)
_WORDS_OF_ENVIRONMENT = tr(
    "Cookies are sent back to the server that set them, with requests "
    "without a credential. Those of a session end when the program ends; “Keep "
    "cookies” in the settings keeps the others."
)
_SIZE = (760, 380)
_FORM_WIDTH = 420
"""In pixels, as in ``Theme.fit_dialog``."""
_TIP = Qt.ItemDataRole.ToolTipRole


def cookie_name(cookie: Cookie) -> str:
    """Return the name of a cookie, or words for one without a name; never its value."""
    return cookie.name or tr("cookie without a name")


def _expiry(cookie: Cookie) -> str:
    if cookie.expires_at is None:
        return tr("When the program ends")
    return f"{cookie.expires_at.astimezone():%Y-%m-%d %H:%M}"


def _source(cookie: Cookie) -> str:
    # One that a person added, or that comes from a file, has no server.
    return cookie.origin or cookie.domain


_ADD = tr("Add cookie…")
_SHOW, _HIDE = tr("Show values"), tr("Hide values")


class CookiesDialog(QDialog):
    """Shows the cookies of one jar; their values are dots until the person wants to see them."""

    erase_wanted = Signal(tuple)
    """Emitted with the cookies to erase."""
    edit_wanted = Signal(object)
    """Emitted with the Cookie whose value is to be changed."""
    add_wanted = Signal()
    """Emitted when a cookie is to be added."""

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        """Build.

        Args:
            name: Of the credential or the environment.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("cookies_dialog")
        self.setWindowTitle(tr("Cookies of {name}").format(name=name))
        self._shows_values = False
        self._model: RowsModel[Cookie] = RowsModel(
            (
                Column(tr("Name"), text=cookie_name, roles={_TIP: cookie_name}),
                Column(tr("Value"), text=self._value),
                Column(tr("From"), text=_source, roles={_TIP: _source}),
                Column(tr("Path"), text=lambda one: one.path, roles={_TIP: lambda one: one.path}),
                Column(tr("Ends"), text=_expiry),
            ),
            self,
        )
        self._table = RowsTable(self._model, tr("Cookies"), (18, 26, 26, 9))
        self._said = WrappedLabel("small")
        # Of the window, because the clipboard is cleared when this dialog may be closed.
        window = parent
        while above := window.parentWidget():
            window = above
        self._clipboard = SecretClipboard(QGuiApplication.clipboard(), window)
        self._show = IconButton(theme, "eye", _SHOW)
        self._show.setCheckable(True)
        self._show.toggled.connect(self._on_shown)
        self._add = plain_button(_ADD, self.add_wanted)
        self._copy = plain_button(tr("Copy value"), self._on_copy, "Ctrl+C")
        self._none = WrappedLabel("empty")
        self._words = WrappedLabel("small")
        self._edit = plain_button(tr("Edit value…"), self._on_edit)
        self._erase = plain_button(tr("Delete"), self._on_erase, "Del")
        self._erase_all = plain_button(
            tr("Delete all"), lambda: self.erase_wanted.emit(self._model.items)
        )
        for button in (self._erase, self._erase_all):
            button.setProperty("destructive", True)
        self._lay_out()
        self._table.activated.connect(self._on_edit)
        self._table.selectionModel().selectionChanged.connect(self._enable)
        self._table.setFocus()
        self.resize(theme.dialog_size(*_SIZE))

    def show_environment(self) -> None:
        """Say that they belong to an environment."""
        self._words.show_text(_WORDS_OF_ENVIRONMENT)

    def show_cookies(self, cookies: Sequence[Cookie]) -> None:
        """Show cookies; the selection stays at its row."""
        # Other rows lose the selection, so the same ones are left as they are.
        if tuple(cookies) != self._model.items:
            row = max(self._table.currentIndex().row(), 0)
            self._model.set_items(cookies)
            # After a deletion this is the row behind it, or the last one.
            self._table.selectRow(min(row, len(cookies) - 1))
        self._none.show_text("" if cookies else NONE_LEFT)
        self._table.setVisible(bool(cookies))
        self._enable()

    def selected(self) -> Cookie | None:
        """Return the selected cookie."""
        return self._table.selected(Cookie)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Erase with Del and copy with Ctrl+C, as in every list."""
        if event.key() == Qt.Key.Key_Delete:
            self._on_erase()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._on_copy()
        else:
            super().keyPressEvent(event)

    def _on_erase(self) -> None:
        cookie = self._table.selected(Cookie)
        if cookie is not None:
            self.erase_wanted.emit((cookie,))

    def _value(self, cookie: Cookie) -> str:
        return cookie.value.reveal() if self._shows_values else DOTS

    def _on_shown(self, is_shown: bool) -> None:
        self._shows_values = is_shown
        self._show.show_icon("eye-off" if is_shown else "eye")
        self._show.rename(_HIDE if is_shown else _SHOW)
        last = self._model.index(self._model.rowCount() - 1, self._model.columnCount() - 1)
        self._model.dataChanged.emit(self._model.index(0, 0), last)

    def _on_copy(self) -> None:
        cookie = self._table.selected(Cookie)
        if cookie is not None:
            self._clipboard.copy(cookie.value)
            self._said.show_text(COPIED)

    def _on_edit(self) -> None:
        cookie = self._table.selected(Cookie)
        if cookie is not None:
            self.edit_wanted.emit(cookie)

    def _enable(self) -> None:
        for button in (self._edit, self._erase, self._copy):
            button.setEnabled(self._table.selectionModel().hasSelection())
        self._erase_all.setEnabled(bool(self._model.items))
        self._show.setEnabled(bool(self._model.items))

    def _lay_out(self) -> None:
        self._words.show_text(_WORDS)
        close = plain_button(tr("Close"), self.reject)
        tools = row_of(None, self._add, self._copy, self._edit, 1, self._show, spacing=8)
        row = row_of(None, self._erase, self._erase_all, (self._said, 1), close, spacing=8)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        parts = (tools, (self._table, 1), (self._none, 1), self._words, row)
        column_of(self, *parts, margins=INSET, spacing=10)


class NewCookieDialog(ThemedDialog):
    """Asks for name, value, domain and path of a cookie."""

    def __init__(
        self, theme: Theme, parent: QWidget, domain: str, origins: Sequence[str] = ()
    ) -> None:
        """Build.

        Args:
            domain: Offered as the domain.
            origins: Servers of a credential, of which one is chosen instead of a domain.
        """
        super().__init__(theme, parent, "new_cookie_dialog", tr("Add cookie"))
        self._theme = theme
        self._lines = {name: CappedLine() for name in ("name", "value", "domain", "path")}
        self._lines["domain"].setText(domain)
        self._lines["domain"].setPlaceholderText("example.com")
        self._lines["path"].setText("/")
        self._origins = ChoiceBox() if origins else None
        fields: dict[str, QWidget] = dict(self._lines)
        titles = [tr("Name"), tr("Value"), tr("Domain"), tr("Path")]
        if self._origins is not None:
            self._origins.addItems(list(origins))
            fields["domain"], titles[2] = self._origins, tr("Server")
            self._lines.pop("domain").deleteLater()
        grid, _ = grid_of(None, zip(titles, fields.values(), strict=True))
        self._note = Note(theme, lines=2)
        words = WrappedLabel("small")
        buttons = dialog_buttons(
            self,
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel,
            self._on_accepted,
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Add"))
        column_of(self, grid, words, self._note, buttons, margins=INSET, spacing=10)
        words.show_text(
            tr(
                "With a dot before the domain, its subdomains get the cookie, too. It is "
                "deleted when the program ends."
            )
            if self._origins is None
            else tr("It goes only to this server, and is deleted when the program ends.")
        )

    def cookie(self) -> Cookie:
        """Return the cookie that is typed.

        Raises:
            ProblemError: There is none.
        """
        typed = {name: line.text() for name, line in self._lines.items()}
        if self._origins is None:
            return new_cookie(**typed)
        origin = self._origins.currentText()
        return replace(new_cookie(domain=origin, **typed), origin=origin)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height of all that is in it."""
        self._theme.fit_dialog(self, _FORM_WIDTH)
        super().showEvent(event)

    def _on_accepted(self) -> None:
        problem: Problem | None = None
        try:
            self.cookie()
        except ProblemError as mistake:
            problem = mistake.problem
        place = None if problem is None else problem.at
        wrong = place.parameter if isinstance(place, FieldPlace) else ""
        self._note.show_text(sentence_of(problem))
        for name, line in self._lines.items():
            mark(line, "invalid", name == wrong)
            line.setAccessibleDescription(sentence_of(problem) if name == wrong else "")
        if problem is None:
            self.accept()
        elif wrong:
            self._lines[wrong].setFocus()


_EDITING = tr("edit a cookie")
_ADDING = tr("add a cookie")


class EditedJar(NamedTuple):
    """The cookies of one jar, and what changes them."""

    cookies: Callable[[], Sequence[Cookie]]
    put: Callable[[Cookie], None]
    """Stores a cookie instead of one of its name, domain and path."""
    erase: Callable[[Cookie], None]
    origins: Sequence[str] = ()
    """Servers of a credential, to which alone its cookies go; none of an environment."""


def edit_jar(theme: Theme, scope: TaskScope, dialog: CookiesDialog, jar: EditedJar) -> None:
    """Show the cookies of a jar, and let the dialog change them."""

    def refresh() -> None:
        dialog.show_cookies(jar.cookies())

    def erase(cookies: tuple[Cookie, ...]) -> None:
        for cookie in cookies:
            jar.erase(cookie)
        refresh()

    async def edit(cookie: Cookie) -> None:
        name = cookie_name(cookie)
        words = LineWords(
            "cookie_value_dialog",
            tr("Cookie"),
            escaped(tr("Value of {name} from {origin}").format(name=name, origin=_source(cookie))),
            name,
            tr("Use value"),
        )
        checked = partial(cookie_problem, cookie.name)
        value = await LineDialog(theme, dialog, words, cookie.value.reveal(), checked).answer()
        if value is not None and isValid(dialog):
            jar.put(replace(cookie, value=Secret(value)))
            refresh()

    async def add() -> None:
        selected = dialog.selected()
        domain = "" if selected is None else selected.domain
        form = NewCookieDialog(theme, dialog, domain, jar.origins)
        cookie = await answer_of(form, form.cookie)
        if cookie is not None and isValid(dialog):
            jar.put(cookie)
            refresh()

    dialog.add_wanted.connect(lambda: scope.start(_ADDING, add))
    dialog.erase_wanted.connect(erase)
    dialog.edit_wanted.connect(lambda cookie: scope.start(_EDITING, edit, cookie))
    refresh()


async def show_cookies(
    theme: Theme,
    scope: TaskScope,
    connections: Connections,
    environment: Environment,
    window: QWidget,
) -> None:
    """Show the cookies that requests without a credential have, until the dialog is closed."""
    jars, jar = connections.jars, environment_jar(environment.cookie_jar)
    dialog = CookiesDialog(theme, environment.shown_name, window)
    dialog.show_environment()
    edited = EditedJar(
        lambda: jars.cookies(jar),
        lambda cookie: jars.opened(jar).put(cookie),
        lambda cookie: jars.erase_cookie(jar, cookie),
    )
    edit_jar(theme, scope, dialog, edited)
    await answer_of(dialog, dialog.result)
