"""What a text holds and what is made of it does not."""

from collections.abc import Iterable

import msgspec

_LONGEST = 400
"""Characters. A stranger chose the names in a sentence."""


class LeftOut(msgspec.Struct, frozen=True):
    """One thing that was not taken over, or not as it was."""

    words: str
    """What it is, and what to do about it; never a secret."""
    title: str = ""
    """The request or folder with those that it lies in, such as ``Users/Get a user``; empty for the
    text as a whole."""
    source: str = ""
    """Where it stands in the text, if that is JSON: the pointer to it, such as ``/item/0/event``.
    It stands for everything below, too. RFC 6901."""

    @property
    def sentence(self) -> str:
        """Title and words, without the middle of what is too long to be read."""
        words = _shortened(self.words)
        return f"{_shortened(self.title)}: {words}" if self.title else words


def _shortened(text: str) -> str:
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]}…{text[-half:]}"


class LeftOutList:
    """Collects what was left out, each thing once and in order."""

    def __init__(self) -> None:
        self._entries: dict[LeftOut, None] = {}

    def add(self, words: str, title: str = "", source: str = "") -> None:
        """Add one thing; the arguments are the fields of ``LeftOut``."""
        self._entries[LeftOut(words, title, source)] = None

    @property
    def entries(self) -> tuple[LeftOut, ...]:
        """What was added."""
        return tuple(self._entries)


def sentences(left_out: Iterable[LeftOut]) -> tuple[str, ...]:
    """Return the sentences of a list, each once."""
    return tuple(dict.fromkeys(entry.sentence for entry in left_out))
