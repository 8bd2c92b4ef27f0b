"""What single values of a response stand for: times, tokens, texts within texts, sizes, colours.

Only said beside a value: what is copied stays what was received.
"""

import base64
import binascii
import re
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec

from aiurdesk.core.formats.json.tree import JsonLines, LineKind
from aiurdesk.core.translation import format_size, tr, trn

LONGEST = 256 * 1024
"""Characters of a text that is looked into; a longer one takes too long while a line is drawn."""

_DEEPEST = 3
"""Texts within texts within texts are looked into so many times."""
_ISO = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)", re.IGNORECASE
)
_UNIX = {10: 1, 13: 1_000, 16: 1_000_000}
"""Digits of a Unix time of our days, and how many of its units make a second."""
_TIMES = frozenset([
    "at", "time", "date", "datetime", "timestamp", "stamp", "ts", "exp", "iat", "nbf", "since",
    "until", "expiry", "expires", "expiration", "expired", "created", "updated", "modified",
    "deleted", "issued", "reset", "start", "end", "begin", "milliseconds", "seconds", "epoch",
    "unix",
])  # fmt: skip
"""Last words of names that a Unix time has; without such a name the number may be an id."""
_UNITS = frozenset(
    ["ms", "s", "sec", "secs", "seconds", "millis", "us", "micros", "utc", "unix", "epoch", "in"]
)
_SIZES = frozenset(["bytes", "size", "filesize"])
_COUNTED = frozenset(
    ["page", "batch", "font", "pool", "chunk", "window", "sample", "step", "max", "min", "limit"]
)
"""Sizes that are no bytes."""
_COLOUR_NAME = re.compile(r"colou?r|background|foreground|fill|stroke|tint", re.IGNORECASE)
_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)
_JWT = re.compile(r"eyJ[\w-]{8,}\.[\w-]{2,}\.[\w-]*", re.ASCII)
_DATA_URL = re.compile(r"data:([\w.+-]+/[\w.+-]+)?((?:;[\w.+-]+=[^;,]*)*)(;base64)?,", re.ASCII)
_BASE64 = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}|[A-Za-z0-9_-]{16,}={0,2}", re.ASCII)
_HEX = re.compile(r"[0-9a-f-]+|[0-9A-F-]+")
_BETWEEN = re.compile(r"[^A-Za-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PICTURES = {
    b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF87a": "GIF", b"GIF89a": "GIF",
}  # fmt: skip
_URL_SAFE = str.maketrans("-_", "+/")
_MOST_DIGITS = 15
_LONGEST_ALGORITHM = 16
_LAST_SECOND = 253_402_300_799
"""Of the year 9999."""
_SHORTEST = 8
"""Characters of a text in Base64 that is told."""
_SHORTEST_HOLDER = 2
_HOLDER_STARTS = ("{", "[", " ", "\\", "eyJ", "data:")
"""Of texts that may hold JSON; JSON may begin with blanks, which may be escaped."""
_MINUTE, _HOUR, _DAY, _MONTH, _YEAR = 60, 3_600, 86_400, 2_629_800, 31_557_600


class Inside(StrEnum):
    """What is within a value."""

    NOTHING = "nothing"
    JSON = "JSON"
    """``Meaning.inner`` is JSON text that can be shown below the value."""
    PICTURE = "picture"
    """``Meaning.picture`` is an image file."""


class Meaning(msgspec.Struct, frozen=True):
    """What a value stands for."""

    remark: str
    """A few words beside the value."""
    colour: str = ""
    """``#rrggbb`` or ``#aarrggbb``, to be shown beside them."""
    inside: Inside = Inside.NOTHING
    inner: str = ""
    picture: bytes = b""


def meaning_of(
    key: str, source: str, now: datetime, zone: tzinfo | None = None, depth: int = 0
) -> Meaning | None:
    """Return what a text or a number stands for; None where nothing is to be said.

    Args:
        key: Name of the member, without quotes; empty in a list.
        source: The value as it was received.
        now: With a time zone.
        zone: In which times are told; None for that of this computer.
        depth: How many texts the value is within.
    """
    if len(source) > LONGEST:
        return None
    if not source.startswith('"'):
        return _number(key, source, now, zone)
    try:
        text = msgspec.json.decode(source, type=str)
    except msgspec.DecodeError:
        return None
    return _text(key, text, now, zone, depth)


