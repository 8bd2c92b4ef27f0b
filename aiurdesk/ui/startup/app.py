"""The window's program, up to the first paint.

A person waits for this paint, so this module and those that it imports import only what the paint
needs. In particular none of them names ``PySide6.QtCore.Qt``: PySide6 creates its hundred
enumerations on first use, which takes a tenth of the time of the whole paint.
"""

import os
import sys

# Read by qasync when it is imported: without it, it takes the first Qt binding that it finds.
os.environ.setdefault("QT_API", "pyside6")

from PySide6.QtCore import QLibraryInfo, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from aiurdesk import APPLICATION_ID, __version__
from aiurdesk.core.state.window_state import SavedState
from aiurdesk.core.translation import language
from aiurdesk.services.profile import Profile
from aiurdesk.ui.keys.action_keys import ActionKeys, Menu
from aiurdesk.ui.theme.theme import Fonts, Theme
from aiurdesk.ui.window.main_window import MainWindow

_FIRST_PAINT_MS = 2000
"""Longest wait for the first paint: a window that starts minimised is never painted."""


def main(profile: Profile, target: str = "", *, is_new_window: bool = False) -> int:
    """Open the window, run until it is closed, and return the exit status.

    Args:
        target: Id of an endpoint, or an address, that is opened at the start.
        is_new_window: Whether it stays beside a window of the profile that is already open.
    """
    app = make_application()
    saved = profile.read()
    window = show_window(app, saved)
    # The only import of the window's program that is late: the event loop takes longer to import
    # than the window takes to be painted.
    from aiurdesk.ui.startup.event_loop import run_loop

    run_loop(app, window, profile, saved, target, is_new_window=is_new_window)
    return 0


def make_application() -> QApplication:
    """Return the application that windows are opened in."""
    # The style is an argument because setStyle() first loads the default style of the platform.
    app = QApplication([*sys.argv[:1], "-style", "fusion"])
    _translate_buttons(app)
    app.setApplicationName("aiurdesk")
    app.setApplicationVersion(__version__)
    # Wayland finds the icon of the window by it.
    app.setDesktopFileName(APPLICATION_ID)
    # Closing the last window must not stop the event loop: requests are cancelled and files are
    # written after it.
    app.setQuitOnLastWindowClosed(False)
    return app


def _translate_buttons(app: QApplication) -> None:
    """Have Qt itself speak the language: the buttons of its dialogs, the menus of its fields."""
    if language():
        translator = QTranslator(app)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load(f"qtbase_{language()}", folder):
            app.installTranslator(translator)


def show_window(app: QApplication, saved: SavedState) -> MainWindow:
    """Return a painted window that is arranged as it was the last time, and does nothing yet."""
    theme = Theme(app)
    settings = saved.settings
    fonts = Fonts(settings.text_font, settings.code_font)
    theme.apply(settings.colour_scheme, settings.zoom_percent, fonts)
    window = MainWindow(theme, ActionKeys(saved.settings.keys))
    window.add_menus(Menu)
    window.show_menu_bar(settings.shows_menu_bar)
    window.restore(saved.window)
    _wait_for_paint(app, window)
    return window


def _wait_for_paint(app: QApplication, window: MainWindow) -> None:
    """Show the window and run Qt until it is painted; the asyncio loop comes later."""
    window.painted.connect(app.exit)
    give_up = QTimer(window)
    give_up.setSingleShot(True)
    give_up.timeout.connect(app.exit)
    give_up.start(_FIRST_PAINT_MS)
    window.show()
    app.exec()
    give_up.stop()
