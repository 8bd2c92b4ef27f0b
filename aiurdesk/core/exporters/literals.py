"""Literals of languages whose strings are written as in JSON."""

import json
import re

from aiurdesk.core.exporters.code_request import joined


def quoted(text: str) -> str:
    """Return a literal in double quotes, valid in JavaScript, C# and Go."""
    written = json.dumps(text, ensure_ascii=False)
    # Two line separators end a line in older JavaScript, and Go refuses a byte order mark.
    return re.sub("[\u2028\u2029\ufeff]", lambda sign: f"\\u{ord(sign[0]):04x}", written)


def expression(text: str, variable: str) -> str:
    """Return a text with variables for its secrets.

    Args:
        text: May hold placeholders.
        variable: How a variable is read, with ``{}`` for its name.
    """
    return joined(text, quoted, variable.format, " + ")


def byte_list(data: bytes) -> str:
    """Return bytes as numbers, such as ``0xff, 0x00``."""
    return ", ".join(f"0x{byte:02x}" for byte in data)
