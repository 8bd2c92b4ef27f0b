import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTableView, QWidget

from aiurdesk.ui.keys.key_strips import KeyRecorder
from aiurdesk.ui.keys.keys_dialog import KeysDialog
from aiurdesk.ui.program.actions import ACTIONS, default_keys, key_rows
from aiurdesk.ui.widgets.note import Note, WrappedLabel


class Shown:
    """The dialog as a person uses it; what is chosen applies at once, as in the window."""

    def __init__(self, dialog, keys, parent):
        # Held, because Qt deletes the dialog together with it.
        self.dialog, self.keys, self.parent = dialog, keys, parent
        self.table = dialog.findChild(QTableView)

    def rows(self):
        model = self.table.model()
        return {
            model.index(row, 0).data(): tuple(model.index(row, column).data() for column in (1, 2))
            for row in range(model.rowCount())
        }

    def select(self, text):
        model = self.table.model()
        rows = [row for row in range(model.rowCount()) if model.index(row, 0).data() == text]
        self.table.selectRow(rows[0])

    def button(self, text):
        buttons = self.dialog.findChildren(QPushButton)
        (button,) = [one for one in buttons if one.text() == text and one.isVisible()]
        return button

    def press(self, key):
        combination = QKeySequence(key)[0]  # type: ignore[index]
        recorder = self.dialog.findChild(KeyRecorder)
        assert recorder.isVisible()
        QTest.keyClick(recorder, combination.key(), combination.keyboardModifiers())

    def note(self):
        labels = [self.dialog.findChild(Note).label, *self.dialog.findChildren(WrappedLabel)]
        return next((label.plain_text() for label in labels if label.isVisible()), "")

    def asked(self):
        """Return the texts of the buttons of what is asked."""
        names = {"Change…", "Add…", "Remove", "Reset", "Reset all", "Close"}
        buttons = [one for one in self.dialog.findChildren(QPushButton) if one.isVisible()]
        asked = self.dialog.findChild(QPushButton, "key_question_yes")
        return [one.text() for one in buttons if one is asked or one.text() not in names]


@pytest.fixture
def opened(qtbot, theme, keys):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = KeysDialog(theme, parent, key_rows(), keys, keys.choose)
    parent.show()
    dialog.open()
    dialog.activateWindow()
    return Shown(dialog, keys, parent)


def test_every_action_is_listed_with_its_keys(opened):
    rows = opened.rows()
    assert set(rows) == {row.text for row in ACTIONS}
    assert rows["Send"] == ("Ctrl+Return, F5", "")
    assert rows["Go to request 3"] == ("Ctrl+3", "")
    assert rows["Revert"] == ("", "")


def test_the_columns_follow_their_texts_and_fill_the_list(opened):
    header = opened.table.horizontalHeader()
    before = header.sectionSize(1)
    opened.keys.choose({"save": ("Ctrl+Alt+Shift+F11", "Ctrl+Alt+Shift+F12")})
    assert header.sectionSize(1) > before
    assert header.length() == opened.table.viewport().width()


def test_the_keyboard_begins_in_the_list_and_a_button_closes_it(opened):
    assert isinstance(opened.dialog.focusWidget(), QTableView)
    opened.button("Close").click()
    assert not opened.dialog.isVisible()


