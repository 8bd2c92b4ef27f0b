"""Objects of names of fields and what is wrong with them, and the trees of Zod."""

from collections.abc import Iterator

import msgspec

from aiurdesk.core.shapes.entries import (
    flat_texts,
    is_of_play,
    leaf_text,
    location_in,
    steps_of,
)
from aiurdesk.core.shapes.findings import MOST, Findings, Members, Origin
from aiurdesk.core.shapes.places import Steps, is_whole, location_of
from aiurdesk.core.shapes.sentences import is_sentence, is_token


class Leaf(msgspec.Struct, frozen=True):
    """A text of a map, or an object in it that is an entry of its own."""

    steps: Steps
    content: "str | Members"
    location: str = ""
    origin: Origin = Origin.FIELD


def is_tree(node: Members) -> bool:
    """Tell whether an object is a tree of Zod: ``format()`` or ``treeifyError``."""
    if "_errors" in node:
        return isinstance(node["_errors"], list)
    has_children = isinstance(node.get("properties"), dict) or isinstance(node.get("items"), list)
    return isinstance(node.get("errors"), list) and has_children


def read_tree(
    findings: Findings, node: Members, steps: Steps = (), depth: int = 0
) -> Iterator[Leaf]:
    """Yield the texts of a tree of Zod."""
    if not findings.may_read(depth):
        return
    is_formatted = "_errors" in node
    for text in flat_texts(node["_errors"] if is_formatted else node.get("errors")):
        yield Leaf(steps, text)
    for name, child in (node if is_formatted else _children(node)).items():
        if isinstance(child, dict):
            yield from read_tree(findings, child, (*steps, name), depth + 1)


def _children(node: Members) -> Members:
    properties, items = node.get("properties"), node.get("items")
    children = dict(properties) if isinstance(properties, dict) else {}
    if isinstance(items, list):
        children |= {str(at): item for at, item in enumerate(items[:MOST])}
    return children


def _without_root(steps: Steps, item: Members) -> Steps:
    """Return steps without what Play calls all that was sent."""
    return steps[1:] if steps[:1] == ("obj",) and is_of_play(item) else steps


class MapReader:
    """Reads a map of names and texts, nested ones, too."""

    def __init__(self, findings: Findings, *, is_trusted: bool) -> None:
        """Prepare.

        Args:
            findings: Has the bounds, and what was sent.
            is_trusted: A text is that of an error even where it is a single word.
        """
        self._findings, self._sent = findings, findings.sent
        self._is_trusted = is_trusted

    def read(
        self, node: Members, steps: Steps = (), location: str = "", depth: int = 0
    ) -> Iterator[Leaf]:
        """Yield the texts of a map, those of the whole without steps.

        Args:
            node: The map.
            steps: To it.
            location: Where that is known.
            depth: Of the map.
        """
        for name, value in node.items():
            if not self._findings.may_read(depth):
                return
            if not steps and not location and self._is_location(name, value):
                yield from self._at_location(value, location_of(name), depth)
                continue
            is_of_all = is_whole(name, self._sent_at(steps))
            where = steps if is_of_all else (*steps, *self._steps(name, is_first=not steps))
            yield from self._value(value, where, location, depth)

    def _value(self, value: object, steps: Steps, location: str, depth: int) -> Iterator[Leaf]:
        match value:
            case str():
                if self._is_trusted or is_sentence(value) or self._is_about_sent(value, steps):
                    yield Leaf(steps, value, location)
            case list():
                yield from self._list(value, steps, location, depth + 1)
            case dict() if is_tree(value):
                for leaf in read_tree(self._findings, value, steps, depth + 1):
                    yield Leaf(leaf.steps, leaf.content, location)
            case dict():
                text = leaf_text(value, self._sent_at(steps))
                if text:
                    yield Leaf(steps, text, location or location_in(value))
                else:
                    yield from self.read(value, steps, location, depth + 1)

    def _list(self, items: list[object], steps: Steps, location: str, depth: int) -> Iterator[Leaf]:
        for position, item in enumerate(items):
            if not self._findings.may_read(depth):
                return
            match item:
                case str():
                    yield Leaf(steps, item, location)
                case list():
                    yield from self._list(item, steps, location, depth + 1)
                case dict() if not leaf_text(item, self._sent_at(steps)):
                    below = (*steps, str(position))
                    yield from self.read(item, below, location, depth + 1)
                case dict() if any(name in item for name in ("loc", "path", "field", "property")):
                    yield Leaf(steps, item, location)
                case dict():
                    text = leaf_text(item, self._sent_at(steps))
                    is_code = text == item.get("error") and is_token(text)
                    origin = Origin.WORD if is_code else Origin.FIELD
                    yield Leaf(_without_root(steps, item), text, location, origin)

    def _at_location(self, value: object, location: str, depth: int) -> Iterator[Leaf]:
        if isinstance(value, dict):
            yield from self.read(value, (), location, depth + 1)
        elif isinstance(value, list):
            for item in value[:MOST]:
                if isinstance(item, (str, dict)):
                    yield Leaf((), item, location)

    def _is_location(self, name: str, value: object) -> bool:
        body = self._sent.body
        is_sent = (isinstance(body, dict) and name in body) or name in self._sent.query
        if is_sent or not location_of(name):
            return False
        if isinstance(value, dict):
            return not leaf_text(value, None)
        return isinstance(value, list) and name not in ("path", "query")

    def _steps(self, name: str, *, is_first: bool) -> Steps:
        # Below the first one, a name without a dot is one step whatever is in it.
        is_path = is_first or "." in name or "[" in name
        return (steps_of(name, self._sent) if is_path else None) or (name,)

    def _is_about_sent(self, text: str, steps: Steps) -> bool:
        """Tell whether a word stands at the name of what was sent, and does not repeat it."""
        value = self._sent_at(steps)
        return value is not None and value != text

    def _sent_at(self, steps: Steps) -> object:
        node = self._sent.body
        for step in steps:
            if isinstance(node, dict):
                node = node.get(step)
            elif isinstance(node, list) and step.isdigit() and len(step) < 9:
                node = node[int(step)] if int(step) < len(node) else None
            else:
                return None
        return node
