"""Objects of names of fields and what is wrong with them, and the trees of Zod."""

from collections.abc import Iterator

import msgspec

from aiurdesk.core.verdict.shapes import names
from aiurdesk.core.verdict.shapes.findings import MOST, Findings, Members, Origin
from aiurdesk.core.verdict.shapes.places import Steps, folded, is_whole, location_of, read_place
from aiurdesk.core.verdict.shapes.said import Sent
from aiurdesk.core.verdict.shapes.sentences import is_sentence, is_token

_MOST_MEMBERS = 100
"""An object with more does not describe one error."""


def place_of(entry: Members, sent: Sent) -> Steps | None:
    """Return the path to the field that an error entry names, or None if it names none."""
    members = {folded(name): value for name, value in entry.items()}
    source = members.get("source")
    if isinstance(source, dict):
        # JSON:API.
        for name in ("pointer", "parameter", "header"):
            if isinstance(source.get(name), str):
                return steps_of(source[name], sent)
    for name in names.PLACES:
        if name in members:
            steps = _steps_in(name, members[name], sent)
            if steps is not None:
                return steps
    return None


def _steps_in(name: str, value: object, sent: Sent) -> Steps | None:
    if value == "":
        return () if name in ("instancepath", "datapath", "path") else None
    if name == "location" and location_of(value):
        return None
    # The class of the error.
    if name == "name" and isinstance(value, str) and value.endswith(("Error", "Exception")):
        return None
    return steps_of(value, sent)


def steps_of(named: object, sent: Sent) -> Steps | None:
    """Return the steps of a place; a text with a space is one step."""
    if isinstance(named, str) and " " in named.strip():
        return (named[:200],)
    return read_place(named, sent)


def is_pointer(entry: Members) -> bool:
    """Tell whether an entry points into the body that was sent, and names nothing of the code."""
    source = entry.get("source")
    return isinstance(source, dict) and "pointer" in source


def own_place(node: Members, sent: Sent) -> Steps | None:
    """Return the path to the field that an error names in a member beside its message."""
    for name, value in node.items():
        if folded(name) in names.OWN_PLACES and isinstance(value, str) and value:
            return steps_of(value, sent)
    return None


def texts_of(entry: Members) -> list[str]:
    """Return what an entry says: one sentence, or a list of them."""
    members = {folded(name): value for name, value in entry.items()}
    for name in names.TEXTS_OF_ENTRIES:
        value = members.get(name)
        if isinstance(value, str) and value.strip():
            return [value]
    for name in ("errors", "messages", "constraints", "error", "message"):
        texts = flat_texts(members.get(name))
        if texts:
            return texts
    return []


def text_of(entry: Members) -> str:
    """Return the first sentence of an entry, or an empty text."""
    return next(iter(texts_of(entry)), "")


def flat_texts(value: object) -> list[str]:
    """Return a text, or the texts among the members or items of a value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [item for item in value[:MOST] if isinstance(item, str)]
    return []


def is_of_play(leaf: Members) -> bool:
    """Tell whether an object is an error of Play: names of messages, and what stands in them."""
    return leaf.keys() == {"msg", "args"} and isinstance(leaf["msg"], list)


def leaf_text(leaf: Members, sent_there: object) -> str:
    """Return the text of an object that describes one error, as ``{"message", "code"}`` does.

    Args:
        leaf: It may as well be an object of names of fields and their texts.
        sent_there: What was sent at its place: the names in it are names of fields.
    """
    if len(leaf) > _MOST_MEMBERS:
        return ""
    if is_of_play(leaf):
        return next(iter(flat_texts(leaf["msg"])), "")
    for name in names.TEXTS_OF_ENTRIES:
        for member, value in leaf.items():
            if folded(member) != name or not isinstance(value, str):
                continue
            is_lonely = name in names.WEAK_MESSAGES and len(leaf) == 1
            if not is_lonely and not (isinstance(sent_there, dict) and member in sent_there):
                return value
    return ""


def location_in(entry: Members) -> str:
    """Return the location that an entry names beside its place, or an empty text."""
    for name in ("location", "in", "source"):
        location = location_of(entry.get(name))
        if location:
            return location
    return ""


def is_loose(entry: Members) -> bool:
    """Tell whether the place of an entry may have names of the server's code in it."""
    location = entry.get("location")
    return "loc" in entry or (isinstance(location, str) and not location_of(location))


def is_of_graphql(entry: Members, sent: Sent) -> bool:
    """Tell whether the path of an entry is one of the response, as in GraphQL."""
    if not isinstance(entry.get("message"), str):
        return False
    if isinstance(entry.get("locations"), list) or isinstance(entry.get("extensions"), dict):
        return True
    body = sent.body
    return isinstance(body, dict) and isinstance(body.get("query"), str) and "path" in entry


def is_of_the_address(entry: Members, sent: Sent) -> bool:
    """Tell whether the path of an entry is only that of the address."""
    path = entry.get("path")
    return isinstance(path, str) and path.startswith("/") and path == sent.url_path


def missing_property(entry: Members) -> str:
    """Return the name of the member that Ajv misses in the object which it names."""
    for name in ("params", "info"):
        params = entry.get(name)
        if isinstance(params, dict):
            for member in ("missingProperty", "additionalProperty"):
                value = params.get(member)
                if isinstance(value, str):
                    return value
    return ""


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
