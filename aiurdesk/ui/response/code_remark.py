"""What a result code means, said in the tree beside the line that carries it."""

import json

from aiurdesk.core.json.tree import JsonLine, JsonTree, LineKind, Node
from aiurdesk.core.verdict.verdict import Verdict
from aiurdesk.core.wording import words_of


def code_remark(tree: JsonTree, verdict: Verdict) -> dict[int, str]:
    """Return what the code means, by the line on which the outermost object carries it."""
    if verdict.code is None:
        return {}
    meaning = words_of(verdict.name) or verdict.headline[:1].lower() + verdict.headline[1:]
    # Members of the outermost object only: a "code" within the payload means something else.
    for node in tree.children(Node(0)):
        line = tree.line(node.line)
        is_code = node.group < 0 and line.key.casefold() == '"code"'
        if is_code and _has_value(line, verdict.code):
            return {node.line: meaning}
    return {}


def _has_value(line: JsonLine, code: int | str) -> bool:
    if isinstance(code, str):
        # A text is shown as it was sent, with its quotes and escapes.
        return line.kind is LineKind.STRING and json.loads(line.value) == code
    return line.value == str(code)
