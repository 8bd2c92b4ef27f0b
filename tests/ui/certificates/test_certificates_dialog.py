from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTableView, QWidget

from aiurdesk.core.environments.certificates import CertificateKind, HostCertificate
from aiurdesk.ui.certificates.certificates_dialog import NONE_YET, CertificatesDialog
from aiurdesk.ui.widgets.note import Note
from tests.ui.drag_entry import is_taken

ENDS = datetime.now(UTC) + timedelta(days=12, hours=1)
ONE = HostCertificate(CertificateKind.AUTHORITY, "a.example", "PEM", "Root", "AB", ENDS)
OTHER = replace(ONE, kind=CertificateKind.CLIENT, host="b.example", port=8443, name="Me & you")


@pytest.fixture
def parent(qtbot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def dialog(parent, theme):
    made = CertificatesDialog(theme, parent)
    made.show_certificates((ONE, OTHER))
    made.show()
    return made


def rows(dialog) -> list[list[str]]:
    model = dialog.findChild(QTableView).model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def button(dialog, text: str) -> QPushButton:
    buttons: list[QPushButton] = dialog.findChildren(QPushButton)
    return next(one for one in buttons if one.text() == text)


def test_certificates_are_listed_by_host(dialog):
    first, second = rows(dialog)
    day = f"{ENDS:%Y-%m-%d}"
    assert first == ["a.example", "Authority", "Root", f"expires in 12 days, on {day}"]
    assert second[:3] == ["b.example:8443", "Client certificate", "Me & you"]


def test_the_chosen_one_is_looked_at_and_removed(dialog):
    looked: list[HostCertificate] = []
    removed: list[HostCertificate] = []
    dialog.look_wanted.connect(looked.append)
    dialog.remove_wanted.connect(removed.append)
    table = dialog.findChild(QTableView)
    table.selectRow(1)
    button(dialog, "Look at…").click()
    button(dialog, "Remove").click()
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert (looked, removed) == ([OTHER], [OTHER, OTHER])
    # The row behind it, or the last one.
    dialog.show_certificates((ONE,))
    button(dialog, "Remove").click()
    assert removed[-1] == ONE


def test_without_certificates_nothing_can_be_removed(dialog):
    dialog.show_certificates(())
    assert NONE_YET in [label.text() for label in dialog.findChildren(QLabel)]
    assert not button(dialog, "Remove").isEnabled()
    removed: list[HostCertificate] = []
    dialog.remove_wanted.connect(removed.append)
    QTest.keyClick(dialog, Qt.Key.Key_Delete)
    assert removed == []


def test_a_removal_can_be_undone(dialog):
    asked: list[bool] = []
    dialog.undo_wanted.connect(lambda: asked.append(True))
    undo = button(dialog, "Undo")
    assert not undo.isVisible()
    dialog.offer_undo("Me & you")
    assert undo.accessibleDescription() == "Put Me & you back"
    undo.click()
    dialog.offer_undo("")
    assert (asked, undo.isVisible()) == ([True], False)


def test_trouble_is_said(dialog):
    dialog.trouble.show_text("The keyring is locked.")
    note = dialog.findChild(Note)
    assert (note.isVisible(), note.label.plain_text()) == (True, "The keyring is locked.")


@pytest.mark.parametrize(
    ("urls", "added"),
    [
        (["file:///tmp/me.p12"], ["/tmp/me.p12"]),
        (["file:///a", "file:///b"], []),
        (["https://a.example/x.pem"], []),
    ],
)
def test_a_dropped_file_is_added(dialog, urls, added):
    heard: list[str] = []
    dialog.add_wanted.connect(heard.append)
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    copy, left, no_key = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    if is_taken(dialog, data):
        dialog.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, no_key))
    assert heard == added


def test_add_lets_the_person_choose_a_file(dialog):
    heard: list[str] = []
    dialog.add_wanted.connect(heard.append)
    button(dialog, "Add…").click()
    assert heard == [""]
