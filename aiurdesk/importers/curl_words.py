"""Splits a command line as it was copied from a shell, from cmd.exe or from PowerShell.

Source: POSIX.1-2017, Shell Command Language, section 2.2; Bash reference manual 3.1.2.4
(``$'…'``); Chromium, ``network_request_copy`` "Copy as cURL" (2026-10).
"""

import re
import shlex

import msgspec

_CMD_CARET = re.compile(r"\^(\r?\n|.)", re.DOTALL)
_LOOKS_LIKE_CMD = re.compile(r"\^[ \t]*\r?\n|\^\"|\^%")
_QUOTED = re.compile(
    r"""(?P<joined>[\\`]\r?\n)|'[^']*'|"(?:[^"\\]++|\\.)*+"|\$'(?P<ansi>(?:[^'\\]++|\\.)*+)'|\\.""",
    re.DOTALL,
)
"""A line that goes on, a quoted text, or an escaped character. What begins first counts: a
backslash at the end of a line within single quotes is text."""
_WORD_PART = re.compile(
    r"""(?P<blank>[ \t\r\n]+)|'(?P<single>[^']*)'|"(?P<double>(?:[^"\\]++|\\.)*+)"|\\(?P<one>.)"""
    r"""|(?P<plain>[^ \t\r\n'"\\]+)""",
    re.DOTALL,
)
_IN_DOUBLE = re.compile(r'\\(["\\])')
"""What a backslash stands before within double quotes, where it is not text itself."""
_LOOKS_LIKE_POWERSHELL = re.compile(r"`[ \t]*\r?\n|`\"")
_SINGLE_QUOTED = re.compile(r"'[^']*'")
_POWERSHELL_PART = re.compile(
    r"""(?P<joined>`[ \t]*\r?\n)|'(?P<single>(?:[^']|'')*)'|"(?P<double>(?:[^"`]|`.)*)"|\\""",
    re.DOTALL,
)
"""Quotes are doubled in single quotes, and escaped with a backtick in double ones."""
_TYPED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
"""What word processors and chats make of quotes."""
_TYPED_DASH = re.compile(r"(?<=\s)(?:—|–(?=\w\w))(?=\w)|(?<=\s)–(?=\w)")
_SHELL_VARIABLE = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})")
_ESCAPED = re.compile(r"\\(\r?\n|.)", re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:u(?P<u>[0-9A-Fa-f]{1,4})|U(?P<U>[0-9A-Fa-f]{1,8})|x(?P<x>[0-9A-Fa-f]{1,2})"
    r"|(?P<octal>[0-7]{1,3})|(?P<other>.))",
    re.DOTALL,
)
_LETTERS = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "a": "\a",
    "e": "\x1b",
}
_ENDS = frozenset({";", "&&", "||", "|", "&", ">", ">>", "<", "2>", "2>&1"})


_HERE = re.compile(
    rf"(?:{_QUOTED.pattern})|(?P<string><<<)"
    r"""|<<(?P<dash>-?)[ \t]*(?P<mark>['"\\]?)(?P<end>\w+)['"]?""",
    re.DOTALL,
)
"""A here-document or a here-string, or what it does not begin in."""
_SHELL_WORD = re.compile(
    r"""[ \t]*(?P<word>(?:'[^']*'|"(?:[^"\\]++|\\.)*+"|\\.|[^\s'"\\;&|<>])+)""", re.DOTALL
)
_IN_HERE = re.compile(r"\\([\\$`]|\r?\n)")
"""What a backslash stands before in a here-document, where it is not text itself."""


class StandardInput(msgspec.Struct, frozen=True):
    """What a command gets as its standard input, written behind it."""

    text: str
    variables: tuple[str, ...] = ()
    """Names of those that a shell would put in."""


class Unsplittable(ValueError):
    """A quote is not closed."""


def words_of(text: str) -> tuple[list[str], list[str]]:
    """Return the words of the first command, and the words behind it.

    Raises:
        Unsplittable: The text ends within a quoted word.
    """
    text = _as_typed(text.strip().removeprefix("$ ").lstrip())
    if _is_powershell(text):
        text = _POWERSHELL_PART.sub(_of_powershell, text)
    elif _LOOKS_LIKE_CMD.search(text):
        # A caret takes the meaning from the next character, and joins lines.
        text = _CMD_CARET.sub(lambda match: "" if match[1].endswith("\n") else match[1], text)
    else:
        text = _QUOTED.sub(_plain, text)
    words = split_words(text)
    end = next((position for position, word in enumerate(words) if word in _ENDS), len(words))
    return words[:end], words[end:]


