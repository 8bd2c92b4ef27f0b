import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from aiurdesk.services.api_services.service_changes import ServiceChanges
from aiurdesk.ui.api_services.service_dialogs import UpdateDialog, update_summary
from tests.ui.api_services.read_services import a_service


def test_it_shows_what_changes_and_which_saved_requests_that_touches(qtbot, theme):
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = UpdateDialog(theme, holder, a_service(("/c/A.request.toml",)), ("x",))
    visible = {t.accessibleName(): t.toPlainText() for t in dialog.findChildren(QPlainTextEdit)}
    assert visible == {
        "Added": "lamps.a.new",
        "Removed": "lamps.a.old\nlamps.b.old",
        "Changed": "lamps.a.get: path, parameter id is new",
        "Saved requests": "/c/A.request.toml",
        "Kept edits": "lamps.a.get: title",
        "Not carried over": "x",
    }
    (summary,) = dialog.findChildren(QLabel, "update_summary")
    assert "1 added, 2 removed, 1 changed" in summary.text()


@pytest.mark.parametrize(
    ("changes", "touched", "words"),
    [
        (ServiceChanges(), (), "Lamp shop is as it was."),
        (ServiceChanges(added=("a", "b")), (), "Lamp shop: 2 added of its endpoints."),
        (
            ServiceChanges(removed=("a",)),
            ("x", "y"),
            "Lamp shop: 1 removed of its endpoints. 2 saved requests use an endpoint that is "
            "removed or changed. The update does not change them.",
        ),
    ],
)
def test_the_summary_counts(changes, touched, words):
    assert update_summary(a_service(touched, changes)) == words
