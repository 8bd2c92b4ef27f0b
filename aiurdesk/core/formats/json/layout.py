"""Lay JSON out in lines without changing its values."""

import json
import re

# A variable that stands where a value is wanted, as in ``{"id": {{id}}}``, is one token.
_VARIABLE = r"\{\{[^{}\r\n]*\}\}"
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|' + _VARIABLE + r'|[{}\[\],:]|[^\s{}\[\],:"]++')
_INDENT = "  "
_OPENING = ("{", "[")
_CLOSING = ("}", "]")


def formatted(text: str) -> str | None:
    """Return JSON with one member in each line; None if the text is not JSON.

    Number texts, the order of members and repeated names are preserved. So are ``{{variables}}``,
    which may stand instead of a value.
    """
    try:
        # Numbers stay texts: Python refuses to convert integers of more than 4300 digits.
        json.loads(_TOKEN.sub(_without_variable, text) if "{{" in text else text, parse_int=str)
    except (ValueError, RecursionError):
        return None
    pieces: list[str] = []
    depth, before = 0, ""
    for token in _TOKEN.findall(text):
        if token in _CLOSING:
            depth -= 1
        is_line_end = before in (*_OPENING, ",") or token in _CLOSING
        if is_line_end and not (before in _OPENING and token in _CLOSING):
            pieces.append("\n" + _INDENT * depth)
        if token in _OPENING:
            depth += 1
        pieces.append(": " if token == ":" else token)
        before = token
    return "".join(pieces)


def _without_variable(token: re.Match[str]) -> str:
    return "0" if token.group().startswith("{{") else token.group()