def meaning_at(
    tree: JsonLines, line: int, now: datetime, zone: tzinfo | None = None, depth: int = 0
) -> Meaning | None:
    """Return what the value on a line stands for; as ``meaning_of``."""
    if tree.kind(line) not in (LineKind.STRING, LineKind.NUMBER):
        return None
    if tree.size(line) > LONGEST:
        return None
    return meaning_of(tree.key(line).strip('"'), tree.value(line), now, zone, depth)


def may_hold_json(tree: JsonLines, line: int) -> bool:
    """Tell without reading it whether the text on a line may hold JSON, as ``Inside.JSON`` says."""
    if tree.kind(line) != LineKind.STRING:
        return False
    # Without the quotes.
    if not _SHORTEST_HOLDER <= tree.size(line) - 2 <= LONGEST:
        return False
    text = tree.value(line)[1:-1]
    return text.startswith(_HOLDER_STARTS) or _is_base64(text)


def relative(moment: datetime, now: datetime) -> str:
    """Return how long ago a moment was or how soon it is, in the largest unit that fits."""
    seconds = (now - moment).total_seconds()
    words = _span(abs(seconds))
    if not words:
        return tr("now")
    form = tr("{span} ago") if seconds > 0 else tr("in {span}")
    return form.format(span=words)


def _span(seconds: float) -> str:
    """Return a duration in the largest unit that fits; empty below a second."""
    if seconds < 1:
        return ""
    if seconds < _MINUTE - 0.5:
        count = round(seconds)
        form = trn("{count} second", "{count} seconds", count)
    elif seconds < _HOUR - _MINUTE / 2:
        count = round(seconds / _MINUTE)
        form = trn("{count} minute", "{count} minutes", count)
    elif seconds < _DAY - _HOUR / 2:
        count = round(seconds / _HOUR)
        form = trn("{count} hour", "{count} hours", count)
    elif seconds < 2 * _MONTH:
        count = round(seconds / _DAY)
        form = trn("{count} day", "{count} days", count)
    elif seconds < 2 * _YEAR:
        count = round(seconds / _MONTH)
        form = trn("{count} month", "{count} months", count)
    else:
        count = round(seconds / _YEAR)
        form = trn("{count:,} year", "{count:,} years", count)
    return form.format(count=count)


def _words(key: str) -> list[str]:
    """Return the words of a name such as ``createdAt``, ``created_at`` or ``created-at``."""
    return [word.casefold() for word in _BETWEEN.split(_CAMEL.sub("_", key)) if word]


def _names_time(key: str) -> bool:
    words = _words(key)
    while len(words) > 1 and words[-1] in _UNITS:
        words.pop()
    return bool(words) and words[-1] in _TIMES


def _names_size(key: str) -> bool:
    words = _words(key)
    if words[-2:] == ["content", "length"]:
        return True
    return bool(words) and words[-1] in _SIZES and not _COUNTED.intersection(words)


def _number(key: str, source: str, now: datetime, zone: tzinfo | None) -> Meaning | None:
    if not source.isascii() or not source.isdigit():
        return None
    per_second = _UNIX.get(len(source))
    if per_second and _names_time(key):
        return Meaning(_moment(datetime.fromtimestamp(int(source) / per_second, UTC), now, zone))
    if 4 <= len(source) <= _MOST_DIGITS and _names_size(key) and int(source) >= 1024:
        return Meaning(format_size(int(source)))
    return None


def _text(key: str, text: str, now: datetime, zone: tzinfo | None, depth: int) -> Meaning | None:
    if _ISO.fullmatch(text):
        return _iso(text, now, zone)
    if text.startswith("#") and _COLOUR.fullmatch(text):
        return _colour(key, text)
    if depth >= _DEEPEST:
        return None
    if text.startswith("eyJ") and _JWT.fullmatch(text):
        return _jwt(text, now, zone)
    if text.startswith("data:"):
        return _data_url(text)
    if text.lstrip()[:1] in ("{", "["):
        return _json(text)
    return _base64(text) if _is_base64(text) else None


