"""The recipes for a field of a request, an option of a request and an option of a socket."""

import json

from tests.house.copied_window import check_in_window
from tests.house.tree_copy import TreeCopy

REQUEST = "aiurdesk/core/request/request.py"
EDITORS = "aiurdesk/ui/request/request_editors.py"
NOTES = '    notes: Annotated[str, Field("notes", text=TextKind.NOTES)] = ""\n'
FIELDS = """\
    owner: Annotated[str, Field("owner", noun="owner", text=TextKind.NOTES)] = ""
    pin: Annotated[str, Field("pin", text=TextKind.NOTES, is_secret=True)] = ""
"""
BODY_EDIT = "            case EditPlace.BODY:\n"
EDITOR = """\
            case "owner":
                self.show_docs()
"""
USE = """
import asyncio, json, sys
from pathlib import Path
import msgspec
from msgspec.structs import replace
from aiurdesk.core.collection.literal_secrets import literal_secrets
from aiurdesk.core.collection.request_file import parse_request, write_request
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.saved_request import request_of, saved_request
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.request_texts import NO_ENDPOINT
from aiurdesk.core.state.tab_state import tab_state
from aiurdesk.core.state.tab_state import parse_tab
from aiurdesk.services.collections.collections import Saving, save_request
from aiurdesk.services.library import Library
from aiurdesk.services.sending.trust import Trust
folder = Path(sys.argv[1])
text = 'method = "GET"\\nurl = "https://h/"\\nnotes = "n"\\nowner = "Ann"\\npin = "1234"\\n'
saved = parse_request(text)
request = request_of(saved, Library().catalogue)
edited = replace(request, owner="Bob", pin="")
file = folder / "A.request.toml"
file.write_text(write_request(saved_request(edited), text))
asyncio.run(save_request(Saving(file, replace(edited, owner="")), Trust()))
tab, _ = parse_tab(msgspec.to_builtins(tab_state(request, is_edited=True)))
try:
    parse_request(text.replace('"Ann"', "5"))
except ProblemError as mistake:
    refused = str(mistake)
print(json.dumps({
    "same": write_request(saved) == text,
    "differs": CollectionRequest("A", str(file), opened=request).differs(edited),
    "file": file.read_text(),
    "refused": refused,
    "secrets": [secret.location for secret in literal_secrets(saved, NO_ENDPOINT)],
    "tab": [tab.request.owner, tab.request.pin],
}))
"""
IN_THE_WINDOW = """
from msgspec.structs import replace

from aiurdesk.core.preparing.custom_url import custom_request
from tests.ui.request.test_request_page import fill, page, tab_texts

def test_typing_into_the_editor_of_the_field_is_one_step_of_undo(page):
    heard = []
    page.request_edited.connect(heard.append)
    fill(page, replace(custom_request("https://h/"), owner="A"))
    for text in ("An", "Ann"):
        page.change_fields(owner=text)
    assert page.undo_stack.undoText() == "Change owner"
    assert page.undo_stack.count() == 1
    page.undo_stack.undo()
    assert heard[-1].owner == "A"
    assert page.editors.tabText(page.editors.currentIndex()) == "Docs"
    page.undo_stack.redo()
    assert heard[-1].owner == "Ann"
"""


def test_a_new_field_of_a_request_needs_one_annotated_field(copy: TreeCopy, tmp_path):
    copy.replace(REQUEST, NOTES, NOTES + FIELDS)
    copy.replace(EDITORS, BODY_EDIT, EDITOR + BODY_EDIT)
    copy.check_recipe("a field of a request")
    done = copy.run("-c", USE, str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "same": True,
        "differs": True,
        # A command leaves what is written in the file.
        "file": 'method = "GET"\nurl = "https://h/"\nnotes = "n"\nowner = "Bob"\n',
        "refused": "line 4: owner should be text, not 5.",
        "secrets": ["pin"],
        "tab": ["Ann", ""],
    }
    check_in_window(copy, IN_THE_WINDOW)
    done = copy.pytest("tests/core/request/test_request_texts.py")
    assert done.returncode == 0, done.stdout


OPTIONS = "class SendOptions(msgspec.Struct, frozen=True):\n"
OPTION = """\
    \"\"\"Options for sending one request; None means the setting of the program.\"\"\"

    tries: Annotated[int | None, Field("tries", label="Tries", least=1, most=9)] = None
    is_checked: Annotated[bool | None, Field("check", label="Check certificates")] = None
"""
DIALOG = """
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from aiurdesk.core.collection.request_file import parse_request, write_request
from aiurdesk.core.request.request import SendOptions
from aiurdesk.ui.request.send_options_dialog import SendOptionsDialog

TEXT = 'endpoint = "a.b.c"\\ntries = 3\\ncheck = false\\n'

def test_the_dialog_has_the_options_of_the_file(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    saved = parse_request(TEXT)
    assert write_request(saved) == TEXT
    dialog = SendOptionsDialog(theme, window, saved.options, SendOptions())
    (tries,) = [one for one in dialog.findChildren(QLineEdit) if one.accessibleName() == "Tries"]
    boxes = dialog.findChildren(QComboBox)
    (check,) = [one for one in boxes if one.accessibleName() == "Check certificates"]
    assert (tries.text(), check.currentText()) == ("3", "No")
    tries.setText("10")
    assert tries.accessibleDescription() == "Tries should be a whole number from 1 to 9."
    tries.setText("4")
    check.setCurrentText("Yes")
    assert (dialog.options().tries, dialog.options().is_checked) == (4, True)
"""


def test_a_new_option_of_a_request_needs_one_annotated_field(copy: TreeCopy):
    old = OPTION.partition("\n\n")[0] + "\n\n"
    copy.replace(REQUEST, OPTIONS + old, OPTIONS + OPTION)
    copy.check_recipe("an option of a request")
    check_in_window(copy, DIALOG)


CONVERSATION = "aiurdesk/core/request/conversation.py"
MESSAGES = "    messages: Annotated[\n"
SOCKET_OPTION = """\
    is_compressed: Annotated[bool, Field("compress", FieldUse.CHOSEN, noun="compression")] = True
"""
USE_OF_SOCKET = """
import json
from msgspec.structs import replace
from aiurdesk.core.collection.request_file import parse_request, write_request
from aiurdesk.core.collection.saved_request import request_of
from aiurdesk.core.request.edit_state import (
    EditState, edit_between, undoable, undone,
)
from aiurdesk.services.library import Library
text = 'url = "wss://h/"\\ncompress = false\\n'
saved = parse_request(text)
request = request_of(saved, Library().catalogue)
usual = request_of(parse_request('url = "wss://h/"\\n'), Library().catalogue)
before = EditState(undoable(usual))
after = EditState(undoable(request))
print(json.dumps({
    "same": write_request(saved) == text,
    "undo": edit_between(before, after).text,
    "undone": undone(request, before).conversation.is_compressed,
}))
"""


def test_a_new_option_of_a_socket_needs_one_annotated_field(copy: TreeCopy):
    copy.replace(CONVERSATION, MESSAGES, SOCKET_OPTION + MESSAGES)
    copy.check_recipe("an option of a socket")
    done = copy.run("-c", USE_OF_SOCKET)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"same": True, "undo": "Change compression", "undone": True}
