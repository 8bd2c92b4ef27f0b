"""Questions in the window while a credential signs in."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from aiurdesk.core.auth.scheme import Question
from aiurdesk.core.translation import tr
from aiurdesk.services.credentials.browser import OpenPage
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.dialog import plain_button
from aiurdesk.ui.widgets.line_dialog import LineDialog, LineWords
from aiurdesk.ui.widgets.question import choose

_ALLOW = tr("Allow")
_WORDS = LineWords(
    id="pasted_address",
    title=tr("Signed in"),
    label=tr(
        "Sign in with the browser. It ends at an address that belongs to the "
        "app. Paste that whole address here, from the browser:"
    ),
    field=tr("Address at which the browser ends"),
    button=tr("Continue"),
    placeholder="https://app.example/callback?code=…&state=…",
)


async def ask_allowed(theme: Theme, window: QWidget, question: Question) -> bool:
    """Ask whether signing in may go on; closing the question means that it may not."""
    answer = await choose(theme, _above(window), question.title, question.text, (_ALLOW,))
    return answer == _ALLOW


async def ask_address(theme: Theme, window: QWidget, page: OpenPage) -> str:
    """Ask for the address at which the browser ended; empty where that was cancelled."""
    dialog = LineDialog(theme, _above(window), _WORDS, "")
    # The strip of the window has one, too, but the dialog blocks it.
    copy = plain_button(
        tr("Copy address of the page"),
        lambda: QGuiApplication.clipboard().setText(page.address),
        tr("Copy the address of the sign-in page, to open it yourself"),
    )
    dialog.add_below(copy)
    return await dialog.answer() or ""


def _above(window: QWidget) -> QWidget:
    """Return the dialog that blocks the window, if there is one, or else the window."""
    # Below a dialog a question could not be answered.
    return QApplication.activeModalWidget() or window
