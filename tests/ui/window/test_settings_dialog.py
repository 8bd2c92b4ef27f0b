import json

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from aiurdesk.core.environments.proxies import PROXY_CREDENTIALS, ProxyMode, ProxySettings
from aiurdesk.core.formats.setting import settings_in
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.state.settings import ColourScheme, Settings
from aiurdesk.ui.theme.theme import font_families
from aiurdesk.ui.widgets.page_scroll import PageScroll
from aiurdesk.ui.window.settings_dialog import SettingsDialog

UNUSUAL = Settings(ColourScheme.DARK, 130, Limits(connect_s=0.25, memory_bytes=12_345, redirects=0))


@pytest.fixture
def dialog(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    offered = {PROXY_CREDENTIALS: ("Home", "Work")}
    made = SettingsDialog(theme, UNUSUAL, parent, offered)
    yield made
    made.close()


def number(dialog, name):
    return next(e for e in dialog.findChildren(QDoubleSpinBox) if e.accessibleName() == name)


def test_unchanged_settings_stay_as_they_are(dialog):
    assert dialog.settings() == UNUSUAL


def test_every_setting_has_an_editor_with_label_and_help(dialog):
    lines = (
        e
        for e in dialog.findChildren(QLineEdit)
        if not isinstance(e.parent(), QDoubleSpinBox) and e.objectName() != "settings_filter"
    )
    editors = [
        *dialog.findChildren(QDoubleSpinBox),
        *dialog.findChildren(QComboBox),
        *dialog.findChildren(QPlainTextEdit),
        *lines,
    ]
    boxes = dialog.findChildren(QCheckBox)
    answers = sum(1 for _, field, _ in settings_in(UNUSUAL) if field.setting.is_answer)
    assert len(editors) + len(boxes) + answers == sum(1 for _ in settings_in(UNUSUAL))
    buddies = {label.buddy() for label in dialog.findChildren(QLabel)}
    for editor in editors:
        assert editor in buddies
        assert editor.accessibleDescription()


def test_remembered_answers_are_one_list_and_are_taken_back(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    before = Settings(
        plain_hosts=("legacy.example.com", "old.example.com"),
        plain_credential_hosts=("keycloak",),
        sandbox_exits=("https://api.example.com",),
    )
    dialog = SettingsDialog(theme, before, parent)
    (answers,) = dialog.findChildren(QListWidget, "remembered_answers")
    assert [answers.item(row).text() for row in range(answers.count())] == [
        "legacy.example.com · requests without encryption",
        "old.example.com · requests without encryption",
        "keycloak · credentials and cookies without encryption",
        "https://api.example.com · requests out of the sandbox",
    ]
    assert dialog.settings() == before
    (take_back,) = (b for b in dialog.findChildren(QPushButton) if b.text() == "Take back")
    assert not take_back.isEnabled()
    for row in (0, 2):
        answers.item(row).setSelected(True)
    take_back.click()
    expected = replace(before, plain_hosts=("old.example.com",), plain_credential_hosts=())
    assert dialog.settings() == expected
    # What is allowed meanwhile does not bring back what was taken back.
    dialog.follow(replace(before, sandbox_exits=()))
    assert dialog.settings() == replace(expected, sandbox_exits=())
    dialog.close()


def test_without_answers_the_list_says_so(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = SettingsDialog(theme, Settings(), parent)
    (answers,) = dialog.findChildren(QListWidget, "remembered_answers")
    assert answers.isHidden()
    assert "Nothing is remembered." in [label.text() for label in dialog.findChildren(QLabel)]
    dialog.close()


def test_units_stand_in_the_fields(dialog):
    assert number(dialog, "Read timeout").text() == "60 s"
    assert number(dialog, "Largest response").text() == "512 MB"
    assert number(dialog, "Size of text").text() == "130 %"


def test_a_proxy_is_chosen_and_a_pac_file_is_not_understood(dialog):
    save = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save)
    mode, url, credential = (
        next(e for e in dialog.findChildren(kind) if e.accessibleName() == name)
        for kind, name in (
            (QComboBox, "Proxy"),
            (QLineEdit, "Proxy address"),
            (QComboBox, "Proxy credential"),
        )
    )
    texts = [credential.itemText(row) for row in range(credential.count())]
    assert texts == ["No credential", "Home", "Work"]
    mode.setCurrentText("Manual")
    url.setText("http://proxy.example/x.pac")
    assert not save.isEnabled()
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("is a PAC file, and those are not understood" in text for text in texts)
    url.setText("socks5://proxy.example")
    assert save.isEnabled()
    assert dialog.settings().proxy == ProxySettings(ProxyMode.MANUAL, "socks5://proxy.example")


def test_the_form_is_not_cut_off(dialog):
    dialog.show()
    area = dialog.findChild(PageScroll)
    assert area.widget().width() <= area.viewport().width()


def test_changes_are_what_is_returned(dialog):
    number(dialog, "Largest response").setValue(2048)
    number(dialog, "Maximum redirects").setValue(3)
    dialog.findChild(QComboBox).setCurrentIndex(1)
    changed = dialog.settings()
    assert changed.colour_scheme is ColourScheme.LIGHT
    assert changed.limits == replace(UNUSUAL.limits, body_bytes=2**31, redirects=3)
    assert type(changed.limits.body_bytes) is int


def test_the_defaults_come_back_at_a_click(dialog):
    box = dialog.findChild(QDialogButtonBox)
    box.button(QDialogButtonBox.StandardButton.RestoreDefaults).click()
    assert dialog.settings() == Settings()
    assert len(box.buttons()) == 3


def test_the_limit_of_a_name_gets_the_keyboard(dialog, qtbot):
    dialog.focus_limit("read_s")
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(number(dialog, "Read timeout").hasFocus)


def test_a_font_of_this_computer_is_chosen_and_another_one_stays(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    elsewhere = replace(UNUSUAL, text_font="Font of another computer")
    dialog = SettingsDialog(theme, elsewhere, parent)
    assert dialog.settings() == elsewhere
    (code,) = [b for b in dialog.findChildren(QComboBox) if b.accessibleName() == "Font of code"]
    families = [code.itemData(index) for index in range(code.count())]
    assert families == ["", *font_families(is_fixed=True)]
    code.setCurrentIndex(len(families) - 1)
    assert dialog.settings() == replace(elsewhere, code_font=families[-1])


class ShownWindows(QObject):
    """Remembers which windows were shown, however short."""

    def __init__(self):
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(watched.objectName() or type(watched).__name__)
        return False


def test_no_window_but_the_dialog_is_shown_when_it_opens(qtbot, theme, qapp):
    parent = QWidget()
    qtbot.addWidget(parent)
    shown = ShownWindows()
    qapp.installEventFilter(shown)
    dialog = SettingsDialog(theme, Settings(plain_hosts=("old.example.com",)), parent)
    with qtbot.waitExposed(dialog):
        dialog.show()
    qapp.removeEventFilter(shown)
    dialog.close()
    assert shown.names == ["settings_dialog"]


def seen_in(dialog):
    """Return the names of the visible editors of settings."""
    kinds = (QDoubleSpinBox, QComboBox, QCheckBox, QPlainTextEdit)
    editors = [one for kind in kinds for one in dialog.findChildren(kind) if one.isVisible()]
    return {one.accessibleName() for one in editors}


def test_a_page_is_no_higher_than_the_window_and_shows_its_settings_only(dialog):
    dialog.show()
    pages = dialog.findChild(QListWidget, "settings_pages")
    names = [pages.item(row).text() for row in range(pages.count())]
    assert names == ["Window", "Requests", "History", "Proxy", "Remembered answers"]
    assert {"Colours", "Always show the menu bar"} <= seen_in(dialog)
    assert "Read timeout" not in seen_in(dialog)
    pages.setCurrentRow(names.index("Requests"))
    assert {"Read timeout", "Keep cookies"} <= seen_in(dialog)
    assert "Colours" not in seen_in(dialog)


def test_the_filter_finds_settings_of_all_pages_and_a_page_ends_it(dialog, qtbot):
    dialog.show()
    line = dialog.findChild(QLineEdit, "settings_filter")
    qtbot.keyClicks(line, "redirect")
    assert seen_in(dialog) == {"Maximum redirects"}
    line.setText("nothing is called like this")
    assert seen_in(dialog) == set()
    dialog.findChild(QListWidget, "settings_pages").setCurrentRow(2)
    assert line.text() == ""
    assert "Colours" not in seen_in(dialog)
    assert seen_in(dialog)


def test_the_configuration_for_agents_is_there_once_they_are_wanted(dialog):
    box = next(e for e in dialog.findChildren(QCheckBox) if e.text() == "Tools for agents")
    copy = next(
        e
        for e in dialog.findChildren(QPushButton)
        if e.toolTip() == "Copy the configuration for a client"
    )
    assert not box.isChecked()
    assert not copy.isVisibleTo(dialog)
    box.setChecked(True)
    assert not copy.parentWidget().isHidden()
    copy.click()
    told = json.loads(QGuiApplication.clipboard().text())
    assert told["mcpServers"]["aiurdesk"]["args"][0] == "mcp"
