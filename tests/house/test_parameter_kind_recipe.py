"""The recipe "a parameter kind" of the README, followed in a copy of the project.

A service whose endpoint takes the new kind is added as well, by the recipe "a service".
"""

import json
from pathlib import Path

from tests.house.copied_window import check_in_window
from tests.house.loopback import LoopbackServer
from tests.house.tree_copy import TreeCopy

KINDS = "aiurdesk/core/api/parameter_kinds.py"
EDITORS = "aiurdesk/ui/form/editors.py"
SERVICE = "resources/services/2024-2026/paint.json"
ROW = """\
    COLOUR = KindTraits(
        id="colour", name="colour", expects="#rrggbb", example="#1a2b3c", write=_write_colour
    )
    TEXT = KindTraits(
"""
CHECK = """\
def _write_colour(constraints: Constraints, text: str, example: str) -> str | Problem:
    if re.fullmatch("#[0-9a-fA-F]{6}", text.strip()):
        return text.strip().lower()
    return Problem(f"Enter a colour, such as {example}.")


class ParameterKind(StrEnum):
"""
IN_THE_WINDOW = """
    from PySide6.QtWidgets import QLabel, QLineEdit
    from tests.ui.opened_window import opened_window

    async def test_the_form_marks_a_wrong_colour(theme, tmp_path):
        async with opened_window(theme, tmp_path) as opened:
            opened.open("paint.wall.colour")
            await opened.scope.idle()
            lines = opened.window.findChildren(QLineEdit)
            shade = next(line for line in lines if line.accessibleName() == "shade")
            shade.insert("red")
            assert shade.property("invalid")
            assert "Enter a colour, such as #1a2b3c." in shade.accessibleDescription()
            assert "#rrggbb" in shade.accessibleDescription()
            shade.selectAll()
            shade.insert("#FF0000")
            assert not shade.property("invalid")
            assert "Sent as #ff0000" in shade.accessibleDescription()
"""


def paint(base_url: str) -> str:
    """Return the file of a service whose one endpoint takes a colour."""
    shade = {"name": "shade", "kind": "colour", "location": "query", "required": True}
    endpoint = {
        "id": "paint.wall.colour",
        "group": "Wall",
        "name": "Colour",
        "method": "GET",
        "path": "/Wall/Colour",
        "parameters": [shade],
    }
    service = {
        "id": "paint",
        "name": "Paint",
        "base_url": base_url,
        "generation": "2024-2026",
        "table": "2023",
        "endpoints": [endpoint],
    }
    return json.dumps(service)


def test_a_new_parameter_kind_needs_one_row_and_one_editor(copy: TreeCopy, tmp_path: Path):
    copy.replace(KINDS, "    TEXT = KindTraits(\n", ROW)
    copy.replace(KINDS, "class ParameterKind(StrEnum):\n", CHECK)
    text = "    ParameterKind.TEXT: TextEditor,\n"
    copy.replace(EDITORS, text, f"    ParameterKind.COLOUR: LineEditor,\n{text}")
    copy.check_recipe("a parameter kind")

    with LoopbackServer() as server:
        copy.write(SERVICE, paint(server.url))
        wrong = copy.aiurdesk("send", "paint.wall.colour", "shade=red", profile=tmp_path)
        assert (wrong.returncode, server.received) == (2, [])
        assert "Enter a colour, such as #1a2b3c." in wrong.stderr
        sent = copy.aiurdesk("send", "paint.wall.colour", "shade=#FF0000", profile=tmp_path)
        assert sent.returncode == 0, sent.stderr
        assert server.received[0][0] == "/Wall/Colour?shade=%23ff0000"
    check_in_window(copy, IN_THE_WINDOW)
