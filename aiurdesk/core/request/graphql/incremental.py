"""Joins the parts in which a server brings the result of ``@defer`` and ``@stream``.

Source: GraphQL over HTTP, RFC Incremental Delivery over HTTP; the payloads of Apollo's
``deferSpec=20220824`` (``path`` and ``incremental``) and of the drafts since 2023 (``pending`` and
``completed``), and those of 2020, which have one patch in a part.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.multipart import boundary_of, read_parts
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr

MEDIA_TYPE = "multipart/mixed"
MOST_PARTS = 10_000
MOST_BYTES = 16 * 1024 * 1024
_MOST_PATCHES = 100_000
USUAL_BOUNDARY = b"-"
"""Where the header names none."""
_OF_DELIVERY = ("hasNext", "pending", "incremental", "completed", "path", "label")
# Numbers keep their digits.
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class Joined(msgspec.Struct, frozen=True):
    """The result that several parts make."""

    data: bytes
    """As JSON, as a server sends it that does without parts."""
    part_count: int
    is_whole: bool = True
    """Whether no further part was announced."""


def joined(data: bytes, content_type: str) -> Joined | Problem:
    """Return the result in the parts of a body, or why they cannot be joined.

    Args:
        content_type: Names what stands between the parts.
    """
    if len(data) > MOST_BYTES:
        return Problem(tr("They are longer than 16 MB."))
    joining = _Joining()
    try:
        for part in _payloads(data, content_type):
            joining.take(_DECODER.decode(part))
        joined_data = _ENCODER.encode(joining.result)
    except ProblemError as error:
        return Problem(tr("Part {count}: {mistake}").format(count=joining.count, mistake=error))
    # Digits beyond what a number may have are errors of values and of arithmetic.
    except (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError):
        return Problem(tr("Part {count} is not JSON.").format(count=joining.count + 1))
    if joining.result is None:
        return Problem(tr("None of them is a result."))
    return Joined(joined_data, joining.count, joining.is_whole)


def _payloads(data: bytes, content_type: str) -> Iterator[bytes]:
    """Yield the contents of the parts, without their headers."""
    boundary = boundary_of(content_type) or USUAL_BOUNDARY
    for part in read_parts(data, boundary, MOST_PARTS + 1).parts:
        content = data[part.start : part.end]
        # What has no end was cut off, unless it is whole JSON all the same.
        if part.is_whole or content.strip():
            yield content


class _Joining:
    """A result, and what is still to come."""

    def __init__(self) -> None:
        self.result: dict[str, Any] | None = None
        self.is_whole = True
        self.count = 0
        """Of parts so far."""
        self._pending: dict[str, Any] = {}
        """The path of each part that was announced, or the value there, by the id of the part."""
        self._patches = 0

    def take(self, part: Any) -> None:
        """Put the next part in."""
        self.count += 1
        if self.count > MOST_PARTS:
            raise ProblemError(tr("there are more than {most}.").format(most=f"{MOST_PARTS:,}"))
        if not isinstance(part, dict):
            raise ProblemError(tr("it is not an object."))
        if "payload" in part:
            raise ProblemError(tr("it is of a subscription in parts, which is not supported."))
        # An empty one keeps the connection open.
        if part:
            self._put(part)

    def _put(self, part: dict[str, Any]) -> None:
        self.is_whole = part.get("hasNext") is not True
        if self.result is None:
            self.result = {k: value for k, value in part.items() if k not in _OF_DELIVERY}
        elif "path" in part:
            self._patch(part)
        else:
            self._take_beside(part)
        for announced in _objects(part, "pending"):
            self._pending[_id_of(announced)] = _path_of(announced, "path")
        for patch in _objects(part, "incremental"):
            self._patch(patch)
        for ended in _objects(part, "completed"):
            self._pending.pop(_id_of(ended), None)
            self._take_beside(ended)

    def _take_beside(self, patch: dict[str, Any]) -> None:
        """Take errors and extensions."""
        result = self.result
        assert result is not None, "the first part is the result"
        errors, extensions = patch.get("errors"), patch.get("extensions")
        if isinstance(errors, list) and errors:
            earlier = result.get("errors")
            if isinstance(earlier, list):
                earlier.extend(errors)
            else:
                result["errors"] = errors
        if isinstance(extensions, dict):
            earlier = result.setdefault("extensions", {})
            if isinstance(earlier, dict):
                _merge(earlier, extensions)

    def _patch(self, patch: dict[str, Any]) -> None:
        self._patches += 1
        if self._patches > _MOST_PATCHES:
            raise ProblemError(tr("there are more than {most} patches.").format(most="100,000"))
        self._take_beside(patch)
        items, data = patch.get("items"), patch.get("data")
        if "id" in patch:
            target = self._announced(patch)
            if isinstance(target, list) and isinstance(items, list):
                target.extend(items)
            elif isinstance(target, dict) and isinstance(data, dict):
                _merge(target, data)
            elif items is not None or data is not None:
                raise ProblemError(tr("it does not fit what is there."))
            return
        path = _path_of(patch, "path")
        if isinstance(items, list):
            self._put_items(path, items)
        elif data is not None:
            self._put_data(path, data)

    def _announced(self, patch: dict[str, Any]) -> Any:
        number = _id_of(patch)
        if number not in self._pending:
            raise ProblemError(tr("it was not announced."))
        target = self._pending[number]
        if isinstance(target, tuple):
            # Once: the same path would be followed for each of many patches.
            target = self._pending[number] = self._at(target)
        return _followed(target, _path_of(patch, "subPath"))

    def _put_items(self, path: tuple[Any, ...], items: list[Any]) -> None:
        target = self._at(path[:-1])
        index = _index(path[-1]) if path else -1
        if not isinstance(target, list) or not 0 <= index <= len(target):
            raise ProblemError(tr("it does not fit what is there."))
        target[index : index + len(items)] = items

    def _put_data(self, path: tuple[Any, ...], data: Any) -> None:
        parent = self._at(path[:-1]) if path else None
        # A server of 2020 streams each item of a list by itself.
        if isinstance(parent, list) and _index(path[-1]) == len(parent):
            parent.append(data)
            return
        target = self._at(path)
        if not isinstance(target, dict) or not isinstance(data, dict):
            raise ProblemError(tr("it does not fit what is there."))
        _merge(target, data)

    def _at(self, path: tuple[Any, ...]) -> Any:
        assert self.result is not None, "the first part is the result"
        return _followed(self.result.get("data"), path)


def _followed(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        is_member = isinstance(value, dict) and isinstance(step, str) and step in value
        if not is_member and not (isinstance(value, list) and 0 <= _index(step) < len(value)):
            raise ProblemError(tr("it belongs to a place that is not there."))
        value = value[step]
    return value


def _index(step: Any) -> int:
    """Return a step as the index of an item; -1 for anything else."""
    return step if isinstance(step, int) and not isinstance(step, bool) else -1


def _objects(part: dict[str, Any], name: str) -> list[dict[str, Any]]:
    listed = part.get(name)
    if listed is None:
        return []
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise ProblemError(tr("{name} is not a list of objects.").format(name=name))
    return listed


def _id_of(announced: dict[str, Any]) -> str:
    number = announced.get("id")
    return number if isinstance(number, str) else str(number)[:100]


def _path_of(patch: dict[str, Any], name: str) -> tuple[Any, ...]:
    path = patch.get(name)
    return tuple(path) if isinstance(path, list) else ()


def _merge(target: dict[str, Any], added: dict[str, Any]) -> None:
    """Put the members of an object into another one, and those within them."""
    # Without recursion: what a server nests would end it.
    left: list[tuple[Any, Any]] = [(target, added)]
    while left:
        into, new = left.pop()
        pairs = new.items() if isinstance(new, dict) else enumerate(new)
        for key, value in pairs:
            old = into.get(key) if isinstance(into, dict) else into[key]
            if _are_alike(old, value):
                left.append((old, value))
            elif value is not None or old is None:
                into[key] = value


def _are_alike(old: Any, new: Any) -> bool:
    """Tell whether two values are objects, or lists of the same length."""
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new)
    return isinstance(old, dict) and isinstance(new, dict)
