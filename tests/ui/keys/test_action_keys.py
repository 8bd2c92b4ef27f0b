from aiurdesk.ui.keys.action_keys import FIRST_KEYS, ActionKeys, KeyRow, native, with_key_pad
from aiurdesk.ui.program.actions import default_keys
from tests.languages import speaking


def test_the_first_paint_knows_its_keys_before_the_actions_are_loaded():
    keys = ActionKeys({"show_keys": ("F4",)})
    assert keys.text("new_request") == FIRST_KEYS["new_request"][0]
    assert keys.text("show_keys") == "F4"
    assert keys.text("send") == ""


def test_changed_is_emitted_once_and_only_for_a_change(keys, qtbot):
    heard: list[str] = []
    keys.changed.connect(lambda: heard.append(keys.text("save")))
    keys.choose({})
    keys.choose({"save": ("F8",)})
    keys.choose({"save": ("F8",)})
    keys.choose({"save": ()})
    assert heard == ["F8", ""]
    assert keys.current["send"] == default_keys()["send"]


def test_words_name_the_key_or_do_without(keys):
    keys.choose({"save": ()})
    assert keys.behind("Send", "send") == "Send (Ctrl+Return)"
    assert keys.behind("Save", "save") == "Save"
    assert keys.in_menu("Rename", "rename_entry") == "Rename\tF2"
    assert keys.in_menu("Save", "save") == "Save"


def test_few_characters_name_a_key_on_a_button(keys):
    assert keys.symbols("send") == "Ctrl ⏎"
    assert keys.symbols("run_messages") == "Ctrl Shift ⏎"
    assert keys.symbols("zoom_in") == "Ctrl +"
    assert keys.symbols("cancel") == "Esc"
    assert keys.symbols("revert") == ""


def test_enter_of_the_key_pad_is_the_same_key():
    assert with_key_pad(("Ctrl+Return", "F5")) == ("Ctrl+Return", "Ctrl+Enter", "F5")


def test_the_name_in_a_sentence_has_no_dots():
    assert KeyRow("save_as", "Save as…").name == "Save as"
    assert KeyRow("save", "Save").name == "Save"


def test_keys_are_called_as_on_the_keyboard_of_the_language(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    assert [native("Ctrl+Shift+Del"), native("F2")] == ["Ctrl+Shift+Del", "F2"]
    with speaking("de"):
        assert [native("Ctrl+Shift+Del"), native("Ctrl++")] == ["Strg+Umschalt+Entf", "Strg++"]
