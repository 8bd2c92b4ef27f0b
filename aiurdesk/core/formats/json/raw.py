"""Takes JSON apart without reading all of it: members and entries stay the text they came as."""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import msgspec

Raw: TypeAlias = bytes | msgspec.Raw
"""A value of JSON as it was received, in UTF-8."""
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ENTRIES = msgspec.json.Decoder(list[msgspec.Raw])
_TEXT = msgspec.json.Decoder(str)


class NotJson(ValueError):
    """A text is not JSON, or nested too deeply to be read."""


def utf8_of(data: bytes) -> bytes:
    """Return a body of JSON in UTF-8, without a byte order mark.

    Raises:
        NotJson: It is not text.
    """
    if json.detect_encoding(data) == "utf-8":
        return data
    try:
        return data.decode(json.detect_encoding(data)).encode()
    except ValueError as error:
        raise NotJson from error


def members_of(raw: Raw) -> Mapping[str, Raw]:
    """Return the members of an object; of several with one name, the last one.

    Raises:
        NotJson: It is not an object.
    """
    try:
        return _MEMBERS.decode(raw)
    except (msgspec.ValidationError, RecursionError) as error:
        raise NotJson from error
    except (msgspec.DecodeError, UnicodeError):
        members = _read(raw)
        if not isinstance(members, dict):
            raise NotJson from None
        return {name: _written(value) for name, value in members.items()}


def entries_of(raw: Raw) -> Sequence[Raw]:
    """Return the entries of a list.

    Raises:
        NotJson: It is not a list.
    """
    try:
        return _ENTRIES.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise NotJson from error


def raw_at(raw: Raw, steps: Sequence[str | int]) -> Raw | None:
    """Return the value to which names of members and numbers of entries lead; None without one.

    Raises:
        NotJson: It is not JSON.
    """
    for step in steps:
        if isinstance(step, int):
            entries = entries_of(raw) if first_of(raw) == b"[" else ()
            if step >= len(entries):
                return None
            raw = entries[step]
        else:
            members = members_of(raw) if first_of(raw) == b"{" else {}
            if step not in members:
                return None
            raw = members[step]
    return raw


def first_of(raw: Raw) -> bytes:
    """Return the first character of a value, which tells its kind."""
    return bytes(memoryview(raw)[:64]).lstrip()[:1]


def text_of(raw: Raw) -> str:
    """Return the content of a text; any other value as it was received."""
    data = bytes(raw)
    if not data.startswith(b'"'):
        return data.decode(errors="replace")
    try:
        return _TEXT.decode(data)
    except (msgspec.DecodeError, UnicodeError):
        # Half of a character, which stays an escape: no text for others could hold it.
        return data[1:-1].decode(errors="replace")


def _read(raw: Raw) -> object:
    try:
        return json.loads(bytes(raw))
    except (ValueError, RecursionError) as error:
        raise NotJson from error


def _written(value: object) -> bytes:
    return json.dumps(value).encode()
