from typing import Any

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from aiurdesk.ui.widgets.desktop import is_web_page, open_web_page


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
