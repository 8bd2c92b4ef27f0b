"""Steps along a path: into texts that are JSON, too; and knows whether what it names is there."""

from typing import Any

import msgspec
from jmespath.visitor import TreeInterpreter

_LONGEST_TEXT = 1_000_000
"""Characters of a text that is read as JSON."""


class Stepping(TreeInterpreter):
    """Works out one path in one value. Some services write JSON into a text of their JSON."""

    def __init__(self) -> None:
        super().__init__()
        self._is_asked = self._is_there = False
        self._opened_texts: dict[str, Any] = {}

    @property
    def is_missing(self) -> bool:
        """Whether the path names members or entries, and not one of them is there."""
        return self._is_asked and not self._is_there

    def visit_field(self, node: Any, value: Any) -> Any:
        """Return a member."""
        # Written out, since most of the time of a path is spent here.
        if isinstance(value, str):
            value = self._opened(value)
        member = value.get(node["value"]) if isinstance(value, dict) else None
        self._is_asked = True
        if member is not None:
            self._is_there = True
        return member

    def visit_subexpression(self, node: Any, value: Any) -> Any:
        """Return a member of a member: only the last one counts as being there."""
        is_there_before = self._is_there
        last = super().visit_subexpression(node, value)
        self._is_there = is_there_before or last is not None
        return last

    def visit_index(self, node: Any, value: Any) -> Any:
        """Return an entry."""
        entry = super().visit_index(node, self._opened(value))
        self._is_asked = True
        self._is_there = self._is_there or entry is not None
        return entry

    def visit_projection(self, node: Any, value: Any) -> Any:
        """Return what the rest of the path gives for each entry."""
        return super().visit_projection(self._with_opened_base(node, value), value)

    def visit_filter_projection(self, node: Any, value: Any) -> Any:
        """Return what the rest gives for each entry that fits a condition."""
        return super().visit_filter_projection(self._with_opened_base(node, value), value)

    def visit_value_projection(self, node: Any, value: Any) -> Any:
        """Return what the rest gives for each member."""
        return super().visit_value_projection(self._with_opened_base(node, value), value)

    def visit_flatten(self, node: Any, value: Any) -> Any:
        """Return the entries of lists as one list."""
        return super().visit_flatten(self._with_opened_base(node, value), value)

    def _with_opened_base(self, node: Any, value: Any) -> Any:
        base, *rest = node["children"]
        opened = self._opened(self.visit(base, value))
        return {**node, "children": [{"type": "literal", "value": opened}, *rest]}

    def _opened(self, value: Any) -> Any:
        """Return the object or list that a text is as JSON, and any other value as it is."""
        if not isinstance(value, str):
            return value
        # Several paths of one expression lead into the same text.
        if value not in self._opened_texts:
            self._opened_texts[value] = opened(value)
        return self._opened_texts[value]


def opened(text: str) -> Any:
    """Return the object or list that a text is as JSON, or else the text."""
    if len(text) > _LONGEST_TEXT or text.lstrip()[:1] not in ("{", "["):
        return text
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return text
