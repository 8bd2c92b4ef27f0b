from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QTableView, QWidget

from aiurdesk.core.environments.certificates import CertificateChain, ChainLink
from aiurdesk.ui.certificates.certificates_dialog import ChainDialog
from aiurdesk.ui.widgets.note import Note

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ENDS = NOW + timedelta(days=12, hours=1)
ROOT = ChainLink("<b>Root</b>", "Root", NOW, ENDS, "AB:03", "R", (), True, True)
SITE = ChainLink("site.example", "Root", NOW, ENDS, "AB:01", "P", ("site.example",))
UNKNOWN = CertificateChain(
    "site.example", 443, (SITE, ROOT), NOW, count=2, refusal="certificate_unknown"
)


@pytest.fixture
def parent(qtbot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def opened(theme, parent, chain):
    dialog = ChainDialog(theme, parent, "Certificates", "site.example is not trusted.", chain)
    dialog.show()
    return dialog


def buttons(dialog) -> list[str]:
    return [one.text() for one in dialog.findChildren(QPushButton) if one.isVisible()]


def press(dialog, text: str) -> None:
    next(one for one in dialog.findChildren(QPushButton) if one.text() == text).click()


def details(dialog) -> str:
    text: str = dialog.findChild(QPlainTextEdit).toPlainText()
    return text


def test_the_certificate_at_fault_is_chosen_and_can_be_trusted(theme, parent):
    dialog = opened(theme, parent, UNKNOWN)
    asked: list[bool] = []
    dialog.trust_wanted.connect(lambda: asked.append(True))
    note = dialog.findChild(Note).label.plain_text()
    assert note == "This computer does not know the authority <b>Root</b>."
    assert "SHA-256    AB:03" in details(dialog)
    assert "At fault   This computer does not know" in details(dialog)
    assert buttons(dialog) == ["Trust this authority for this host…", "Copy", "Close"]
    press(dialog, "Trust this authority for this host…")
    assert asked == [True]


def test_another_certificate_can_be_looked_at(theme, parent):
    dialog = opened(theme, parent, UNKNOWN)
    table = dialog.findChild(QTableView)
    model = table.model()
    assert [str(model.index(0, column).data()) for column in range(3)] == [
        "site.example",
        "Root",
        "expires in 12 days, on 2026-06-13",
    ]
    assert model.index(1, 1).data() == "itself"
    table.selectRow(0)
    assert "SHA-256    AB:01" in details(dialog)
    press(dialog, "Copy")
    assert "SHA-256 of certificate 2: AB:03" in QGuiApplication.clipboard().text()


@pytest.mark.parametrize(
    "chain",
    [
        replace(UNKNOWN, refusal=""),
        replace(UNKNOWN, refusal="certificate_wrong_host", host="other.example"),
        replace(UNKNOWN, count=150),
    ],
)
def test_no_trust_is_offered_where_it_would_not_help(theme, parent, chain):
    assert buttons(opened(theme, parent, chain)) == ["Copy", "Close"]


def test_a_certificate_of_no_authority_is_called_so(theme, parent):
    own = replace(SITE, is_self_signed=True)
    dialog = opened(theme, parent, replace(UNKNOWN, links=(own,), count=1))
    assert buttons(dialog)[0] == "Trust this certificate for this host…"
