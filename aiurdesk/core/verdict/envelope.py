"""Read the protocol's ``code``, ``message`` and payload from a body."""

import json
import re
from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from typing import TypeAlias

import msgspec

from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.translation import Phrase, marked, truncate


class NotAnEnvelopeReason(StrEnum):
    """Reason why a body is not an envelope; each one has its own words in the verdict."""

    EMPTY = "empty"
    NOT_JSON = "not_json"
    HTML = "html"
    TRUNCATED = "truncated"
    TWO_VALUES = "two_values"
    NOT_AN_OBJECT = "not_an_object"
    """A JSON array, text, number, boolean or null; ``detail`` says which."""
    NO_CODE = "no_code"
    CODE_IS_TEXT = "code_is_text"
    """Not a fault in a response that a table with text codes judges."""
    CODE_IS_NO_INTEGER = "code_is_no_integer"
    """A fraction, boolean, null, list or object; ``detail`` says which."""
    CODE_IS_HUGE = "code_is_huge"
    """A whole number of more than 32 bits."""
    DUPLICATE_CODE = "duplicate_code"
    NO_MESSAGE = "no_message"
    MESSAGE_IS_NULL = "message_is_null"
    MESSAGE_IS_NO_TEXT = "message_is_no_text"
    BYTE_ORDER_MARK = "byte_order_mark"
    INVALID_UTF8 = "invalid_utf8"
    TOO_DEEP = "too_deep"
    BINARY = "binary"
    UNREAD = "unread"
    """It could not be read on this computer, for want of memory perhaps; ``detail`` says why."""


class EnvelopeNames(msgspec.Struct, frozen=True):
    """The names of the members of an envelope; a dialect may have others than the protocol."""

    code: str = "code"
    message: str = "message"
    version: str = "protocolVersion"
    items: str = "items"


PROTOCOL = EnvelopeNames()


class Envelope(msgspec.Struct, frozen=True, tag=True):
    """The members that the Aiursoft protocol promises in every response."""

    code: int | str
    """A number in the protocol; a text only where the dialect has text codes."""
    message: str
    protocol_version: str | None = None
    """None where there is no such member; empty where it is null, as outside the controllers."""
    items: tuple[str, ...] = ()
    """The texts of ``items`` when all its entries are text, as in a response with −10."""
    items_left_out: int = 0
    """How many more of them are in the body."""


class NotAnEnvelope(msgspec.Struct, frozen=True, tag=True):
    """A body that is not an envelope, with the reason."""

    reason: NotAnEnvelopeReason
    detail: str | Phrase = ""
    """Particulars: what stands there instead, and where. A text is what was sent."""
    envelope: Envelope | None = None
    """What can be read in spite of the fault, such as a code without a message."""
    with_text_code: "Envelope | NotAnEnvelope | None" = None
    """Where the code is text: what the body is to a table with text codes."""


_Object: TypeAlias = "tuple[tuple[str, object], ...]"

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# The protocol's ``Code`` is an enumeration of .NET, which has 32 bits.
_CODE_MINIMUM, _CODE_MAXIMUM = -(2**31), 2**31 - 1
# What a parser finds at the end of JSON that was cut off: the beginning of a number, of ``true``,
# ``false`` or ``null``, or of an escape such as \u00e4.
_BROKEN_OFF = r"-|t|tr|tru|f|fa|fal|fals|n|nu|nul|\.?[0-9]*[eE]?[+-]?|\\?u?[0-9a-fA-F]{0,4}"
_CHARACTER_ENDS = Phrase(marked("the end of a character is missing"))
_NUMBER, _TEXT = Phrase(marked("a number")), Phrase(marked("a text"))
_ARRAY, _OBJECT = Phrase(marked("an array")), Phrase(marked("an object"))
_LONGEST_QUOTE = 40
_MOST_SEARCHED = 4096
LONGEST_MESSAGE = 100_000
"""Characters of the message, and of all items together. A longer one would hold up the window,
and 128 MB would disconnect it from the accessibility bus."""
_MOST_ITEMS = 1000
_MOST_QUOTED = 10
LONGEST_TEXT_CODE = 200
"""Characters; a longer text is a message at the wrong place. Codes are logged and shown large."""


