"""Errors that were collected from a body so far, with bounds for what strangers send."""

from enum import Enum, auto

from aiurdesk.core.translation import truncate
from aiurdesk.core.verdict.shapes import names
from aiurdesk.core.verdict.shapes.places import Steps, folded, locate
from aiurdesk.core.verdict.shapes.said import Said, SaidField, Sent
from aiurdesk.core.verdict.shapes.sentences import (
    LONGEST,
    is_token,
    says_status,
    tidied,
    writable,
)

MOST = 1000
"""Fields, sentences, codes and entries of one list that are kept."""
_MOST_VALUES = 5000
"""Values looked at; what comes after them is not read."""
_MOST_CHARACTERS = 200_000
"""Of all texts of fields together."""
DEEPEST = 24

Members = dict[str, object]


class Origin(Enum):
    """Part of a body that the text of a field error was read from."""

    FIELD = auto()
    """A text of its own."""
    WHOLE = auto()
    """A part of a sentence about the whole."""
    WORD = auto()
    """A word for programs, such as ``too_short``."""


class Findings:
    """Sentences, codes and fields as they are found; the best of them make a ``Said``."""

    def __init__(self, status: int, sent: Sent) -> None:
        """Begin with nothing.

        Args:
            status: Of the response; what only repeats it is dropped.
            sent: What the request sent.
        """
        self.status, self.sent = status, sent
        self._summaries: list[tuple[int, int, str]] = []
        self._whole: list[str] = []
        self._fields: dict[tuple[str, str], SaidField] = {}
        self._from_prose: set[tuple[str, str]] = set()
        self._words: set[tuple[str, str]] = set()
        self._codes: list[tuple[int, int, int | str]] = []
        self._values = _MOST_VALUES
        self._characters = _MOST_CHARACTERS

    def may_read(self, depth: int) -> bool:
        """Count one more value, and tell whether it may still be read."""
        self._values -= 1
        return self._values >= 0 and depth <= DEEPEST and not self._is_full()

    def _is_full(self) -> bool:
        most = max(len(self._fields), len(self._whole), len(self._summaries))
        return most >= MOST or self._characters < 0

    def add_summary(self, text: str, rank: int, depth: int) -> None:
        """Add a sentence about the whole; what stands higher and has a lower rank is read first."""
        tidy = tidied(text, self.status, self.sent.url_path)
        if tidy and len(self._summaries) < MOST:
            self._summaries.append((depth, rank, tidy))

    def add_whole(self, text: str) -> None:
        """Add what is wrong with all inputs together."""
        tidy = tidied(text, self.status, self.sent.url_path)
        if tidy and len(self._whole) < MOST:
            self._whole.append(tidy)

    def add_field(
        self,
        steps: Steps,
        text: str,
        location: str = "",
        *,
        is_loose: bool = False,
        is_exact: bool = False,
        origin: Origin = Origin.FIELD,
    ) -> None:
        """Add what is wrong with a field.

        Args:
            steps: To it, as the server names it. Without steps the text is one of the whole.
            text: Of the server.
            location: Where the server says so.
            is_loose: Names of the server's code may be among the steps.
            is_exact: No step is of the code: a pointer.
            origin: What the text was.
        """
        if self._is_full():
            return
        path, location = locate(steps, location, self.sent, is_loose=is_loose, is_exact=is_exact)
        if not path:
            self.add_whole(text)
            return
        text = truncate(writable(text), LONGEST)
        self._characters -= len(text) + len(path)
        key = (writable(path), text)
        self._fields.setdefault(key, SaidField(*key, location))
        if origin is Origin.WHOLE:
            self._from_prose.add(key)
        elif origin is Origin.WORD:
            self._words.add(key)

    def add_codes(self, node: Members, depth: int) -> None:
        """Add the codes among the members of an error."""
        has_text = any(
            isinstance(value, str) and folded(name) in names.RANKS and folded(name) != "error"
            for name, value in node.items()
        )
        if (named := _name_of_error(node)) and len(self._codes) < MOST:
            self._codes.append((0, depth, named))
        for name, member in node.items():
            value = member
            if isinstance(member, dict) and folded(name) == "code":
                # <Code><Value>env:Sender</Value></Code> of SOAP 1.2.
                value = member.get("Value")
            if isinstance(value, (int, str)) and len(self._codes) < MOST:
                rank = _rank_of_code(name, value, self.status, has_text=has_text)
                if rank is not None:
                    self._codes.append((rank, depth, value))

    def said(self) -> Said:
        """Return the best of what was found."""
        code = min(self._codes, key=lambda content: content[:2])[2] if self._codes else None
        return Said(self._message(), code, tuple(self._fields.values()))

    def _message(self) -> str:
        summaries = [text for *_, text in sorted(self._summaries, key=lambda it: it[:2])]
        # A text such as ``too_short`` stands at its field alone.
        keys = [key for key in self._fields if key not in self._words]
        texts = [text for path, text in keys if (path, text) not in self._from_prose]
        # ``email: This value is not valid`` below a title only repeats what a field says.
        is_repeated = len(summaries) > 1 and any(text in summaries[0] for text in texts[:10])
        told = [*([] if is_repeated else summaries), *self._whole]
        told += [tidied(text, 0) for text in texts or [text for _, text in keys]]
        return next((text for text in told if text), "")


def _name_of_error(node: Members) -> str:
    """Return the name of an error, as goa writes one; empty for any other object."""
    name = node.get("name")
    has_flags = all(isinstance(node.get(flag), bool) for flag in ("temporary", "timeout", "fault"))
    return name if has_flags and isinstance(name, str) and is_token(name) else ""


def _rank_of_code(raw: str, value: int | str, status: int, *, has_text: bool) -> int | None:
    """Return how surely a member is the code of the error, 0 the most; None if it is not."""
    name = folded(raw)
    if isinstance(value, int):
        is_code = name in names.CODES and not isinstance(value, bool) and value not in (0, status)
        return 3 if is_code and abs(value) < 2**53 else None
    if not is_token(value) or "//" in value or value == str(status) or not value.strip("0"):
        return None
    is_upper = value.isupper() and any(character.isalpha() for character in value)
    if name in names.CODES and value in names.STATUS_WORDS:
        return None if value in ("OK", "SUCCESS", "SUCCEED") else 6
    if name in names.CODES:
        return 2 if value.lstrip("-").isdigit() else 0
    if name == "status":
        return 1 if is_upper and value not in names.STATUS_WORDS else None
    if name == "error":
        is_word = "_" in value or not says_status(value, status)
        is_code = is_upper or (has_text and value.islower() and is_word)
        return 4 if is_code else None
    if raw == "__type":
        # Of AWS.
        return 0
    is_type = name == "type" and (is_upper or value.islower()) and ":" not in value
    return 5 if is_type and value != "error" else None
