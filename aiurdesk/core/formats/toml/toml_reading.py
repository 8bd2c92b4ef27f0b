"""Reads the text of a TOML file, and says in which line a mistake is."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from aiurdesk import libraries
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.schema import Convert
from aiurdesk.core.problem import Problem, at_line
from aiurdesk.core.translation import format_size, tr

MOST_BYTES = 16 * 1024 * 1024
"""A longer file is neither written nor read."""
MOST_ENTRIES = 10_000
"""Of one member: tests, captures, messages, headers, rows or variables."""
MOST_NAMES = 100_000
"""Of a member that is a list of texts, such as the order of a folder."""
MOST_NAME = 4096
"""Characters of a member that is a name, such as that of a credential; sentences name it."""
MOST_REFERENCES = 100_000
"""How often a file may have ``{{``: each is looked at several times for each request."""
_TEXTS = frozenset(
    ("graphql", "graphql_variables", "json", "notes", "text", "url")
    + ("response_base64", "response_message", "response_text")
)
"""Members that are longer than names. An address has a limit of its own."""
_MOST_TOLD = 20
"""Of keys that are not known; finding the line of one reads the file."""
_MOST_BESIDE = 4 * 1024 * 1024
"""In characters; the order of a folder may have tens of thousands of names. Reading a long text
takes its own length in memory, but small values take a hundred times the length of theirs, and
seconds in which nothing else can happen."""
_MOST_SIGNS = 150_000
"""Commas, equals signs and brackets beside texts; each is a value. The library that reads them lets
no other thread run: these take a twentieth of a second."""
_LONG = 1000
_TOKEN = re.compile(
    # Also one that is not closed: where it begins is not looked at twice, however many there are.
    # A text that ends with quotes has up to five of them.
    r"""'{3}(?:[^']++|'(?!''))*+(?:'{3,5}|\Z)"""
    r"""|"{3}(?:[^"\\]++|\\.|"(?!""))*+(?:"{3,5}|\\?\Z)"""
    r"""|'[^'\n]*+'?|"(?:[^"\\\n]++|\\[^\n])*+"?|\#[^\n]*+""",
    re.DOTALL,
)
"""A text or comment."""
_START = re.compile("['\"#]")


_SENTENCE = tr("{phrase}.")


def size_problem(text: str) -> Problem | None:
    """Return why a text is too long for a file, as a phrase, or None."""
    # Thousands of short files are read at once.
    if len(text) <= _MOST_SIGNS:
        return None
    if len(text) <= _MOST_BESIDE and _signs(text, 0, len(text)) <= _MOST_SIGNS:
        return None
    if len(text.encode()) > MOST_BYTES:
        return Problem(tr("it is longer than {size}").format(size=format_size(MOST_BYTES)))
    position = long = signs = 0
    # No further than what is too long without any text.
    while start := _START.search(text, position, position + _MOST_BESIDE):
        signs += _signs(text, position, start.start())
        token = _TOKEN.match(text, start.start())
        position = token.end() if token else start.end()
        length = position - start.start()
        long += length if length > _LONG else 0
        if position - long > _MOST_BESIDE or signs > _MOST_SIGNS:
            break
    if signs + _signs(text, position, position + _MOST_BESIDE) > _MOST_SIGNS:
        return Problem(tr("it holds more than {most:,} values").format(most=_MOST_SIGNS))
    if len(text) - long <= _MOST_BESIDE:
        return None
    words = tr("it holds more than {size} beside its long texts")
    return Problem(words.format(size=format_size(_MOST_BESIDE)))


def _signs(text: str, start: int, end: int) -> int:
    return sum(text.count(sign, start, end) for sign in ",=[")


def read_toml(text: str) -> dict[str, Any]:
    """Return the content of a TOML file.

    Raises:
        ProblemError: It is not TOML, or too long; the sentence begins with the line.
    """
    if problem := size_problem(text):
        words = tr("the file is too long: {reason}.")
        raise ProblemError(at_line(1, words.format(reason=problem)))
    try:
        content: dict[str, Any] = libraries.rtoml.loads(without_carriage_returns(text))
    except libraries.rtoml.TomlParsingError as error:
        # rtoml ends its messages with "at line 3 column 7".
        what, _, position = str(error).partition(" at line ")
        line = int(position.partition(" ")[0] or 1)
        raise ProblemError(at_line(line, _SENTENCE.format(phrase=what))) from None
    return content


def without_carriage_returns(text: str) -> str:
    """Return a text with LF at the end of each line; Git may have written CR LF on Windows."""
    return text.replace("\r\n", "\n") if "\r" in text else text


def with_line_ends_of(text: str, before: str) -> str:
    """Return a text that was changed with the line ends that it had before.

    Lines at the beginning and the end that are the same keep their own; those in between, which
    were changed, get the line end before them.

    Args:
        text: Has LF at the end of each line.
        before: What it was made of, which may have CR LF.
    """
    if "\r\n" not in before:
        return text
    lines, new = before.split("\n"), text.split("\n")
    old = [line.removesuffix("\r") for line in lines]
    ends = ["\r\n" if line.endswith("\r") else "\n" for line in lines[:-1]]
    count = len(new) - 1
    start = min(_same(old, new), count, len(ends))
    # The last line has no end, and may be all that is the same there.
    left = min(count, len(ends)) - start
    tail = min(max(0, _same(old[::-1], new[::-1]) - 1), left)
    between = [ends[max(0, start - 1)]] * (count - start - tail)
    all_ends = [*ends[:start], *between, *ends[len(ends) - tail :], ""]
    return "".join(line + end for line, end in zip(new, all_ends, strict=True))


