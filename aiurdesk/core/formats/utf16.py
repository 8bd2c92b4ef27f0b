"""Positions in UTF-16 units, as Qt, .NET and JavaScript count them.

A character beyond U+FFFF, such as an emoji, is one character in Python and two units there.
"""


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(_encoded(text)) // 2


def split_at(text: str, position: int) -> tuple[str, str]:
    """Return what stands before and behind a position in UTF-16 units."""
    encoded = _encoded(text)
    return _decoded(encoded[: 2 * position]), _decoded(encoded[2 * position :])


def with_replaced(text: str, start: int, end: int, insertion: str) -> str:
    """Return a text with another one in place of a part of it.

    Args:
        start: Where the part begins, in UTF-16 units.
        end: Where it ends, likewise.
    """
    encoded = _encoded(text)
    return f"{_decoded(encoded[: 2 * start])}{insertion}{_decoded(encoded[2 * end :])}"


def _encoded(text: str) -> bytes:
    # A half of such a character alone has no encoding, but texts of a server may hold one.
    return text.encode("utf-16-le", "surrogatepass")


def _decoded(encoded: bytes) -> str:
    return encoded.decode("utf-16-le", "surrogatepass")
