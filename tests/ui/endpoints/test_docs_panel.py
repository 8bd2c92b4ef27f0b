from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from aiurdesk.core.api.endpoint import CodeCase, Location, Parameter, ParameterKind
from aiurdesk.core.history.history_entry import SeenCode
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.services.library import Library
from aiurdesk.ui.endpoints.docs_panel import DocsPanel
from tests.ui.endpoints.test_docs_html import SERVICE, TABLE, an_endpoint
from tests.ui.widgets.test_desktop import Browser


@pytest.fixture
def panel(qtbot, theme):
    made = DocsPanel(theme)
    qtbot.addWidget(made)
    theme.apply_to(made)
    return made


def test_docs_can_be_read_and_copied(panel):
    panel.show_endpoint(an_endpoint(description="Delivers <text>."), SERVICE, TABLE)
    assert panel.accessibleName() == "Docs"
    assert "Delivers <text>." in panel.toPlainText()
    panel.selectAll()
    assert "POST /Push" in panel.textCursor().selectedText()


def test_no_link_is_followed(panel):
    assert not panel.openLinks()
    assert not panel.openExternalLinks()


def test_colours_follow_the_theme(panel, theme):
    panel.show_endpoint(an_endpoint(source="A/B:c.cs"), SERVICE, TABLE)
    light = theme.colour("muted").name()
    assert light in panel.toHtml()
    theme.apply(ColourScheme.DARK, 100)
    assert theme.colour("muted").name() in panel.toHtml()
    assert light not in panel.toHtml()


def test_every_endpoint_of_the_catalogue_can_be_shown(panel):
    library = Library()
    for endpoint in library.catalogue.endpoints:
        service = library.catalogue.service(endpoint.service_id)
        assert service is not None
        panel.show_endpoint(endpoint, service, library.dialects.get(service.table))
        assert endpoint.path in panel.toPlainText()


def test_examples_are_selected_and_copied_with_the_keyboard(panel, qtbot):
    parameter = Parameter("id", ParameterKind.GUID, Location.QUERY, example="0a-1b")
    panel.show_endpoint(an_endpoint(parameters=(parameter,)), SERVICE, TABLE)
    panel.show()
    qtbot.keyClick(panel, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(panel, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert "Example: 0a-1b" in copied
    assert "\u200b" not in copied


def test_codes_that_were_seen_are_links_to_their_last_entries(panel):
    shown_ids: list[str] = []
    chosen: list[int] = []
    panel.endpoint_shown.connect(shown_ids.append)
    panel.entry_chosen.connect(chosen.append)
    endpoint = an_endpoint(code_cases=(CodeCase(-10, "Bad."), CodeCase(0, "Good.")))
    panel.show_endpoint(endpoint, SERVICE, TABLE)
    assert shown_ids == [panel.endpoint_id] == [endpoint.id]
    assert "documented −10 0\n" in panel.toPlainText()
    entry_id = 1_795_707_333_346_138
    panel.show_seen((SeenCode(0, 5), SeenCode(-7, entry_id)))
    assert "documented −10 0 · seen 0" in panel.toPlainText()
    panel.anchorClicked.emit(QUrl(f"history:{entry_id}"))
    panel.anchorClicked.emit(QUrl("file:///etc/passwd"))
    assert chosen == [entry_id]
    panel.show_endpoint(endpoint, SERVICE, TABLE)
    assert "seen" not in panel.toPlainText()


def test_links_of_a_description_open_web_pages_and_its_pictures_are_not_loaded(panel):
    browser: Any = Browser()
    QDesktopServices.setUrlHandler("https", browser, "take")  # type: ignore[arg-type]
    panel.anchorClicked.emit(QUrl("https://lamps.example/guide"))
    QDesktopServices.unsetUrlHandler("https")
    assert browser.opened == ["https://lamps.example/guide"]
    assert panel.loadResource(2, QUrl("file:///etc/passwd")) is None