def _same(one: list[str], other: list[str]) -> int:
    """Return how many lines at the beginning are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def ignore(_sentence: str) -> None:
    """Tell nothing of keys that are not known."""


def read_members(
    text: str, readers: Mapping[str, Convert], tell: Callable[[str], None] | None = None
) -> dict[str, Any]:
    """Return the members of a file that the program knows.

    Args:
        text: The text of the file.
        readers: Key → function that checks the value of the key and returns it.
        tell: Called with a sentence for each key that is not known. None where only some keys of
            the file are read.

    Raises:
        ProblemError: The text or a member is not valid; the sentence begins with the line.
    """
    content = read_toml(text)
    # 10,000 files are read at once, and a short one cannot hold too much of anything.
    is_long = len(text) > MOST_NAME
    if is_long:
        try:
            check_size("", content)
        except ProblemError as error:
            words = tr("the file {phrase}.").format(phrase=error)
            raise ProblemError(at_line(1, words)) from None
    if tell is not None and not readers.keys() >= content.keys():
        _tell_unknown(text, [key for key in content if key not in readers], readers, tell)
    read: dict[str, Any] = {}
    references = 0
    # A file has a few of the keys.
    for key, raw in content.items():
        if key not in readers:
            continue
        try:
            if is_long:
                check_size(key, raw)
                references = check_references(raw, references)
            read[key] = readers[key](raw)
        except ProblemError as error:
            words = _SENTENCE.format(phrase=f"{key} {error}")
            raise ProblemError(at_line(line_of(text, key), words)) from None
    return read


def check_size(key: str, raw: object) -> None:
    """Refuse a member that would hold the program up whenever it is walked.

    Args:
        key: Of the member; empty for the whole file.

    Raises:
        ProblemError: It has too many entries, or is too long for a name.
    """
    is_names = isinstance(raw, list) and bool(raw) and isinstance(raw[0], str)
    most = MOST_NAMES if is_names else MOST_ENTRIES
    count = len(raw) if isinstance(raw, list | dict) else 0
    # Lists within entries, too, such as what a value is expected to be.
    if key and most >= count:
        most, count = MOST_NAMES, _count(raw)
    if count > most:
        raise ProblemError(
            tr("has {count:,} entries, and {most:,} is the most; divide the file").format(
                count=count, most=most
            )
        )
    if isinstance(raw, str) and len(raw) > MOST_NAME and key not in _TEXTS:
        raise ProblemError(
            tr("has {count:,} characters, and {most:,} is the most; shorten it").format(
                count=len(raw), most=MOST_NAME
            )
        )


def check_references(raw: object, before: int = 0) -> int:
    """Return how often a member has ``{{``, together with those before it in the file.

    Raises:
        ProblemError: They are too many.
    """
    count = before + _references(raw)
    if count > MOST_REFERENCES:
        raise ProblemError(
            tr(
                "has {{{{ more than {most:,} times, with what is before it; send a long text "
                "from a file"
            ).format(most=MOST_REFERENCES)
        )
    return count


def _count(raw: object) -> int:
    """Return how many entries there are at any depth."""
    entries = _entries(raw)
    return len(entries) + sum(map(_count, entries))


def _references(raw: object) -> int:
    return raw.count("{{") if isinstance(raw, str) else sum(map(_references, _entries(raw)))


def _entries(raw: object) -> Collection[object]:
    return raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ()


def _tell_unknown(
    text: str, unknown: list[str], readers: Mapping[str, Convert], tell: Callable[[str], None]
) -> None:
    """Tell keys that are not known; finding the line of one reads the file.

    Raises:
        ProblemError: One is a known key with a slip.
    """
    for key in unknown:
        _check_slip(text, key, readers)
    for key in unknown[:_MOST_TOLD]:
        line = line_of(text, key)
        words = tr("unknown key `{key}`. It is kept and has no effect.").format(key=key)
        tell(at_line(line, words).sentence)
    if (count := len(unknown) - _MOST_TOLD) > 0:
        words = tr("{count:,} more keys are unknown. They are kept and have no effect.")
        tell(words.format(count=count))


def _check_slip(text: str, key: str, keys: Iterable[str]) -> None:
    """Refuse a known key with a slip.

    Raises:
        ProblemError: What it should say would be missing without a word, such as the tests of a
            request.
    """
    near = [name for name in keys if is_one_edit(key.casefold(), name)]
    if near:
        # Of ``tests`` and ``text``, the first is meant by ``test``.
        meant = max(near, key=lambda name: name.startswith(key.casefold()))
        words = tr("unknown key `{key}`, did you mean `{meant}`?").format(key=key, meant=meant)
        raise ProblemError(at_line(line_of(text, key), words))


def is_one_edit(text: str, other: str) -> bool:
    """Tell whether a text becomes another one by one letter more, less or other, or by a swap."""
    if text == other or abs(len(text) - len(other)) > 1:
        return text == other
    start = next((n for n, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), None)
    if start is None:
        return True
    one, two = text[start:], other[start:]
    is_swap = one[:2] == two[1::-1] and one[2:] == two[2:]
    return one[1:] == two[1:] or one[1:] == two or one == two[1:] or is_swap


def line_of(text: str, key: str) -> int:
    """Return the line in which a key or table begins, or 1."""
    # Searched in the text, because the reader keeps no places.
    match = re.search(rf"^[ \t]*\[*{re.escape(key)}[ \t]*[=\]]", text, re.MULTILINE)
    return 1 if match is None else text.count("\n", 0, match.start()) + 1
