"""Literals of languages whose strings are written as in JSON."""

import json

from aiurdesk.core.exporters.code_request import joined


def quoted(text: str) -> str:
    """Return a literal in double quotes, valid in JavaScript, C# and Go."""
    # The two line separators end a line in older JavaScript.
    written = json.dumps(text, ensure_ascii=False)
    return written.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


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
