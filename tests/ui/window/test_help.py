from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog

from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window


class Desktop(QObject):
    """Stands in for the programs of the desktop, in the way that Qt offers."""

    def __init__(self):
        super().__init__()
        self.opened: list[QUrl] = []

    @Slot(QUrl)
    def open(self, url):
        self.opened.append(url)


async def test_the_help_menu_shows_version_and_documentation(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        for entry, title in (("About aiurdesk", "About aiurdesk"), ("Documentation",) * 2):
            driver.pick(entry)
            dialog = await driver.dialog(title)
            assert dialog.isModal()
            dialog.reject()
            await driver.gone(title)


async def test_a_dialog_that_is_wanted_twice_at_once_is_made_once(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        for action in ("about", "manage_environments"):
            for _ in range(2):
                opened.act(action)
            await until(lambda: any(d.isVisible() for d in opened.window.findChildren(QDialog)))
            (dialog,) = opened.window.findChildren(QDialog)
            dialog.reject()
            await opened.scope.idle()
            await until(lambda: not opened.window.findChildren(QDialog))


async def test_the_log_is_opened_where_there_is_one(theme, tmp_path):
    desktop = Desktop()
    QDesktopServices.setUrlHandler("file", desktop, "open")  # type: ignore[arg-type]
    try:
        async with opened_window(theme, tmp_path) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            driver.pick("Open log")
            assert desktop.opened == []
            (message,) = opened.window.message_bar.messages
            assert message.text.startswith("The log is empty.")
            (tmp_path / "aiurdesk.log").touch()
            driver.pick("Open log")
            assert [url.toLocalFile() for url in desktop.opened] == [str(tmp_path / "aiurdesk.log")]
    finally:
        QDesktopServices.unsetUrlHandler("file")
