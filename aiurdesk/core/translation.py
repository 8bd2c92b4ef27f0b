"""The texts of the program in the language of the person, by the catalogues of gettext.

What a server sent, a person typed or a file holds is never translated, nor are codes and names.
Many texts are constants of their modules, so ``use`` has to come before these are imported.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import msgspec


class Translations(Protocol):
    """Translations into one language, as ``gettext.NullTranslations`` has them."""

    def gettext(self, message: str) -> str:
        """Return the translation, or else the message itself."""
        ...

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the translation in the form that fits a number."""
        ...

    def pgettext(self, context: str, message: str) -> str:
        """Return the translation of a message that has another one elsewhere."""
        ...


_catalogue: Translations | None = None
_name = ""


def use(catalogue: Translations | None, name: str = "") -> None:
    """Translate by a catalogue from now on; None means English, which needs none.

    Args:
        name: Of the language, such as ``zh_CN``.
    """
    global _catalogue, _name  # noqa: PLW0603 - the language of a process, set once at its start
    _catalogue, _name = catalogue, name


def language() -> str:
    """Return the name of the language, empty for English."""
    return _name


def tr(text: str, of: str = "") -> str:
    """Return a text in the language of the person.

    Values are put in afterwards: ``tr("{count} rows").format(count=3)``.

    Args:
        of: What it is said of, where another language has a word of its own for that: the
            headers of a request and those of a response have two names in Chinese.
    """
    # gettext translates the empty text into the head of its file.
    if _catalogue is None or not text:
        return text
    return _catalogue.pgettext(of, text) if of else _catalogue.gettext(text)


def trn(one: str, many: str, count: int) -> str:
    """Return the form of a text that fits a number, which is put in afterwards."""
    if _catalogue is not None:
        return _catalogue.ngettext(one, many, count)
    return one if count == 1 else many


def marked(text: str) -> str:
    """Return a text as it is, and have it translated later, where it is shown, by ``tr``."""
    return text


class Phrase(msgspec.Struct, frozen=True):
    """A text that is kept, and translated when it is shown: ``str`` returns it with its values."""

    text: str
    """As ``marked`` returns it."""
    values: "Mapping[str, str | int | float | Phrase]" = msgspec.field(default_factory=dict)
    """Put in when it is shown; a phrase among them is translated then, too."""

    @classmethod
    def of(cls, sentence: str) -> "Phrase":
        """Return a sentence that stays as it is."""
        return cls("{sentence}", {"sentence": sentence})

    @classmethod
    def joined(cls, phrases: "Sequence[str | Phrase]", between: str = ", ") -> "Phrase":
        """Return phrases in a row, with a text between them that is the same in all languages."""
        names = [f"part_{number}" for number in range(len(phrases))]
        text = between.join(f"{{{name}}}" for name in names)
        return cls(text, dict(zip(names, phrases, strict=True)))

    def __str__(self) -> str:
        translated = tr(self.text)
        try:
            return translated.format(**self.values)
        except (LookupError, ValueError, AttributeError):
            # Kept by another version, whose text has other values.
            return self.text


CUT = "…"
"""Replaces the end of a truncated text. ``redact_text`` looks for parts of secrets before it."""

DISORDERING = r"\u2028-\u202e\u2066-\u206f"
"""For a class of characters of an expression: those that end a line, and those that put the rest
of it into another order. Not the marks of a direction, which many texts of Arabic and Hebrew have.
Source: Unicode Standard Annex 9, revision 50, section 2."""
# Controls but tab and line feed; 0x80 to 0x9F are controls, too (C1).
_CONTROL = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{DISORDERING}]")
# Escapes that switch colours on stay.
_UNSEEN = re.compile(rf"(?!\x1b\[[0-9;:]*m)[\x00-\x08\x0b-\x1f\x7f-\x9f{DISORDERING}]")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")
_LONGEST_CODE = 40
_LONGEST_SNIPPET = 80
_BEFORE_MATCH = 20
"""Characters that a snippet shows before what matched."""
_UNITS = ("KB", "MB", "GB", "TB")


def as_sentence(words: str) -> str:
    """Return a few words as a sentence: with a capital letter and a full stop."""
    # Not the name of a file, which another one may have in capital letters.
    if words.partition(" ")[0].isalpha():
        words = f"{words[0].upper()}{words[1:]}"
    return tr("{words}.").format(words=words)


def titled(name: str, text: str) -> str:
    """Return a text behind the name of what it is about, with the colon of the language."""
    return tr("{name}: {text}").format(name=name, text=text)


def listed(words: Iterable[str], *, of: str = "") -> str:
    """Return words in a row, with the sign between them that the language has there.

    Args:
        of: ``clauses`` for more than names and single words, between which Chinese has a comma.
    """
    between = tr(", ", of="clauses") if of == "clauses" else tr(", ")
    return between.join(words)


