import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.ui.certificates.certificates_dialog import CertificateDraft, CertificateForm
from aiurdesk.ui.widgets.note import Note


@pytest.fixture
def parent(qtbot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def line(form, name: str) -> QLineEdit:
    lines: list[QLineEdit] = form.findChildren(QLineEdit)
    return next(one for one in lines if one.accessibleName() == name)


def note(form) -> Note:
    (one,) = form.findChildren(Note)
    assert isinstance(one, Note)
    return one


def add(form) -> QPushButton:
    buttons: list[QPushButton] = form.findChildren(QPushButton)
    return next(one for one in buttons if one.text() == "Add")


def test_what_is_filled_in_is_saved(theme, parent):
    form = CertificateForm(theme, parent, "a.example", "")
    drafts: list[CertificateDraft] = []
    form.save_wanted.connect(drafts.append)
    form.show()
    assert not add(form).isEnabled()
    line(form, "File").setText("/tmp/me.p12 ")
    line(form, "Passphrase").setText(" spaces count ")
    assert line(form, "Passphrase").echoMode() is QLineEdit.EchoMode.Password
    add(form).click()
    assert drafts == [CertificateDraft("a.example", "/tmp/me.p12", Secret(" spaces count "))]
    # Until it is read.
    assert not add(form).isEnabled()


def test_after_trouble_all_that_was_typed_stays(theme, parent):
    form = CertificateForm(theme, parent, "a.example", "/tmp/me.p12")
    form.show()
    line(form, "Passphrase").setText("wrong")
    add(form).click()
    form.show_trouble("me.p12 could not be decrypted.")
    assert note(form).label.plain_text() == "me.p12 could not be decrypted."
    assert [line(form, name).text() for name in ("Host", "File", "Passphrase")] == [
        "a.example",
        "/tmp/me.p12",
        "wrong",
    ]
    assert add(form).isEnabled()
    add(form).click()
    assert not note(form).isVisible()
