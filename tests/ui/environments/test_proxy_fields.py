import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit

from aiurdesk.core.collection.environment_file import SavedEnvironment
from aiurdesk.ui.environments.environment_editor import ProxyFields

MANUAL = SavedEnvironment(
    "Mine",
    proxy="socks5://p.example:1080",
    proxy_credential="Work",
    proxy_exceptions=("*.internal", "10.0.0.0/8"),
)


@pytest.fixture
def fields(qtbot, theme) -> ProxyFields:
    fields = ProxyFields(theme, ["Home", "Work"])
    qtbot.addWidget(fields)
    fields.show()
    return fields


@pytest.fixture
def told(fields) -> list[tuple[str, str, tuple[str, ...]]]:
    changes: list[tuple[str, str, tuple[str, ...]]] = []
    fields.changed.connect(lambda *change: changes.append(change))
    return changes


def choose(fields, text):
    box = fields.findChild(QComboBox)
    box.setCurrentText(text)
    box.activated.emit(box.currentIndex())


def credential(fields) -> QComboBox:
    boxes: list[QComboBox] = fields.findChildren(QComboBox)
    return next(box for box in boxes if box.accessibleName() == "Credential of the proxy")


def type_into(fields, name, text):
    line = next(e for e in fields.findChildren(QLineEdit) if e.accessibleName() == name)
    line.setText(text)
    line.editingFinished.emit()


def test_what_a_file_has_is_shown(fields, told):
    fields.show_proxy(MANUAL, is_own=True)
    assert fields.findChild(QComboBox).currentText() == "Manual"
    texts = [line.text() for line in fields.findChildren(QLineEdit)]
    assert texts == ["socks5://p.example:1080", "*.internal, 10.0.0.0/8"]
    assert credential(fields).currentText() == "Work"
    for saved, text in (("", "Same as in the settings"), ("none", "None")):
        fields.show_proxy(SavedEnvironment("Other", proxy=saved), is_own=True)
        assert fields.findChild(QComboBox).currentText() == text
        assert not fields.url.isVisible()
    assert told == []


def test_a_manual_proxy_is_handed_on_when_its_address_is_valid(fields, told):
    fields.show_proxy(SavedEnvironment("Mine"), is_own=True)
    choose(fields, "Manual")
    assert fields.url.isVisible()
    type_into(fields, "Address of the proxy", "http://p.example/x.pac")
    assert "is a PAC file" in fields.url.accessibleDescription()
    type_into(fields, "Address of the proxy", "http://ann:pw@p.example")
    assert "Basic credential" in fields.url.accessibleDescription()
    assert told == []
    type_into(fields, "Address of the proxy", "p.example")
    type_into(fields, "Hosts without the proxy", "a, b")
    texts = [credential(fields).itemText(row) for row in range(3)]
    assert texts == ["No credential", "Home", "Work"]
    credential(fields).setCurrentIndex(2)
    credential(fields).activated.emit(2)
    # Choosing the same one again is not a change.
    credential(fields).activated.emit(2)
    url = "http://p.example:80"
    assert told == [(url, "", ()), (url, "", ("a", "b")), (url, "Work", ("a", "b"))]


def test_what_is_chosen_stays_while_the_address_is_typed(fields, told):
    saved = SavedEnvironment("Mine")
    fields.show_proxy(saved, is_own=True)
    choose(fields, "Manual")
    # Another change of the environment was saved meanwhile.
    fields.show_proxy(saved, is_own=True, is_same=True)
    assert fields.url.isVisible()
    fields.show_proxy(MANUAL, is_own=True, is_same=True)
    assert fields.url.text() == "socks5://p.example:1080"
    assert told == []


def test_another_choice_takes_the_rest_away(fields, told):
    fields.show_proxy(MANUAL, is_own=True)
    choose(fields, "Same as the system")
    choose(fields, "Same as in the settings")
    assert told == [("system", "", ()), ("", "", ())]


def test_one_that_comes_with_the_program_can_only_be_read(fields, told):
    fields.show_proxy(MANUAL, is_own=False)
    assert not fields.findChild(QComboBox).isEnabled()
    type_into(fields, "Address of the proxy", "http://other.example")
    assert told == []