def _is_base64(text: str) -> bool:
    # Ids and hashes are in the alphabet of Base64, too.
    return bool(_BASE64.fullmatch(text)) and not _HEX.fullmatch(text)


def _iso(text: str, now: datetime, zone: tzinfo | None) -> Meaning | None:
    try:
        moment = datetime.fromisoformat(text.upper().replace(",", "."))
        return Meaning(_moment(moment, now, zone))
    except (ValueError, OverflowError):  # 30 February; the year 0001 in a zone to the west
        return None


def _moment(moment: datetime, now: datetime, zone: tzinfo | None) -> str:
    local = moment.astimezone(zone)
    return f"{relative(moment, now)} · {local:%Y-%m-%d %H:%M:%S}"


def _colour(key: str, text: str) -> Meaning | None:
    digits = text[1:]
    # "#123" may as well be the number of an issue.
    if len(digits) != 6 and not _COLOUR_NAME.search(key):
        return None
    if len(digits) == 6 and digits.isdigit() and not _COLOUR_NAME.search(key):
        return None
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    # CSS writes the opacity last, Qt first.
    return Meaning("", colour=f"#{digits[6:]}{digits[:6]}".lower())


def _jwt(text: str, now: datetime, zone: tzinfo | None) -> Meaning | None:
    try:
        header, claims = (_object(part) for part in text.split(".")[:2])
    except ValueError:
        return None
    words = ["JWT"]
    if isinstance(algorithm := header.get("alg"), str):
        words.append(algorithm[:_LONGEST_ALGORITHM])
    end = claims.get("exp")
    if isinstance(end, int | float) and 0 < end < _LAST_SECOND:
        moment = datetime.fromtimestamp(end, UTC)
        form = tr("expired {when}") if moment <= now else tr("expires {when}")
        local = moment.astimezone(zone)
        words.append(f"{form.format(when=relative(moment, now))} ({local:%Y-%m-%d %H:%M:%S})")
    inner = msgspec.json.encode({"header": header, "claims": claims}).decode()
    return Meaning(" · ".join(words), inside=Inside.JSON, inner=inner)


def _object(part: str) -> dict[str, Any]:
    """Return the object that a part of a JWT holds.

    Raises:
        ValueError: It holds none.
    """
    data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    return msgspec.json.decode(data, type=dict[str, Any])


def _data_url(text: str) -> Meaning | None:
    match = _DATA_URL.match(text)
    if match is None:
        return None
    rest = text[match.end() :]
    data = _decoded(rest) if match[3] else unquote_to_bytes(rest)
    if data is None:
        return None
    kind = match[1] or "text/plain"
    return _content(data, kind) or Meaning(f"{kind} · {format_size(len(data))}")


def _base64(text: str) -> Meaning | None:
    data = _decoded(text)
    return None if data is None else _content(data, "Base64")


def _decoded(text: str) -> bytes | None:
    url_safe = text.translate(_URL_SAFE).rstrip("=")
    try:
        return base64.b64decode(url_safe + "=" * (-len(url_safe) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _content(data: bytes, kind: str) -> Meaning | None:
    """Say what decoded bytes are; None for bytes that are neither an image nor text."""
    size = format_size(len(data))
    picture = next((name for start, name in _PICTURES.items() if data.startswith(start)), "")
    if not picture and data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        picture = "WebP"
    if picture:
        return Meaning(f"{kind} · {picture} · {size}", inside=Inside.PICTURE, picture=data)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    # Most words are Base64 of something; only of text that people write is it said.
    if len(text) < _SHORTEST or not all(char.isprintable() or char in "\r\n\t" for char in text):
        return None
    inner = text if _is_json_holder(text) else msgspec.json.encode(text).decode()
    return Meaning(f"{kind} · {size}", inside=Inside.JSON, inner=inner)


def _json(text: str) -> Meaning | None:
    if not _is_json_holder(text):
        return None
    return Meaning(tr("JSON in a text"), inside=Inside.JSON, inner=text)


def _is_json_holder(text: str) -> bool:
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return False
    return True
