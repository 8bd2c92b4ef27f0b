from PySide6.QtWidgets import QTextBrowser, QWidget

from aiurdesk.ui.window.documentation_dialog import DocumentationDialog


def test_the_readme_is_shown(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    page = DocumentationDialog(theme, parent).findChild(QTextBrowser)
    assert isinstance(page, QTextBrowser)
    assert page.toPlainText().startswith("aiurdesk\nA desktop explorer")


def test_the_package_names_no_home_page_yet():
    assert DocumentationDialog.home_page() == ""
