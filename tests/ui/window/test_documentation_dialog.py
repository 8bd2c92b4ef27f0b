from PySide6.QtWidgets import QPushButton, QTextBrowser, QWidget

from aiurdesk.ui.window.documentation_dialog import DocumentationDialog


def test_the_readme_is_shown(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    page = DocumentationDialog(theme, parent).findChild(QTextBrowser)
    assert isinstance(page, QTextBrowser)
    assert page.toPlainText().startswith("aiurdesk\nA desktop explorer")


def test_the_keyboard_begins_in_the_text_and_a_button_closes_it(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = DocumentationDialog(theme, parent)
    parent.show()
    dialog.open()
    assert isinstance(dialog.focusWidget(), QTextBrowser)
    (close,) = dialog.findChildren(QPushButton)
    assert close.text() == "Close"
    close.click()
    assert not dialog.isVisible()


def test_the_package_names_no_home_page_yet():
    assert DocumentationDialog.home_page() == ""
