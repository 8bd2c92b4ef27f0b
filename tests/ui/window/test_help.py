from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton

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


async def test_the_log_is_shown_filtered_and_opened(theme, tmp_path):
    desktop = Desktop()
    QDesktopServices.setUrlHandler("file", desktop, "open")  # type: ignore[arg-type]
    try:
        async with opened_window(theme, tmp_path) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            driver.pick("Show log")
            dialog = await driver.dialog("Log")
            assert any(label.text().startswith("The log is empty") for label in labels(dialog))
            dialog.reject()
            await driver.gone("Log")
            log = tmp_path / "aiurdesk.log"
            log.write_text("INFO: unexpected code −9\nERROR: While sending\n", encoding="utf-8")
            driver.pick("Show log")
            dialog = await driver.dialog("Log")
            text = child(dialog, QPlainTextEdit)
            assert text.toPlainText().splitlines() == log.read_text("utf-8").splitlines()
            child(dialog, QLineEdit).setText("error")
            assert text.toPlainText() == "ERROR: While sending"
            button(dialog, "Open file").click()
            assert [url.toLocalFile() for url in desktop.opened] == [str(log)]
            dialog.reject()
            await driver.gone("Log")
    finally:
        QDesktopServices.unsetUrlHandler("file")


async def test_a_report_shows_what_is_copied_and_can_be_changed(theme, tmp_path):
    (tmp_path / "aiurdesk.log").write_text("ERROR: While sending\n", encoding="utf-8")
    (tmp_path / "last-crash.txt").write_text(
        "aiurdesk\nVersion: 0\n---\nFatal Python error: Aborted\n", encoding="utf-8"
    )
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        driver.pick("Report a problem…")
        dialog = await driver.dialog("Report a problem")
        text = child(dialog, QPlainTextEdit)
        for part in ("aiurdesk\nVersion: ", "Fatal Python error: Aborted", "ERROR: While sending"):
            assert part in text.toPlainText()
        text.setPlainText("It closed by itself.")
        button(dialog, "Copy").click()
        assert QGuiApplication.clipboard().text() == "It closed by itself."
        dialog.reject()
        await driver.gone("Report a problem")


def labels(dialog):
    return dialog.findChildren(QLabel)


def child(dialog, kind):
    (widget,) = dialog.findChildren(kind)
    return widget


def button(dialog, text):
    (pressed,) = [button for button in dialog.findChildren(QPushButton) if button.text() == text]
    return pressed
