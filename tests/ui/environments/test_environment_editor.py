import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton

from aiurdesk.core.collection.environment_file import SavedEnvironment, SavedVariable
from aiurdesk.core.environments.route import read_override
from aiurdesk.ui.environments.environment_editor import EnvironmentEditor


@pytest.fixture
def editor(qtbot, theme) -> EnvironmentEditor:
    editor = EnvironmentEditor(theme, ["stargate", "wiki"])
    qtbot.addWidget(editor)
    return editor


@pytest.fixture
def told(editor) -> list[SavedEnvironment]:
    changed: list[SavedEnvironment] = []
    editor.changed.connect(lambda change: changed.append(change(SavedEnvironment("Mine"))))
    return changed


def field(editor, name, kind=QLineEdit):
    return next(e for e in editor.findChildren(kind) if e.accessibleName() == name)


def add(editor, noun, name, value):
    next(b for b in editor.findChildren(QPushButton) if b.text() == f"Add {noun}").click()
    for part, text in (("value", value), ("name", name)):
        line = field(editor, f"{noun.capitalize()} {part} 1")
        line.setText(text)
    line.editingFinished.emit()


def test_every_change_is_handed_on(editor, told):
    editor.show_environment(SavedEnvironment("Mine"), is_own=True)
    for name, row in (("Based on", 3), ("Colour", 2)):
        box = field(editor, name, QComboBox)
        box.setCurrentIndex(row)
        box.activated.emit(row)
    editor.findChild(QCheckBox).click()
    line = field(editor, ".env file for {{env:NAME}}")
    line.setText(".env")
    line.editingFinished.emit()
    add(editor, "variable", "a", "1")
    add(editor, "address", "wiki", "https://w/")
    add(editor, "override", "a.example:443", "192.0.2.1")
    proxy = field(editor, "Proxy", QComboBox)
    proxy.setCurrentText("None")
    proxy.activated.emit(proxy.currentIndex())
    assert told == [
        SavedEnvironment("Mine", based_on="Production"),
        SavedEnvironment("Mine", colour="teal"),
        SavedEnvironment("Mine", is_careful=True),
        SavedEnvironment("Mine", env_file=".env"),
        SavedEnvironment("Mine", variables=(SavedVariable("a", "1"),)),
        SavedEnvironment("Mine", base_urls=(("wiki", "https://w"),)),
        SavedEnvironment("Mine", addresses=(read_override("a.example:443", "192.0.2.1"),)),
        SavedEnvironment("Mine", proxy="none"),
    ]


def test_a_name_is_handed_on_when_it_is_finished(editor, qtbot):
    editor.show_environment(SavedEnvironment("Mine"), is_own=True)
    editor.name.setText(" Yours ")
    with qtbot.waitSignal(editor.renamed) as told:
        editor.name.editingFinished.emit()
    assert told.args == ["Yours"]


@pytest.mark.parametrize(
    ("noun", "name", "value", "words"),
    [
        ("variable", "a b", "1", "A name begins with a letter"),
        ("address", "mars", "https://m", "There is no service mars"),
        ("override", "127.0.0.1", "192.0.2.1", "An override should name a host"),
        ("override", "a.example", "b.example", "An override should have an IP address"),
        ("address", "wiki", "w", "Enter an address such as https://host"),
    ],
)
def test_what_cannot_be_saved_is_said_at_the_row(editor, told, noun, name, value, words):
    editor.show_environment(SavedEnvironment("Mine"), is_own=True)
    add(editor, noun, name, value)
    assert words in field(editor, f"{noun.capitalize()} name 1").accessibleDescription()
    assert told == []


def test_one_that_comes_with_the_program_can_only_be_read(editor):
    editor.show()
    editor.show_environment(SavedEnvironment("Sandbox", based_on="Sandbox"), is_own=False)
    assert editor.name.isReadOnly()
    assert not editor.findChild(QCheckBox).isEnabled()
    texts = [label.text() for label in editor.findChildren(QLabel) if label.isVisible()]
    assert any("comes with the program" in text for text in texts)
    assert any("--set on the command line" in text for text in texts)
    # It is based on no other one, and has no addresses of its own.
    assert not {"Based on", "Colour", "Addresses"} & {*texts}
    editor.show_environment(SavedEnvironment("Mine"), is_own=True)
    texts = [label.text() for label in editor.findChildren(QLabel) if label.isVisible()]
    assert {"Based on", "Colour", "Addresses"} <= {*texts}