class _Fraction(str):
    """A number with a point or an exponent, as it was sent."""

    __slots__ = ()


class _LongNumber(str):
    """A whole number that Python refuses to read, as it was sent."""

    __slots__ = ()


def parse_envelope(
    body: bytes, content_type: str | None = None, names: EnvelopeNames = PROTOCOL
) -> Envelope | NotAnEnvelope:
    """Read the envelope in a body, or tell why the body is not an envelope. Never raises.

    Args:
        body: The whole content, its Content-Encoding undone.
        content_type: The header. It only helps to tell HTML pages from other text.
        names: The names of the members. They are case-sensitive: where a service writes ``code``,
            ``Code`` is another program's member.
    """
    # From cheap to expensive; each of these reasons says more than the error of a parser.
    if not body.strip():
        return NotAnEnvelope(NotAnEnvelopeReason.EMPTY)
    # A sender must not add one, a reader may ignore it. RFC 8259 section 8.1.
    if body.startswith(_BYTE_ORDER_MARK):
        inner = parse_envelope(body[len(_BYTE_ORDER_MARK) :], content_type, names)
        if isinstance(inner, Envelope):
            return NotAnEnvelope(NotAnEnvelopeReason.BYTE_ORDER_MARK, envelope=inner)
        return inner
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        return _not_utf8(body, content_type, error)
    # Pages of errors come without Content-Type from some services, so the text itself decides.
    start = text.lstrip()[:200].lower()
    if start.startswith("<"):
        return _markup(start, content_type)
    # NUL is valid UTF-8, but no text holds it. In JSON, the parser says where it stands.
    if "\0" in text and not start.startswith(("{", "[", '"')):
        return NotAnEnvelope(NotAnEnvelopeReason.BINARY)
    return _read(text, names)


def _not_utf8(body: bytes, content_type: str | None, error: UnicodeDecodeError) -> NotAnEnvelope:
    looks_like_json = body.lstrip()[:1] in (b"{", b"[", b'"')
    # The bytes end inside a character, so more of them were sent.
    if looks_like_json and error.reason == "unexpected end of data":
        return NotAnEnvelope(NotAnEnvelopeReason.TRUNCATED, _CHARACTER_ENDS)
    is_text = looks_like_json or "json" in (content_type or "").lower()
    if not is_text:
        return NotAnEnvelope(NotAnEnvelopeReason.BINARY)
    # From 1, like the lines and columns of a text, and as the views of a body count.
    value = f"0x{body[error.start]:02X}"
    detail = Phrase(marked("byte {number} ({value})"), {"number": error.start + 1, "value": value})
    return NotAnEnvelope(NotAnEnvelopeReason.INVALID_UTF8, detail)


def _markup(start: str, content_type: str | None) -> NotAnEnvelope:
    # XML begins like a page, and is told apart by its first element.
    is_page = re.match(r"<(!doctype html|html|head|body|!--)", start)
    if is_page or "html" in (content_type or "").lower():
        return NotAnEnvelope(NotAnEnvelopeReason.HTML)
    return NotAnEnvelope(NotAnEnvelopeReason.NOT_JSON, Phrase(marked("it begins like XML")))


def _read(text: str, names: EnvelopeNames) -> Envelope | NotAnEnvelope:
    try:
        value = _load(text)
    except json.JSONDecodeError as error:
        return _why_not_json(text, error)
    except _NoJsonNumber as error:
        detail = Phrase(marked("{error} is not JSON"), {"error": str(error)})
        return NotAnEnvelope(NotAnEnvelopeReason.NOT_JSON, detail)
    # The parser of Python has a limit of its own; no service nests that deeply.
    except RecursionError:
        return NotAnEnvelope(NotAnEnvelopeReason.TOO_DEEP)
    if not isinstance(value, tuple):
        return NotAnEnvelope(NotAnEnvelopeReason.NOT_AN_OBJECT, _kind(value))
    return _members(value, names)


