import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from aiurdesk.ui.credentials.auth_panel import AuthPanel
from aiurdesk.ui.credentials.auth_summary import AuthSummary
from aiurdesk.ui.widgets.note import Note, WrappedLabel

NAMES = ("my-app", "Sandbox app")


@pytest.fixture
def panel(qtbot, theme):
    panel = AuthPanel(theme)
    qtbot.addWidget(panel)
    panel.show_summary(AuthSummary(None, "my-app", NAMES, "It adds a token."))
    panel.show()
    return panel


def box(panel) -> QComboBox:
    found: QComboBox = panel.findChildren(QComboBox)[0]
    return found


def test_the_box_is_found_by_its_label(panel):
    label = next(label for label in panel.findChildren(QLabel) if label.buddy())
    assert label.text().replace("&", "") == "Credential of this request"
    assert label.buddy() is box(panel)


def test_a_request_is_sent_as_chosen_above_with_none_or_by_name(panel):
    texts = [box(panel).itemText(row) for row in range(box(panel).count())]
    assert texts == ["As chosen above (my-app)", "No credential", "my-app", "Sandbox app"]
    heard: list[str | None] = []
    panel.credential_chosen.connect(heard.append)
    for row in range(4):
        box(panel).activated.emit(row)
    assert heard == [None, "", "my-app", "Sandbox app"]


def test_what_it_does_is_said(panel):
    texts = [label.text() for label in panel.findChildren(WrappedLabel) if label.isVisible()]
    assert texts == ["It adds a token."]


def test_a_credential_that_is_gone_stays_named_and_is_told(panel):
    panel.show_summary(AuthSummary("gone", "", NAMES, trouble="There is no credential named gone."))
    assert box(panel).currentText() == "gone"
    assert box(panel).itemText(0) == "As chosen above (none)"
    assert panel.findChildren(Note)[0].label.text() == "There is no credential named gone."


def test_the_way_to_all_credentials_is_a_button(panel, qtbot):
    with qtbot.waitSignal(panel.manage_wanted):
        panel.findChildren(QPushButton)[0].click()
