import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QTextBrowser, QToolTip

from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.request.notes_panel import NotesPanel


@pytest.fixture
def panel(qtbot, theme):
    made = NotesPanel(theme)
    qtbot.addWidget(made)
    theme.apply_to(made)
    made.resize(400, 300)
    made.show()
    return made


def widgets(panel):
    names = ((QTextBrowser, "notes"), (QPlainTextEdit, "notes_editor"), (QPushButton, "edit_notes"))
    return [panel.findChild(kind, name) for kind, name in names]


def test_without_notes_there_is_a_button_only(panel):
    view, editor, button = widgets(panel)
    assert (view.isVisible(), editor.isVisible(), button.text()) == (False, False, "Add notes")


def test_notes_are_shown_as_they_are_meant_and_edited_as_written(panel, theme):
    view, editor, button = widgets(panel)
    panel.show_notes("# Hello\n\n- one\n- **two**\n\n<b>html</b> ![x](file:///etc/hostname)")
    assert "<b>html</b>" in view.toPlainText()
    assert "#" not in view.toPlainText()
    theme.apply(ColourScheme.DARK, 100)
    assert "Hello" in view.toPlainText()
    heard: list[str] = []
    panel.edited.connect(heard.append)
    button.click()
    assert editor.isVisible()
    assert editor.toPlainText().startswith("# Hello")
    editor.setPlainText("Other")
    assert heard == ["Other"]
    panel.show_notes("From the file")
    assert editor.toPlainText() == "From the file"
    assert button.text() == "Done"
    button.click()
    assert view.toPlainText().strip() == "From the file"
    assert heard == ["Other"]


def test_notes_that_change_behind_another_tab_are_in_the_editor_when_it_comes_back(panel):
    _, editor, button = widgets(panel)
    panel.show_notes("Mine")
    button.click()
    panel.hide()
    panel.show_notes("From the file")
    panel.show()
    assert editor.toPlainText() == "From the file"


def test_notes_that_become_too_long_to_edit_are_not_cut_by_typing(panel):
    view, editor, button = widgets(panel)
    panel.show_notes("Mine")
    button.click()
    panel.show_notes("long " * 10_000)
    assert (editor.isVisible(), button.isVisible()) == (False, False)
    assert "The notes go on in the file." in view.toPlainText()


def test_nothing_is_loaded_and_only_web_pages_are_opened(panel, monkeypatch):
    view, _, _ = widgets(panel)
    panel.show_notes("![x](file:///etc/hostname)")
    assert view.loadResource(2, QUrl("file:///etc/hostname")) is None
    opened: list[str] = []
    monkeypatch.setattr(
        "aiurdesk.ui.widgets.desktop.QDesktopServices.openUrl",
        lambda url: opened.append(url.toString()),
    )
    for address in ("https://localhost/a", "file:///etc/hostname", "javascript:x"):
        view.anchorClicked.emit(QUrl(address))
    assert opened == ["https://localhost/a"]


def test_very_long_notes_are_cut_and_stay_in_the_file(panel):
    view, _, button = widgets(panel)
    panel.show_notes("word " * 10_000)
    assert "go on in the file" in view.toPlainText()
    assert not button.isVisible()


def test_a_paste_that_would_be_too_long_is_refused_at_once(panel):
    _, editor, button = widgets(panel)
    panel.show_notes("Mine")
    button.click()
    editor.selectAll()
    # Qt takes minutes to wrap a line of this length.
    QGuiApplication.clipboard().setText("x" * 2**20)
    QTest.keyClick(editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert editor.toPlainText() == "Mine"
    assert QToolTip.text() == (
        "Nothing was inserted: the text has 1,048,576 characters, "
        "and this field takes at most 20,000."
    )
    QGuiApplication.clipboard().setText("Yours")
    QTest.keyClick(editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert editor.toPlainText() == "Yours"