class _NoJsonNumber(Exception):
    """NaN or Infinity, which Python reads and no other parser."""


def _refuse_constant(name: str) -> object:
    raise _NoJsonNumber(name)


def _whole_number(digits: str) -> int | _LongNumber:
    # The limit of Python is 4,300 digits; a code has at most eleven.
    return int(digits) if len(digits) < 100 else _LongNumber(digits)


# Objects become tuples of pairs, so that no duplicate is lost. The hooks are types and not
# functions: the parser then calls no Python code for each object.
_decoder = partial(
    json.JSONDecoder,
    object_pairs_hook=tuple,
    parse_float=_Fraction,
    parse_constant=_refuse_constant,
)
_DECODER, _DECODER_OF_LONG_NUMBERS = _decoder(), _decoder(parse_int=_whole_number)


def _load(text: str) -> object:
    try:
        return _DECODER.decode(text)
    # First, because it is a ValueError, too.
    except json.JSONDecodeError:
        raise
    except ValueError:
        # Python refuses to turn thousands of digits into a number.
        return _DECODER_OF_LONG_NUMBERS.decode(text)


def _why_not_json(text: str, error: json.JSONDecodeError) -> NotAnEnvelope:
    has_structure = text.lstrip().startswith(("{", "[", '"'))
    numbers = {"lineno": error.lineno, "colno": error.colno}
    where = {"where": Phrase(marked("line {lineno}, column {colno}"), numbers)}
    # Plain text such as "Healthy": where the parser stopped says nothing to anybody.
    if not has_structure:
        return NotAnEnvelope(NotAnEnvelopeReason.NOT_JSON, f"“{_quote(text)}”")
    rest = text[error.pos :].rstrip()
    if error.msg.startswith("Extra data"):
        if rest.startswith(("{", "[")):
            detail = Phrase(marked("the second begins at {where}"), where)
            return NotAnEnvelope(NotAnEnvelopeReason.TWO_VALUES, detail)
        detail = Phrase(marked("text after the end, at {where}"), where)
        return NotAnEnvelope(NotAnEnvelopeReason.NOT_JSON, detail)
    is_broken_off = not rest or error.msg.startswith("Unterminated")
    if is_broken_off or re.fullmatch(_BROKEN_OFF, rest):
        detail = Phrase(marked("it ends at {where}"), where)
        return NotAnEnvelope(NotAnEnvelopeReason.TRUNCATED, detail)
    # In the words of Python's parser, which has English only.
    detail = Phrase(marked("{mistake} at {where}"), {"mistake": error.msg, **where})
    return NotAnEnvelope(NotAnEnvelopeReason.NOT_JSON, detail)


def _members(members: _Object, names: EnvelopeNames) -> Envelope | NotAnEnvelope:
    # The code before anything else, as the services ask of every client in "Before starting".
    codes = [value for name, value in members if name == names.code]
    if len(codes) > 1:
        quoted = _listed([_as_sent(code) for code in codes[:_MOST_QUOTED]], len(codes))
        return NotAnEnvelope(NotAnEnvelopeReason.DUPLICATE_CODE, quoted)
    if not codes:
        return NotAnEnvelope(NotAnEnvelopeReason.NO_CODE, _other_spelling(members, names))
    code = codes[0]
    # ``type(…) is int`` here and below, because True is an int for ``isinstance``.
    if isinstance(code, _LongNumber) or (
        type(code) is int and not _CODE_MINIMUM <= code <= _CODE_MAXIMUM
    ):
        return NotAnEnvelope(NotAnEnvelopeReason.CODE_IS_HUGE, _quote(str(code)))
    # Whether that is a fault depends on the table, which is chosen later: both readings go on.
    if type(code) is str:
        is_code = len(code) <= LONGEST_TEXT_CODE
        other = _with_message(writable(code), dict(members), names) if is_code else None
        return NotAnEnvelope(NotAnEnvelopeReason.CODE_IS_TEXT, _as_sent(code), with_text_code=other)
    if type(code) is not int:
        return NotAnEnvelope(NotAnEnvelopeReason.CODE_IS_NO_INTEGER, _as_sent(code))
    return _with_message(code, dict(members), names)


