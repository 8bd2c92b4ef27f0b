"""Places in what was sent: the ways in which servers write them, and the path that we show."""

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import unquote

from aiurdesk.core.verdict.shapes.said import Sent

Steps = tuple[str, ...]

_LOCATIONS = {
    "body": "body", "json": "body", "payload": "body", "requestbody": "body", "form": "body",
    "bodyparams": "body", "formparams": "body", "formdata": "body", "jsonorform": "body",
    "files": "body",
    "query": "query", "querystring": "query", "queryparams": "query", "queryparameters": "query",
    "jsonquery": "query",
    "path": "path", "params": "path", "pathparams": "path", "pathparameters": "path",
    "viewargs": "path", "uri": "path",
    "header": "header", "headers": "header", "headerparams": "header",
    "cookie": "cookie", "cookies": "cookie", "cookieparams": "cookie",
}  # fmt: skip
"""Keys are names without case, ``_`` and ``-``."""
_REQUEST = frozenset({"request", "req"})
_WHOLE = frozenset({"nonfielderrors", "formerrors", "base", "$", "*", ""})
"""Names under which servers list what is wrong with all inputs together, likewise."""
_WHOLE_BETWEEN_UNDERSCORES = frozenset(
    {"all", "schema", "base", "errors", "error", "root", "global", "form", "general"}
)
_STEP = re.compile(r"\[\s*(?:'([^']*)'|\"([^\"]*)\"|([^\]]*))\s*\]|([^.\[\]]+)")
_MOST_STEPS = 40
_LONGEST_NAME = 60
"""No name that servers share is longer."""
_MOST_ALIKE = 200
"""Names in one object that are compared without case."""
_LONGEST_STEP = 200


def folded(name: str) -> str:
    """Return a name as names are compared: without case, ``_``, ``-``, ``@`` and spaces."""
    return _folded(name) if len(name) < _LONGEST_NAME else name


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    return name.casefold().lstrip("@#").replace("_", "").replace("-", "").replace(" ", "")


def location_of(name: object) -> str:
    """Return the location that a word such as ``querystring`` names, or an empty text."""
    return _LOCATIONS.get(folded(name), "") if isinstance(name, str) and len(name) < 20 else ""


def is_whole(name: str, body: object = None) -> bool:
    """Tell whether a name stands for all inputs together, as ``non_field_errors`` does."""
    if isinstance(body, dict) and name in body:
        return False
    plain = folded(name)
    return plain in _WHOLE or (name.startswith("_") and plain in _WHOLE_BETWEEN_UNDERSCORES)


def read_place(named: object, sent: Sent) -> Steps | None:
    """Return the steps of a place, or None where it cannot be one.

    Args:
        named: A pointer, a path with dots and brackets, or a list of steps.
        sent: A name that was sent is one step, whatever is in it.
    """
    if isinstance(named, str):
        return _from_text(named, sent)
    if isinstance(named, int) and not isinstance(named, bool):
        return (str(named),)
    if isinstance(named, list) and len(named) <= _MOST_STEPS:
        steps = [_step(step) for step in named]
        return None if None in steps else tuple(step for step in steps if step is not None)
    return None


def locate(
    steps: Steps, location: str, sent: Sent, *, is_loose: bool = False, is_exact: bool = False
) -> tuple[str, str]:
    """Return the path of a field as it was sent, and its location if that is known.

    Args:
        steps: As the server names them, its location perhaps before them.
        location: What the server says elsewhere, or an empty text.
        sent: Confirms names, and tells those that exist in the server's code alone.
        is_loose: The steps may hold such names: they come from the code of the server.
        is_exact: They hold none: they are a pointer into what was sent.
    """
    steps, location = _without_location(steps, location, sent, is_loose=is_loose)
    if len(steps) == 1 and is_whole(steps[0], sent.body):
        return "", location
    if is_exact:
        return ".".join(steps), location
    if location in ("", "body"):
        if is_loose and steps and not isinstance(sent.body, list) and _are_positions(steps):
            # Where in the text of a body that cannot be read: ``["body", 10]``.
            return "", location
        steps = _as_sent(steps, sent, is_loose=is_loose)
    elif is_loose and len(steps) > 1 and steps[0] not in _names(location, sent):
        steps = steps[1:]
    return ".".join(steps), location


def _step(step: object) -> str | None:
    if isinstance(step, dict):
        step = next((step[name] for name in ("key", "name", "property") if name in step), None)
    if isinstance(step, int) and not isinstance(step, bool) and abs(step) < 10**9:
        return str(step)
    return step[:_LONGEST_STEP] if isinstance(step, str) else None


