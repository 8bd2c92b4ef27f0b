import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTableView, QWidget

from aiurdesk.ui.actions import ACTIONS, default_keys, key_rows
from aiurdesk.ui.keys.key_strips import KeyRecorder
from aiurdesk.ui.keys.keys_dialog import KeysDialog
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
        found = [row for row in range(model.rowCount()) if model.index(row, 0).data() == text]
        self.table.selectRow(found[0])

    def button(self, text):
        buttons = self.dialog.findChildren(QPushButton)
        (found,) = [one for one in buttons if one.text() == text and one.isVisible()]
        return found

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
def shown(qtbot, theme, keys):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = KeysDialog(theme, parent, key_rows(), keys, keys.choose)
    parent.show()
    dialog.open()
    dialog.activateWindow()
    return Shown(dialog, keys, parent)


def test_every_action_is_listed_with_its_keys(shown):
    rows = shown.rows()
    assert set(rows) == {row.text for row in ACTIONS}
    assert rows["Send"] == ("Ctrl+Return, F5", "")
    assert rows["Go to request 3"] == ("Ctrl+3", "")
    assert rows["Revert"] == ("", "")


def test_the_columns_follow_their_texts_and_fill_the_list(shown):
    header = shown.table.horizontalHeader()
    before = header.sectionSize(1)
    shown.keys.choose({"save": ("Ctrl+Alt+Shift+F11", "Ctrl+Alt+Shift+F12")})
    assert header.sectionSize(1) > before
    assert header.length() == shown.table.viewport().width()


def test_the_keyboard_begins_in_the_list_and_a_button_closes_it(shown):
    assert isinstance(shown.dialog.focusWidget(), QTableView)
    shown.button("Close").click()
    assert not shown.dialog.isVisible()


@pytest.mark.parametrize("way", ["Change…", "Return", "F2", "double click"])
def test_another_key_is_recorded(shown, way):
    shown.select("Save all")
    if way == "Change…":
        shown.button(way).click()
    elif way == "double click":
        at = shown.table.visualRect(shown.table.currentIndex()).center()
        for click in (QTest.mouseClick, QTest.mouseDClick):
            click(shown.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    else:
        QTest.keyClick(shown.table, getattr(Qt.Key, f"Key_{way}"))
    shown.press("F8")
    assert shown.rows()["Save all"] == ("F8", "Ctrl+Alt+S")
    assert shown.keys.chosen == {"save_all": ("F8",)}
    assert shown.asked() == []
    assert isinstance(shown.dialog.focusWidget(), QTableView)


def test_a_further_key_is_added_and_all_are_removed(shown):
    shown.select("Send")
    shown.button("Add…").click()
    shown.press("Ctrl+J")
    assert shown.rows()["Send"] == ("Ctrl+Return, F5, Ctrl+J", "Ctrl+Return, F5")
    QTest.keyClick(shown.table, Qt.Key.Key_Delete)
    assert shown.rows()["Send"] == ("", "Ctrl+Return, F5")
    assert not shown.button("Remove").isEnabled()
    assert not shown.button("Add…").isEnabled()
    shown.button("Reset").click()
    assert shown.rows()["Send"] == ("Ctrl+Return, F5", "")
    assert shown.keys.chosen == {}


def test_a_key_of_another_action_is_taken_over_only_if_wanted(shown):
    shown.select("Revert")
    shown.button("Change…").click()
    shown.press("Ctrl+B")
    assert shown.asked() == ["Take over for Revert", "Cancel"]
    shown.button("Cancel").click()
    assert shown.keys.chosen == {}
    shown.button("Change…").click()
    shown.press("Ctrl+B")
    shown.button("Take over for Revert").click()
    assert shown.rows()["Revert"] == ("Ctrl+B", "none")
    assert shown.rows()["Sidebar"] == ("", "Ctrl+B")
    assert shown.asked() == []


def test_a_reset_asks_where_the_default_is_the_key_of_another_action(shown):
    shown.keys.choose({"revert": ("Ctrl+B",), "toggle_sidebar": ()})
    shown.select("Sidebar")
    shown.button("Reset").click()
    shown.button("Take over for Sidebar").click()
    assert shown.keys.chosen == {}
    assert not shown.button("Reset all").isEnabled()


def test_all_are_reset_after_a_question(shown):
    shown.keys.choose({"revert": ("F8",), "save": ()})
    shown.button("Reset all").click()
    assert shown.keys.chosen != {}
    shown.dialog.findChild(QPushButton, "key_question_yes").click()
    assert shown.keys.current == default_keys()


def test_a_key_of_text_fields_is_refused_and_another_can_be_pressed(shown):
    shown.select("Save")
    shown.button("Change…").click()
    shown.press("Ctrl+C")
    assert shown.note() == "Text fields need Ctrl+C. Choose another key."
    shown.press("K")
    assert "Fields and lists need K." in shown.note()
    shown.press("F8")
    assert shown.note() == ""
    assert shown.rows()["Save"] == ("F8", "Ctrl+S")


def test_the_keys_of_text_fields_cannot_be_changed(shown):
    shown.select("Copy")
    for text in ("Change…", "Add…", "Remove", "Reset"):
        assert not shown.button(text).isEnabled()
    assert "Every text field has the keys of Copy" in shown.note()
    QTest.keyClick(shown.table, Qt.Key.Key_F2)
    assert not shown.dialog.findChild(KeyRecorder).isVisible()
    shown.select("Save")
    assert shown.note() == ""


def test_escape_cancels_a_question_before_it_closes_the_dialog(shown):
    shown.select("Revert")
    shown.button("Change…").click()
    QTest.keyClick(shown.dialog.findChild(KeyRecorder), Qt.Key.Key_Escape)
    assert shown.asked() == []
    shown.button("Change…").click()
    shown.press("Ctrl+B")
    QTest.keyClick(shown.dialog.focusWidget(), Qt.Key.Key_Escape)
    assert shown.asked() == []
    assert shown.dialog.isVisible()
    QTest.keyClick(shown.dialog.focusWidget(), Qt.Key.Key_Escape)
    assert not shown.dialog.isVisible()


def test_a_question_is_closed_when_another_action_is_chosen(shown):
    shown.select("Revert")
    shown.button("Change…").click()
    shown.select("Save")
    assert shown.asked() == []
    assert shown.keys.chosen == {}


def test_the_list_is_filtered_by_words_and_by_keys(shown):
    line = shown.dialog.findChild(QLineEdit, "key_filter")
    line.setFocus()
    QTest.keyClicks(line, "ctrl+shift+t")
    assert list(shown.rows()) == ["Previous request", "Reopen closed request"][::-1]
    line.setText("colours")
    assert list(shown.rows()) == ["System colours", "Light colours", "Dark colours"]
    QTest.keyClick(line, Qt.Key.Key_Down)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert shown.dialog.isVisible()
    assert isinstance(shown.dialog.focusWidget(), QTableView)
    QTest.keyClick(shown.table, Qt.Key.Key_Return)
    shown.press("F8")
    assert shown.keys.chosen == {"colours_light": ("F8",)}
    line.setText("nothing like this")
    assert shown.rows() == {}
    assert not shown.button("Change…").isEnabled()


def test_a_sentence_names_an_action_without_the_dots_of_its_entry(shown):
    shown.select("Save as…")
    shown.button("Change…").click()
    shown.press("Ctrl+Shift+R")
    assert shown.asked()[0] == "Take over for Save as"
    texts = {label.text() for label in shown.dialog.findChildren(QLabel) if label.isVisible()}
    assert "Ctrl+Shift+R is the key of Run collection." in texts
