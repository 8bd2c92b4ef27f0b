from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from aiurdesk.ui.widgets.desktop import is_web_page, open_file, open_web_page, show_in_file_manager


class Browser(QObject):
    """Takes addresses as a browser does."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def browser(qapp):
    made: Any = Browser()
    schemes = ("https", "http", "file", "javascript")
    for scheme in schemes:
        QDesktopServices.setUrlHandler(scheme, made, "take")  # type: ignore[arg-type]
    yield made
    for scheme in schemes:
        QDesktopServices.unsetUrlHandler(scheme)


def test_only_pages_of_the_web_are_opened(browser):
    pages = ["https://localhost/a", "http://b/"]
    others = ["file:///etc/hostname", "javascript:x", "http:", ""]
    for address in (*pages, *others):
        open_web_page(QUrl(address))
    assert browser.opened == pages
    assert all(is_web_page(QUrl(address)) for address in pages)
    assert not any(is_web_page(QUrl(address)) for address in others)


class _Program(QObject):
    """Takes addresses of files, as the program of the desktop does."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


@pytest.fixture
def program():
    program = _Program()
    # The stubs of PySide6 want bytes, which it does not find the slot by.
    QDesktopServices.setUrlHandler("file", program, "take")  # type: ignore[arg-type]
    yield program
    QDesktopServices.unsetUrlHandler("file")


def test_the_folder_of_a_file_is_opened_and_a_folder_itself(program, tmp_path: Path):
    file = tmp_path / "a b" / "A.request.toml"
    file.parent.mkdir()
    file.write_text("")
    assert show_in_file_manager(str(file))
    assert show_in_file_manager(str(file.parent))
    assert program.opened == [str(file.parent)] * 2


def test_a_file_itself_is_opened(program, tmp_path: Path):
    assert open_file(str(tmp_path / "description.json"))
    assert program.opened == [str(tmp_path / "description.json")]