@pytest.mark.parametrize("way", ["Change…", "Return", "F2", "double click"])
def test_another_key_is_recorded(opened, way):
    opened.select("Save all")
    if way == "Change…":
        opened.button(way).click()
    elif way == "double click":
        at = opened.table.visualRect(opened.table.currentIndex()).center()
        for click in (QTest.mouseClick, QTest.mouseDClick):
            click(opened.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    else:
        QTest.keyClick(opened.table, getattr(Qt.Key, f"Key_{way}"))
    others = [opened.table, opened.button("Reset all"), opened.button("Close")]
    before = [widget.geometry() for widget in others]
    opened.press("F8")
    assert [widget.geometry() for widget in others] == before
    assert opened.rows()["Save all"] == ("F8", "Ctrl+Alt+S")
    assert opened.keys.chosen == {"save_all": ("F8",)}
    assert opened.asked() == []
    assert isinstance(opened.dialog.focusWidget(), QTableView)


def test_a_further_key_is_added_and_all_are_removed(opened):
    opened.select("Send")
    opened.button("Add…").click()
    opened.press("Ctrl+J")
    assert opened.rows()["Send"] == ("Ctrl+Return, F5, Ctrl+J", "Ctrl+Return, F5")
    QTest.keyClick(opened.table, Qt.Key.Key_Delete)
    assert opened.rows()["Send"] == ("", "Ctrl+Return, F5")
    assert not opened.button("Remove").isEnabled()
    assert not opened.button("Add…").isEnabled()
    opened.button("Reset").click()
    assert opened.rows()["Send"] == ("Ctrl+Return, F5", "")
    assert opened.keys.chosen == {}


def test_a_key_of_another_action_is_taken_over_only_if_wanted(opened):
    opened.select("Revert")
    opened.button("Change…").click()
    opened.press("Ctrl+B")
    assert opened.asked() == ["Take over for Revert", "Cancel"]
    opened.button("Cancel").click()
    assert opened.keys.chosen == {}
    opened.button("Change…").click()
    opened.press("Ctrl+B")
    opened.button("Take over for Revert").click()
    assert opened.rows()["Revert"] == ("Ctrl+B", "none")
    assert opened.rows()["Sidebar"] == ("", "Ctrl+B")
    assert opened.asked() == []


def test_a_reset_asks_where_the_default_is_the_key_of_another_action(opened):
    opened.keys.choose({"revert": ("Ctrl+B",), "toggle_sidebar": ()})
    opened.select("Sidebar")
    opened.button("Reset").click()
    opened.button("Take over for Sidebar").click()
    assert opened.keys.chosen == {}
    assert not opened.button("Reset all").isEnabled()


def test_all_are_reset_after_a_question(opened):
    opened.keys.choose({"revert": ("F8",), "save": ()})
    opened.button("Reset all").click()
    assert opened.keys.chosen != {}
    opened.dialog.findChild(QPushButton, "key_question_yes").click()
    assert opened.keys.current == default_keys()


def test_a_key_of_text_fields_is_refused_and_another_can_be_pressed(opened):
    opened.select("Save")
    opened.button("Change…").click()
    opened.press("Ctrl+C")
    assert opened.note() == "Text fields need Ctrl+C. Choose another key."
    opened.press("K")
    assert "Fields and lists need K." in opened.note()
    opened.press("F8")
    assert opened.note() == ""
    assert opened.rows()["Save"] == ("F8", "Ctrl+S")


def test_the_keys_of_text_fields_cannot_be_changed(opened):
    opened.select("Copy")
    for text in ("Change…", "Add…", "Remove", "Reset"):
        assert not opened.button(text).isEnabled()
    assert "Every text field has the keys of Copy" in opened.note()
    QTest.keyClick(opened.table, Qt.Key.Key_F2)
    assert not opened.dialog.findChild(KeyRecorder).isVisible()
    opened.select("Save")
    assert opened.note() == ""


def test_escape_cancels_a_question_before_it_closes_the_dialog(opened):
    opened.select("Revert")
    opened.button("Change…").click()
    QTest.keyClick(opened.dialog.findChild(KeyRecorder), Qt.Key.Key_Escape)
    assert opened.asked() == []
    opened.button("Change…").click()
    opened.press("Ctrl+B")
    QTest.keyClick(opened.dialog.focusWidget(), Qt.Key.Key_Escape)
    assert opened.asked() == []
    assert opened.dialog.isVisible()
    QTest.keyClick(opened.dialog.focusWidget(), Qt.Key.Key_Escape)
    assert not opened.dialog.isVisible()


def test_a_question_is_closed_when_another_action_is_chosen(opened):
    opened.select("Revert")
    opened.button("Change…").click()
    opened.select("Save")
    assert opened.asked() == []
    assert opened.keys.chosen == {}


def test_the_list_is_filtered_by_words_and_by_keys(opened):
    line = opened.dialog.findChild(QLineEdit, "key_filter")
    line.setFocus()
    QTest.keyClicks(line, "ctrl+shift+t")
    assert list(opened.rows()) == ["Previous request", "Reopen closed request"][::-1]
    line.setText("colours")
    assert list(opened.rows()) == ["System colours", "Light colours", "Dark colours"]
    QTest.keyClick(line, Qt.Key.Key_Down)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert opened.dialog.isVisible()
    assert isinstance(opened.dialog.focusWidget(), QTableView)
    QTest.keyClick(opened.table, Qt.Key.Key_Return)
    opened.press("F8")
    assert opened.keys.chosen == {"colours_light": ("F8",)}
    line.setText("nothing like this")
    assert opened.rows() == {}
    assert not opened.button("Change…").isEnabled()


def test_a_sentence_names_an_action_without_the_dots_of_its_entry(opened):
    opened.select("Save as…")
    opened.button("Change…").click()
    opened.press("Ctrl+Shift+R")
    assert opened.asked()[0] == "Take over for Save as"
    texts = {label.text() for label in opened.dialog.findChildren(QLabel) if label.isVisible()}
    assert "Ctrl+Shift+R is the key of Run collection." in texts
