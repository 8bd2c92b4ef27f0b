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


async def show_cookies(
    theme: Theme,
    scope: TaskScope,
    connections: Connections,
    environment: Environment,
    window: QWidget,
) -> None:
    """Show the cookies that requests without a credential have, until the dialog is closed."""
    jars, jar = connections.jars, environment_jar(environment.cookie_jar)
    dialog = CookiesDialog(theme, environment.name, window)

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
        checked = partial(check_cookie, cookie.name)
        value = await LineDialog(theme, dialog, words, cookie.value.reveal(), checked).answer()
        if value is not None and isValid(dialog):
            jars.opened(jar).put(replace(cookie, value=Secret(value)))
            refresh()

    dialog.show_environment()
    dialog.erase_wanted.connect(erase)
    dialog.edit_wanted.connect(lambda cookie: scope.start(_EDITING, edit, cookie))
    refresh()
    await answer_of(dialog, dialog.result)
