"""The cookies of a credential or an environment, and ways to delete and change them."""

from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QWidget,
)
from shiboken6 import isValid

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.preparing.cookie import Cookie, cookie_problem, environment_jar
from aiurdesk.core.translation import tr
from aiurdesk.services.sending.connections import Connections
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.dialog import answer_of, plain_button
from aiurdesk.ui.widgets.keyboard import escaped
from aiurdesk.ui.widgets.line_dialog import LineDialog, LineWords
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.rows_model import Column, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable

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
_SIZE = (620, 320)
_TIP = Qt.ItemDataRole.ToolTipRole


def cookie_name(cookie: Cookie) -> str:
    """Return the name of a cookie, or words for one without a name; never its value."""
    return cookie.name or tr("cookie without a name")


def _expiry(cookie: Cookie) -> str:
    if cookie.expires_at is None:
        return tr("When the program ends")
    return f"{cookie.expires_at.astimezone():%Y-%m-%d %H:%M}"


COLUMNS: tuple[Column[Cookie], ...] = (
    Column(tr("Name"), text=cookie_name, roles={_TIP: cookie_name}),
    Column(
        tr("From"), text=lambda cookie: cookie.origin, roles={_TIP: lambda cookie: cookie.origin}
    ),
    Column(tr("Path"), text=lambda cookie: cookie.path, roles={_TIP: lambda cookie: cookie.path}),
    Column(tr("Ends"), text=_expiry),
)


class CookiesDialog(QDialog):
    """Shows the cookies of one jar, without their values."""

    erase_wanted = Signal(tuple)
    """Emitted with the cookies to erase."""
    edit_wanted = Signal(object)
    """Emitted with the Cookie whose value is to be changed."""

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        """Build.

        Args:
            name: Of the credential or the environment.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("cookies_dialog")
        self.setWindowTitle(tr("Cookies of {name}").format(name=name))
        self._model: RowsModel[Cookie] = RowsModel(COLUMNS, self)
        self._table = RowsTable(self._model, tr("Cookies"), (30, 26, 9))
        self._none = WrappedLabel("empty")
        self._words = WrappedLabel("small")
        self._edit = plain_button(tr("Edit value…"), self._on_edit)
        # The cookies of a credential belong to its session.
        self._edit.hide()
        self._erase = plain_button(tr("Delete"), self._on_erase, "Del")
        self._erase_all = plain_button(
            tr("Delete all"), lambda: self.erase_wanted.emit(self._model.items)
        )
        for button in (self._erase, self._erase_all):
            button.setProperty("destructive", True)
        self._lay_out()
        self._table.activated.connect(self._on_edit)
        self._table.selectionModel().selectionChanged.connect(self._enable)
        self.resize(theme.dialog_size(*_SIZE))

    def show_environment(self) -> None:
        """Say that they belong to an environment, whose values the person may change."""
        self._words.show_text(_WORDS_OF_ENVIRONMENT)
        self._edit.show()

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Erase with Del, as in every list."""
        if event.key() == Qt.Key.Key_Delete:
            self._on_erase()
        else:
            super().keyPressEvent(event)

    def _on_erase(self) -> None:
        cookie = self._table.selected(Cookie)
        if cookie is not None:
            self.erase_wanted.emit((cookie,))

    def _on_edit(self) -> None:
        cookie = self._table.selected(Cookie)
        if cookie is not None and not self._edit.isHidden():
            self.edit_wanted.emit(cookie)

    def _enable(self) -> None:
        for button in (self._edit, self._erase):
            button.setEnabled(self._table.selectionModel().hasSelection())
        self._erase_all.setEnabled(bool(self._model.items))

    def _lay_out(self) -> None:
        self._words.show_text(_WORDS)
        close = plain_button(tr("Close"), self.reject)
        row = row_of(None, self._edit, self._erase, self._erase_all, 1, close)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column_of(self, (self._table, 1), (self._none, 1), self._words, row, spacing=10)


_EDITING = tr("edit a cookie")


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

    def refresh() -> None:
        dialog.show_cookies(jars.cookies(jar))

    def erase(cookies: tuple[Cookie, ...]) -> None:
        for cookie in cookies:
            jars.erase_cookie(jar, cookie)
        refresh()

    async def edit(cookie: Cookie) -> None:
        name = cookie_name(cookie)
        words = LineWords(
            "cookie_value_dialog",
            tr("Cookie"),
            escaped(tr("Value of {name} from {origin}").format(name=name, origin=cookie.origin)),
            name,
            tr("Use value"),
        )
        checked = partial(cookie_problem, cookie.name)
        value = await LineDialog(theme, dialog, words, cookie.value.reveal(), checked).answer()
        if value is not None and isValid(dialog):
            jars.opened(jar).put(replace(cookie, value=Secret(value)))
            refresh()

    dialog.show_environment()
    dialog.erase_wanted.connect(erase)
    dialog.edit_wanted.connect(lambda cookie: scope.start(_EDITING, edit, cookie))
    refresh()
    await answer_of(dialog, dialog.result)
