"""Bytes as people type them: pairs of hexadecimal digits, sixteen bytes a line."""

import base64
import binascii

from aiurdesk.core.translation import tr

_BYTES_IN_A_LINE = 16


def hexadecimal(data: bytes) -> str:
    """Return bytes as lines of pairs of digits."""
    starts = range(0, len(data), _BYTES_IN_A_LINE)
    return "\n".join(data[start : start + _BYTES_IN_A_LINE].hex(" ") for start in starts)


def parse_hexadecimal(text: str) -> bytes | str:
    """Return the bytes of pairs of digits with any white space between them, or what is wrong."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return tr("Bytes are pairs of hexadecimal digits, such as 00 1f ff.")


def decoded_base64(text: str) -> bytes | str:
    """Return the bytes in base64, or what is wrong with it."""
    try:
        # Otherwise Python skips what is not base64.
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        return tr("This is not base64 ({error}).").format(error=error)