def _from_text(text: str, sent: Sent) -> Steps | None:
    if len(text) > _LONGEST_STEP * 4:
        return None
    if any(text in names for names in (sent.query, sent.path, sent.headers)):
        return (text,)
    if isinstance(sent.body, dict) and text in sent.body:
        return (text,)
    if text.startswith(("/", "#/")):
        # RFC 6901, sections 3 and 6.
        pointer = unquote(text[1:]) if text.startswith("#") else text
        steps = pointer.split("/")[1:]
        return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps if step)
    if text.startswith(("$.", "$[")):
        text = text[1:]
    if text != text.strip() or "\n" in text:
        return None
    content = _STEP.findall(text)
    return tuple(next((part for part in pieces if part), "") for pieces in content[:_MOST_STEPS])


def _without_location(
    steps: Steps, location: str, sent: Sent, *, is_loose: bool
) -> tuple[Steps, str]:
    if len(steps) > 1 and folded(steps[0]) in _REQUEST and location_of(steps[1]):
        steps = steps[1:]
    first = location_of(steps[0]) if steps else ""
    if not first:
        return steps, location
    is_member = isinstance(sent.body, dict) and steps[0] in sent.body
    is_parameter = len(steps) == 1 and any(
        steps[0] in names for names in (sent.query, sent.path, sent.headers)
    )
    if is_parameter or (is_member and not (is_loose and len(steps) > 1)):
        return steps, location
    if location and location != first:
        return steps, location
    return steps[1:], first


def _are_positions(steps: Sequence[str]) -> bool:
    return all(step.isdigit() for step in steps)


def _names(location: str, sent: Sent) -> tuple[str, ...]:
    names = {"query": sent.query, "path": sent.path, "header": sent.headers}
    return names.get(location, sent.cookies)


def _as_sent(steps: Steps, sent: Sent, *, is_loose: bool) -> Steps:
    """Return the steps with the case of the names sent, and without names of the code."""
    if not is_loose:
        steps = _without_code(steps, sent)
    path: list[str] = []
    node = sent.body
    for index, step in enumerate(steps):
        rest = steps[index + 1 :]
        if is_loose and path and not rest and isinstance(node, (str, int, float)):
            # ``price.int``: the alternative of a type.
            break
        if is_loose and rest and _is_of_code(step, rest, node):
            continue
        name, node = _entered(step, node)
        path.append(name)
    return tuple(path)


def _without_code(steps: Steps, sent: Sent) -> Steps:
    """Drop what the server has before a place: ``createOrder.order`` of ``.email``."""
    if not _exists(steps[:1], sent.body):
        for start in range(1, len(steps)):
            if _exists(steps[start:], sent.body):
                return steps[start:]
    return steps


def _is_of_code(step: str, rest: Steps, node: object) -> bool:
    """Tell whether a step before others is in the server's code alone."""
    if isinstance(node, list):
        return not step.isdigit()
    if not isinstance(node, dict) or _member(step, node) is not None:
        return False
    return len(rest) == 1 or _member(rest[0], node) is not None or not rest[0].isdigit()


def _entered(step: str, node: object) -> tuple[str, object]:
    """Return a step as it is spelled in what was sent, and what is there."""
    if isinstance(node, dict):
        name = _member(step, node)
        return (_spelled(step, node), None) if name is None else (name, node[name])
    if isinstance(node, list) and step.isdigit() and len(step) < 9:
        return step, node[int(step)] if int(step) < len(node) else None
    return step, None


def _member(step: str, node: dict[str, object]) -> str | None:
    if step in node:
        return step
    if len(node) > _MOST_ALIKE:
        return None
    alike = [name for name in node if folded(name) == folded(step)]
    return alike[0] if len(alike) == 1 else None


def _spelled(step: str, node: dict[str, object]) -> str:
    """Return ``Title`` as ``title`` where all names sent begin like that: it is the code's."""
    if not step[:1].isupper() or not node or any(name[:1].isupper() for name in node):
        return step
    return step[:1].lower() + step[1:]


def _exists(steps: Steps, node: object) -> bool:
    for step in steps:
        if isinstance(node, dict):
            name = _member(step, node)
            if name is None:
                return False
            node = node[name]
        elif isinstance(node, list) and step.isdigit() and len(step) < 9 and int(step) < len(node):
            node = node[int(step)]
        else:
            return False
    return bool(steps)
