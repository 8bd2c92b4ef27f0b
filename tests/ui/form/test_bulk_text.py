import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLabel

from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import FileValue, Row
from aiurdesk.ui.form.pair_line import PairKind
from aiurdesk.ui.form.pairs_panel import PairsPanel
from aiurdesk.ui.widgets.note import Note

KIND = PairKind(
    name="lamp",
    noun="lamp",
    empty="No lamps.",
    problem_of=lambda name, _value: Problem("Name it otherwise.") if name == "bad" else None,
    hides=lambda name: name == "secret",
    takes_files=True,
)
ROWS = (
    Row("b", "1"),
    Row("a", "x", is_sent=False),
    Row("secret", "hush"),
    Row("f", FileValue("/x", "as.png", "image/png")),
)


@pytest.fixture
def panel(qtbot, theme):
    made = PairsPanel(KIND, theme)
    qtbot.addWidget(made)
    made.show()
    made.set_rows(ROWS)
    return made


def notes(panel):
    return [note.label.plain_text() for note in panel.findChildren(Note) if note.isVisible()]


class ShownWindows(QObject):
    """Notes each widget that is shown as a window."""

    def __init__(self):
        super().__init__()
        self.texts: list[str] = []

    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Show and isinstance(watched, QLabel) and watched.isWindow():
            self.texts.append(watched.text())
        return False


def test_a_new_panel_shows_no_window_of_its_own(theme, qtbot, qapp):
    # Such a window takes the keyboard from where a person types.
    made = ShownWindows()
    qapp.installEventFilter(made)
    qtbot.addWidget(PairsPanel(KIND, theme))
    qapp.removeEventFilter(made)
    assert made.texts == []


def test_rows_are_a_text_and_come_back_without_loss(panel, qtbot):
    with qtbot.assertNotEmitted(panel.changed):
        panel.text.toggle.click()
        assert panel.text.area.exact_text() == f"b: 1\n# a: x\nsecret: {DOTS}\nf: @/x"
        assert not any(line.isVisible() for line in panel.lines)
        assert not panel.add.isVisible()
        panel.text.toggle.click()
    assert panel.rows() == ROWS
    assert all(line.isVisible() for line in panel.lines)
    assert panel.text.toggle.text() == "Edit as text"


def test_a_typed_text_becomes_rows_at_once(panel, qtbot):
    panel.text.toggle.click()
    with qtbot.waitSignal(panel.changed):
        panel.text.area.setPlainText(f"// b: 2\nsecret: {DOTS}\nbad: 3")
    assert panel.rows() == (Row("b", "2", is_sent=False), Row("secret", "hush"), Row("bad", "3"))
    # A row that cannot be sent is told with its line, and is a row.
    assert notes(panel) == ["Line 3: Name it otherwise."]


def test_the_text_stays_until_each_line_can_be_read(panel, qtbot):
    panel.text.toggle.click()
    with qtbot.assertNotEmitted(panel.changed):
        panel.text.area.setPlainText("b: 1\nno colon")
    assert notes(panel) == ["Line 2: Write a name, a colon and a value, such as id: 7."]
    assert panel.text.area.accessibleDescription() == notes(panel)[0]
    panel.text.toggle.click()
    assert panel.text.area.isVisible()
    assert panel.text.toggle.isChecked()
    assert panel.rows() == ROWS
    panel.text.area.setPlainText("b: 1")
    panel.text.toggle.click()
    assert not panel.text.area.isVisible()
    assert panel.rows() == (Row("b", "1"),)


def test_many_mistakes_are_counted(panel):
    panel.text.toggle.click()
    panel.text.area.setPlainText("\n".join(["x"] * 9))
    (text,) = notes(panel)
    assert text.split("\n")[-1] == "and 4 more"


def test_what_is_changed_elsewhere_is_shown_in_the_text(panel):
    panel.text.toggle.click()
    panel.restore_rows((Row("c", "3"),))
    assert panel.text.area.exact_text() == "c: 3"
    panel.set_rows(())
    assert panel.text.area.exact_text() == ""
    assert not any(
        label.text() == "No lamps." for label in panel.findChildren(QLabel) if label.isVisible()
    )


def test_a_text_that_means_the_same_stays_as_it_was_typed(panel):
    panel.text.toggle.click()
    panel.text.area.setPlainText("b:1\n\n")
    panel.set_rows((Row("b", "1"),))
    assert panel.text.area.exact_text() == "b:1\n\n"


def test_the_keyboard_goes_to_the_text(panel):
    panel.text.toggle.click()
    panel.setFocus()
    panel.focus_row(0)
    assert panel.text.area.hasFocus()
    panel.setFocus()
    panel.focus_problem()
    assert panel.text.area.hasFocus()