def _with_message(
    code: int | str, members: dict[str, object], names: EnvelopeNames
) -> Envelope | NotAnEnvelope:
    # In JSON with duplicates the last one counts here, as for most parsers.
    message = members.get(names.message)
    # Null in responses that no controller made, such as the crash handler's.
    version = members.get(names.version)
    no_version = "" if names.version in members else None
    envelope = Envelope(
        code,
        truncated(message) if type(message) is str else "",
        version if type(version) is str else no_version,
        *_texts(members.get(names.items)),
    )
    if names.message not in members:
        return NotAnEnvelope(NotAnEnvelopeReason.NO_MESSAGE, envelope=envelope)
    if message is None:
        return NotAnEnvelope(NotAnEnvelopeReason.MESSAGE_IS_NULL, envelope=envelope)
    if type(message) is not str:
        reason = NotAnEnvelopeReason.MESSAGE_IS_NO_TEXT
        return NotAnEnvelope(reason, _as_sent(message), envelope)
    return envelope


def _texts(items: object) -> tuple[tuple[str, ...], int]:
    """Return the texts of a list, and how many more of them there are."""
    # ``items`` of a collection are objects or other values, and no validation texts.
    if not isinstance(items, list) or not all(type(item) is str for item in items):
        return (), 0
    texts: list[str] = []
    room = LONGEST_MESSAGE
    for item in items[:_MOST_ITEMS]:
        if room <= 0:
            break
        texts.append(truncated(item, room))
        room -= len(item)
    return tuple(texts), len(items) - len(texts)


def truncated(text: str, most: int = LONGEST_MESSAGE) -> str:
    """Return at most so many characters, and ``CUT`` where there are more; see ``writable``."""
    return writable(truncate(text, most))


def writable(text: str) -> str:
    r"""Return the text without halves of characters (a lone ``\ud83d``), which no file can hold."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _other_spelling(members: _Object, names: EnvelopeNames) -> str | Phrase:
    folded = names.code.casefold()
    others = [name for name, _ in members if name.casefold() == folded]
    return _listed([_quote(name) for name in others[:_MOST_QUOTED]], len(others))


def _listed(texts: Sequence[str | Phrase], count: int) -> str | Phrase:
    if not texts:
        return ""
    listed, rest = Phrase.joined(texts), count - len(texts)
    if not rest:
        return listed
    return Phrase(marked("{listed} and {rest:,} more"), {"listed": listed, "rest": rest})


def _kind(value: object) -> str | Phrase:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case _Fraction() | _LongNumber() | int():
            return _NUMBER
        case str():
            return _TEXT
        case list():
            return _ARRAY
    return _OBJECT


def _as_sent(value: object) -> str | Phrase:
    """Return a value as it was sent, or what it is where that would be long."""
    if isinstance(value, (_Fraction, _LongNumber)):
        return _quote(str(value))
    if value is None or isinstance(value, (bool, list, tuple)):
        return _kind(value)
    if isinstance(value, str):
        return json.dumps(_quote(value), ensure_ascii=False)
    return str(value)


def _quote(text: str) -> str:
    """Return the beginning of a text on one line, without what its names or looks say is secret.

    It is searched as it came: on one line and cut off, many a secret is no longer found.
    """
    beginning = redact_unknown(truncate(text.strip(), _MOST_SEARCHED))
    return truncate(" ".join(beginning.split()), _LONGEST_QUOTE)