def without_input(text: str) -> tuple[str, StandardInput | None]:
    """Return a command without its here-document or here-string, and what that says.

    Source: POSIX.1-2017, Shell Command Language, section 2.7.4; Bash reference manual 3.6.7.
    """
    if "<<" not in text or _LOOKS_LIKE_CMD.search(text) or _is_powershell(text):
        return text, None
    here = next((m for m in _HERE.finditer(text) if m["string"] or m["end"]), None)
    if here is None:
        return text, None
    before, after = text[: here.start()], text[here.end() :]
    if here["string"]:
        word = _SHELL_WORD.match(after)
        if word is None:
            return text, None
        try:
            (said,) = split_words(_QUOTED.sub(_plain, word["word"]))
        except ValueError:
            return text, None
        rest = after[word.end() :]
        return f"{before} {rest}", StandardInput(f"{said}\n", shell_variables(word["word"]))
    line, lines = _line_and_rest(after)
    end = next((n for n, one in enumerate(lines) if is_end_of(here, one)), len(lines))
    inner = [one.lstrip("\t") for one in lines[:end]] if here["dash"] else lines[:end]
    said = "".join(f"{one}\n" for one in inner)
    command = "\n".join((f"{before}{line}", *lines[end + 1 :]))
    if here["mark"]:
        return command, StandardInput(said)
    names = shell_variables(f'"{_ESCAPED.sub("", said).replace(chr(34), "")}"')
    plain = _IN_HERE.sub(lambda match: "" if match[1].endswith("\n") else match[1], said)
    return command, StandardInput(plain, names)


def here_document_of(text: str) -> "re.Match[str] | None":
    """Return where a here-document begins in a command; None where it has none."""
    if "<<" not in text or _LOOKS_LIKE_CMD.search(text) or _is_powershell(text):
        return None
    return next((m for m in _HERE.finditer(text) if m["end"]), None)


def is_end_of(here: "re.Match[str]", line: str) -> bool:
    """Tell whether a line ends a here-document."""
    return (line.lstrip("\t") if here["dash"] else line).rstrip("\r") == here["end"]


def _line_and_rest(text: str) -> tuple[str, list[str]]:
    """Return the rest of a line that may go on in the next ones, and the lines behind it."""
    lines = text.split("\n")
    count = 1
    while count < len(lines) and lines[count - 1].rstrip("\r").endswith("\\"):
        count += 1
    return "\n".join(lines[:count]), lines[count:]


def split_words(text: str) -> list[str]:
    """Return what ``shlex.split`` returns, which takes hours for a text of some megabytes.

    Raises:
        Unsplittable: The text ends within a quoted word, or with a backslash.
    """
    words: list[str] = []
    pieces: list[str] = []
    is_word, position = False, 0
    for match in _WORD_PART.finditer(text):
        if match.start() != position:
            break
        position = match.end()
        kind = match.lastgroup or ""
        if kind != "blank":
            piece = match[kind]
            pieces.append(_IN_DOUBLE.sub(r"\1", piece) if kind == "double" else piece)
            is_word = True
        elif is_word:
            words.append("".join(pieces))
            pieces, is_word = [], False
    if position != len(text):
        raise Unsplittable(text[position : position + 1])
    return [*words, "".join(pieces)] if is_word else words


def shell_variables(text: str) -> tuple[str, ...]:
    """Return the names of the variables that a shell would put in, each once."""
    if _LOOKS_LIKE_CMD.search(text) or _is_powershell(text):
        return ()
    # Nothing is put into single quotes, nor behind a backslash.
    left = _QUOTED.sub(lambda match: match.group() if match.group()[0] == '"' else "", text)
    variables = _SHELL_VARIABLE.findall(_ESCAPED.sub("", left))
    return tuple(dict.fromkeys(plain or braced for plain, braced in variables))


def _is_powershell(text: str) -> bool:
    # Within single quotes a backtick means nothing, in no shell.
    return _LOOKS_LIKE_POWERSHELL.search(_SINGLE_QUOTED.sub("''", text)) is not None


def _as_typed(text: str) -> str:
    """Return a text with straight quotes and plain hyphens, unless it has such quotes."""
    if "'" in text or '"' in text:
        return text
    text = text.translate(_TYPED)

    def dash(match: re.Match[str]) -> str:
        # One letter has one dash, such as the X of -X.
        return "--" if text[match.end() + 1 : match.end() + 2].isalnum() else "-"

    return _TYPED_DASH.sub(dash, text)


def _of_powershell(match: re.Match[str]) -> str:
    if match["joined"] is not None:
        return " "
    if match["single"] is not None:
        text = match["single"].replace("''", "'")
    elif match["double"] is not None:
        text = re.sub("`(.)", r"\1", match["double"], flags=re.DOTALL)
    else:
        return "\\\\"
    # Windows takes a quote with a backslash for a quote within an argument.
    return shlex.quote(text.replace('\\"', '"'))


def _plain(match: re.Match[str]) -> str:
    """Return a part of a command line as ``shlex`` reads it, which knows less than a shell."""
    if match["joined"] is not None:
        return " "
    if match["ansi"] is not None:
        return shlex.quote(_ESCAPE.sub(_unescaped, match["ansi"]))
    text = match.group()
    if not text.startswith('"'):
        return text
    return _ESCAPED.sub(lambda pair: "" if pair[1].endswith("\n") else pair.group(), text)


def _unescaped(match: re.Match[str]) -> str:
    for group, base in (("u", 16), ("U", 16), ("x", 16), ("octal", 8)):
        if match[group] is not None:
            number = int(match[group], base)
            return chr(number) if number < 0x110000 else ""
    return _LETTERS.get(match["other"], match["other"])
