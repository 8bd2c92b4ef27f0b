"""Lay JSON out in lines without changing its values."""

import json
import re
from collections.abc import Iterator

import msgspec

from aiurdesk.core.formats.json.tree import INDENT_LEVELS

# A variable that stands where a value is wanted, as in ``{"id": {{id}}}``, is one token.
_VARIABLE = r"\{\{[^{}\r\n]*\}\}"
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*+"|' + _VARIABLE + r'|[{}\[\],:]|[^\s{}\[\],:"]++|".*+', re.DOTALL
)
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


_PIECE = 1024 * 1024
_TOKENS_AT_ONCE = 20_000
_MOST_LONGER = 12
"""Times as long as it was; more is mostly indentation."""


class NotJson(ValueError):
    """A text is not JSON."""


def laid_out_pieces(data: bytes, *, is_whole: bool = True) -> Iterator[bytes]:
    """Yield JSON in UTF-8 with one member in each line, in pieces of about a megabyte.

    Number texts, the order of members and repeated names are preserved. Where it is nested very
    deeply, this takes twenty times as long, and the deepest lines are indented no further.

    Args:
        data: The text.
        is_whole: Its end is there, so that one that is missing is a mistake.

    Raises:
        NotJson: It is something else.
    """
    if not is_whole:
        return _deep_pieces(data)
    try:
        done = msgspec.json.format(data.removeprefix(_MARK), indent=len(_INDENT))
    except (RecursionError, MemoryError):
        return _deep_pieces(data)
    except msgspec.MsgspecError as error:
        raise NotJson from error
    if len(done) > _MOST_LONGER * len(data) + _PIECE:
        return _deep_pieces(data)
    return (done[at : at + _PIECE] for at in range(0, len(done), _PIECE))


_MARK = b"\xef\xbb\xbf"


def _deep_pieces(data: bytes) -> Iterator[bytes]:
    text = data.removeprefix(_MARK).decode("utf-8", "replace")
    pieces: list[str] = []
    depth, before = 0, ""
    for match in _TOKEN.finditer(text):
        token = match.group()
        depth -= token in _CLOSING
        is_line_end = before in (*_OPENING, ",") or token in _CLOSING
        if is_line_end and not (before in _OPENING and token in _CLOSING):
            pieces.append("\n" + _INDENT * min(max(depth, 0), INDENT_LEVELS))
        depth += token in _OPENING
        pieces.append(": " if token == ":" else token)
        before = token
        if len(pieces) >= _TOKENS_AT_ONCE:
            yield "".join(pieces).encode("utf-8", "replace")
            pieces = []
    yield "".join(pieces).encode("utf-8", "replace")


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
