"""Shows the cookies of an environment, and deletes and changes them."""

from functools import partial

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.preparing.cookie import Cookie, check_cookie, environment_jar
from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import Environment
from aiurdesk.services.sending.connections import Connections
from aiurdesk.ui.dialogs.ask import answer_of
from aiurdesk.ui.dialogs.line_dialog import LineDialog, LineWords
from aiurdesk.ui.environments.cookies_dialog import CookiesDialog, cookie_name
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.mnemonics import escaped

_EDITING = tr("edit a cookie")


class EnvironmentCookies:
    """The dialog with the cookies that requests without a credential have."""

    def __init__(
        self, theme: Theme, scope: TaskScope, connections: Connections, environment: Environment
    ) -> None:
        self._theme = theme
        self._scope = scope
        self._connections = connections
        self._environment = environment.name
        self._jar = environment_jar(environment.cookie_jar)

    async def show(self, parent: QWidget) -> None:
        """Show the dialog until it is closed."""
        dialog = CookiesDialog(self._theme, self._environment, parent)
        dialog.show_environment()
        dialog.erase_wanted.connect(partial(self._erase, dialog))
        dialog.edit_wanted.connect(
            lambda cookie: self._scope.start(_EDITING, self._edit, dialog, cookie)
        )
        self.refresh(dialog)
        await answer_of(dialog, dialog.result)

    def refresh(self, dialog: CookiesDialog) -> None:
        """Show the cookies that there are now."""
        dialog.show_cookies(self._connections.jars.cookies(self._jar))

    def _erase(self, dialog: CookiesDialog, cookies: tuple[Cookie, ...]) -> None:
        for cookie in cookies:
            self._connections.jars.erase_cookie(self._jar, cookie)
        self.refresh(dialog)

    async def _edit(self, dialog: CookiesDialog, cookie: Cookie) -> None:
        name = cookie_name(cookie)
        words = LineWords(
            "cookie_value_dialog",
            tr("Cookie"),
            escaped(tr("Value of {name} from {origin}").format(name=name, origin=cookie.origin)),
            name,
            tr("Use value"),
        )
        line = LineDialog(
            self._theme, dialog, words, cookie.value.reveal(), partial(check_cookie, cookie.name)
        )
        value = await line.answer()
        if value is not None and isValid(dialog):
            self._connections.jars.opened(self._jar).put(replace(cookie, value=Secret(value)))
            self.refresh(dialog)
