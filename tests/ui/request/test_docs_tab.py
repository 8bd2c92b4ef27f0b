"""The Docs tab in the real window: notes above the documentation, saved with the request."""

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QTabWidget, QTextBrowser

from tests.ui.collections.steps import a_collection, open_collection, open_request, put
from tests.ui.opened_window import opened_window


def show_docs(opened):
    editors = opened.find("editors", QTabWidget)
    titles = [editors.tabText(index) for index in range(editors.count())]
    editors.setCurrentIndex(titles.index("Docs"))


async def test_notes_are_shown_edited_and_saved(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    file = folder / "A.request.toml"
    put(file, notes="# How to use it")
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, folder)
        await open_request(opened, file)
        show_docs(opened)
        assert "How to use it" in opened.find("notes", QTextBrowser).toPlainText()
        opened.find("edit_notes", QPushButton).click()
        opened.find("notes_editor", QPlainTextEdit).setPlainText("Other *words*")
        assert opened.current.is_edited
        opened.act("save")
        await opened.scope.idle()
        assert 'notes = "Other *words*"' in file.read_text()
        opened.find("edit_notes", QPushButton).click()
        assert opened.find("notes", QTextBrowser).height() <= opened.page.editors.height() / 2
    async with opened_window(theme, tmp_path / "profile") as opened:
        await opened.scope.idle()
        show_docs(opened)
        assert "Other words" in opened.find("notes", QTextBrowser).toPlainText()


async def test_a_custom_url_has_notes_too(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.controller.workbench.open_custom_url()
        show_docs(opened)
        opened.find("edit_notes", QPushButton).click()
        opened.find("notes_editor", QPlainTextEdit).setPlainText("Mine")
        assert opened.current.request.notes == "Mine"


async def test_a_custom_url_says_which_value_of_a_variable_counts(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.controller.workbench.open_custom_url()
        show_docs(opened)
        docs = opened.find("editors", QTabWidget).currentWidget()
        texts = [label.text() for label in docs.findChildren(QLabel) if label.isVisible()]
        assert any(
            "the first of these counts: what you enter when you are asked" in t for t in texts
        )
        # The button that adds notes stands at the top, not in the middle of the empty tab.
        button = opened.find("edit_notes", QPushButton)
        assert button.mapTo(docs, button.rect().center()).y() < docs.height() / 4
        button.click()
        editor = opened.find("notes_editor", QPlainTextEdit)
        assert editor.height() > docs.height() / 3
        editor.setPlainText("Mine")
        button.click()
        notes = opened.find("notes", QTextBrowser)
        assert notes.mapTo(docs, notes.rect().topLeft()).y() < docs.height() / 4
