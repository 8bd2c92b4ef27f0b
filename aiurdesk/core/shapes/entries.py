"""One error in a list: where it is, and what it says."""

from aiurdesk.core.shapes import names
from aiurdesk.core.shapes.findings import MOST, Members
from aiurdesk.core.shapes.places import Steps, folded, location_of, read_place
from aiurdesk.core.shapes.said import Sent

_MOST_MEMBERS = 100
"""An object with more does not describe one error."""


def place_of(entry: Members, sent: Sent) -> Steps | None:
    """Return the steps to the place that an entry names, or None where it names none."""
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
    """Return the place that an error about one field names beside its message."""
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