def joined_sentences(sentences: Iterable[str]) -> str:
    """Return sentences one after the other: a blank follows all but those that end as in Chinese.

    Empty ones are left out. The sentence of a server, of another language, keeps its blank.
    """
    joined = ""
    for sentence in filter(None, sentences):
        is_wide = unicodedata.east_asian_width(joined[-1:] or "a") in "WF"
        joined = f"{joined}{sentence}" if not joined or is_wide else f"{joined} {sentence}"
    return joined


def fixed_width(text: str) -> int:
    """Return how many letters of a fixed font a text is wide; a sign of Chinese is two."""
    return len(text) + sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)


def padded(text: str, width: int) -> str:
    """Return a text with spaces behind it, as wide as so many letters of a fixed font."""
    return text + " " * (width - fixed_width(text))


def within(text: str) -> str:
    """Return a text that begins with a capital letter as it stands within a sentence.

    Only English writes all of its nouns small, so other languages keep their letters.
    """
    is_abbreviation = text[1:2].isupper()
    return text if language() or is_abbreviation else f"{text[:1].lower()}{text[1:]}"


def printable(text: str) -> str:
    """Replace control characters: a server could use them to change what a terminal shows."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def shown_as_escapes(text: str) -> str:
    r"""Write what changes a terminal or the order of a text as in JSON, such as ``\u009b``.

    A text of JSON stays the same value. Colours and a carriage return at the end of a line stay.
    """
    return _UNSEEN.sub(_as_escape, text)


def _as_escape(match: re.Match[str]) -> str:
    is_line_end = match[0] == "\r" and match.string[match.end() : match.end() + 1] in ("\n", "")
    return match[0] if is_line_end else f"\\u{ord(match[0]):04x}"


def in_quotes(text: str) -> str:
    """Return a text of somebody else in the quotation marks of the language."""
    return tr("“{text}”").format(text=text)


def truncate(text: str, most: int) -> str:
    """Return a text, or its first ``most`` characters followed by ``CUT`` if it is longer."""
    return text if len(text) <= most else f"{text[:most]}{CUT}"


def snippet(text: str, word: str) -> str:
    """Return the words around a match in a long text, on one line.

    Args:
        word: Folded; without it in the text, the beginning is returned.
    """
    line = " ".join(text.split())
    start = max(0, line.casefold().find(word))
    if start <= _BEFORE_MATCH or len(line) <= _LONGEST_SNIPPET:
        return truncate(line, _LONGEST_SNIPPET)
    begin = line.rfind(" ", 0, start - _BEFORE_MATCH + 1) + 1
    return (CUT if begin else "") + truncate(line[begin:], _LONGEST_SNIPPET)


def format_code(code: int | str) -> str:
    """Return a result code: a number with a minus sign (not a hyphen), or a text on one line."""
    if isinstance(code, int):
        return f"−{-code}" if code < 0 else str(code)
    return truncate(" ".join(code.split()), _LONGEST_CODE) or '""'


def format_duration(ms: float) -> str:
    """Return milliseconds as ``0.4 ms``, ``23 ms``, ``1.42 s``, ``2 min 5 s`` or ``1 h``."""
    if ms < 0.05:
        return "0 ms"
    if ms < 9.95:
        return f"{ms:.1f} ms"
    if ms < 999.5:
        return f"{ms:.0f} ms"
    if ms < 59_995:
        return f"{ms / 1000:.2f} s"
    # Rounded first: 119.6 s is 2 min, not 1 min 60 s.
    minutes, seconds = divmod(round(ms / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    units = ((hours, "h"), (minutes, "min"), (seconds, "s"))
    return " ".join(f"{number} {unit}" for number, unit in units if number)


def duration_in_words(ms: float) -> str:
    """Return milliseconds for screen readers: ``23 milliseconds``, ``1.4 seconds``."""
    if ms < 999.5:
        count = round(ms)
        return trn("{count} millisecond", "{count} milliseconds", count).format(count=count)
    return tr("{seconds:.1f} seconds").format(seconds=ms / 1000)


def format_size(size_bytes: int) -> str:
    """Return a number of bytes as ``189 B``, ``1.2 KB`` or ``512 MB``; 1 KB is 1,024 bytes."""
    if size_bytes < 1024:
        return f"{size_bytes:,} B"
    size, power = size_bytes / 1024, 0
    # Of the rounded size, so that nothing reads "1,024 KB".
    while round(size) >= 1024 and power < len(_UNITS) - 1:
        size, power = size / 1024, power + 1
    # Two digits are precise enough, and a zero after the point adds nothing.
    number = f"{size:.1f}".removesuffix(".0") if size < 9.95 else f"{size:,.0f}"
    return f"{number} {_UNITS[power]}"


def words_of(name: str) -> str:
    """Return the name of a code as words: ``InvalidInput`` is ``invalid input``."""
    words = (
        # An abbreviation such as HTTP keeps its letters.
        word if word.isupper() and len(word) > 1 else word.lower()
        for word in _WORD.findall(name)
    )
    return " ".join(words)
