from PySide6.QtWidgets import QTextBrowser, QWidget

from aiurdesk.ui.window.documentation import DocumentationDialog, home_page, readme


def test_the_readme_is_shown_without_pictures(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    text = readme()
    assert "# aiurdesk" in text
    assert "![" not in text
    page = DocumentationDialog(theme, parent, text).findChild(QTextBrowser)
    assert isinstance(page, QTextBrowser)
    assert "aiurdesk" in page.toPlainText()


def test_the_package_names_no_home_page_yet():
    assert home_page() == ""
