"""The protocol's ``code``, ``message`` and payload in a body."""

from dataclasses import dataclass
from enum import StrEnum


class NotAnEnvelopeReason(StrEnum):
    """Why a body is no envelope; each has its own words in the verdict."""

    EMPTY = "empty"
    NOT_JSON = "not_json"
    HTML = "html"
    TRUNCATED = "truncated"
    TWO_VALUES = "two_values"
    NOT_AN_OBJECT = "not_an_object"
    """A JSON array, text, number, boolean or null; ``detail`` says which."""
    NO_CODE = "no_code"
    CODE_IS_TEXT = "code_is_text"
    CODE_IS_NO_INTEGER = "code_is_no_integer"
    """A fraction, boolean, null, list or object; ``detail`` says which."""
    CODE_IS_HUGE = "code_is_huge"
    """A whole number that fits no 32 bits."""
    DUPLICATE_CODE = "duplicate_code"
    NO_MESSAGE = "no_message"
    MESSAGE_IS_NULL = "message_is_null"
    MESSAGE_IS_NO_TEXT = "message_is_no_text"
    BYTE_ORDER_MARK = "byte_order_mark"
    INVALID_UTF8 = "invalid_utf8"
    TOO_DEEP = "too_deep"
    BINARY = "binary"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the protocol promises of every answer."""

    code: int
    message: str
    protocol_version: str | None = None
    items: tuple[str, ...] = ()
    """The texts of ``items`` when all of it is text, as in an answer with −10."""


@dataclass(frozen=True, slots=True)
class NotAnEnvelope:
    """Why the body cannot be read as an envelope."""

    reason: NotAnEnvelopeReason
    detail: str = ""
    """Particulars: what stands there instead, and where."""
    envelope: Envelope | None = None
    """What can be read all the same, where only a formality is wrong (byte order mark)."""
