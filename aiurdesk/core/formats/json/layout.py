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
    if not _is_json(text):
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


def compacted(text: str) -> str | None:
    """Return JSON without spaces and line ends between its parts; None if it is not JSON."""
    return "".join(_TOKEN.findall(text)) if _is_json(text) else None


_LOOSE = re.compile(
    r"""(?P<double>"(?:[^"\\\n]|\\.)*+")|(?P<single>'(?:[^'\\\n]|\\.)*+')"""
    # One that does not end takes all the rest, which is then looked through once only.
    r"|(?P<remark>//[^\n]*+|/\*.*?\*/)|(?P<unended>/\*.*+)|(?P<variable>" + _VARIABLE + ")"
    r"|(?P<comma>,)|(?P<closing>[}\]])|(?P<name>[A-Za-z_$][\w$]*+)(?=\s*+:)"
    r"|(?P<number>\+?(?:0[xX][0-9a-fA-F]++|\.[0-9]++|[0-9]++\.(?![0-9])))"
    r"|(?P<space>\s++)|(?P<other>[^\s\"'/,{}\[\]]++|.)",
    re.DOTALL,
)


def mended(text: str) -> str | None:
    """Return JSON for text that is nearly so; None where it is JSON already, or something else.

    Comments and commas before a closing bracket are left out; names and texts in single quotes get
    double ones, and numbers of JavaScript are written as JSON has them. All else stays.
    """
    pieces: list[str] = []
    comma = -1
    for match in _LOOSE.finditer(text):
        kind, token = match.lastgroup or "", match.group()
        if kind == "closing" and comma >= 0:
            pieces[comma] = ""
        if kind not in ("space", "remark"):
            comma = len(pieces) if kind == "comma" else -1
        pieces.append(_MENDED.get(kind, str)(token))
    result = "".join(pieces)
    return result if result != text and not _is_json(text) and _is_json(result) else None


def _double_quoted(token: str) -> str:
    inner = token[1:-1].replace("\\'", "'")
    return '"' + re.sub(r'(?<!\\)"', r'\\"', inner) + '"'


def _number(token: str) -> str:
    token = token.removeprefix("+")
    if token[:2] in ("0x", "0X"):
        return str(int(token, 16)) if len(token) < _LONGEST_HEXADECIMAL else token
    return f"0{token}" if token.startswith(".") else f"{token}0"


_LONGEST_HEXADECIMAL = 1000
_MENDED = {
    "single": _double_quoted,
    "name": lambda token: f'"{token}"',
    "remark": lambda token: "",
    "number": _number,
}


def _is_json(text: str) -> bool:
    try:
        # Numbers stay texts: Python refuses to convert integers of more than 4300 digits.
        json.loads(_TOKEN.sub(_without_variable, text) if "{{" in text else text, parse_int=str)
    except (ValueError, RecursionError):
        return False
    return True


def _without_variable(token: re.Match[str]) -> str:
    return "0" if token.group().startswith("{{") else token.group()
