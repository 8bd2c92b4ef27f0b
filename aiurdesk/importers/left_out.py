"""What an import leaves out or changes: each thing with its kind, place and next step."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from enum import StrEnum

import msgspec

from aiurdesk.core.credentials.secret import OfferedCredential
from aiurdesk.core.translation import joined_sentences, listed, titled, tr, trn

_LONGEST = 400
"""Characters. A stranger chose the names in a sentence."""


class LeftOutKind(StrEnum):
    """What a thing is that was left out; summaries have this order."""

    REQUEST = "request"
    """A request, a command or a folder as a whole."""
    SCRIPT = "script"
    TEST = "test"
    """An expectation of the response that is not a script."""
    CREDENTIAL = "credential"
    """A secret that stood in the text; what was imported refers to a credential."""
    AUTHENTICATION = "authentication"
    BODY = "body"
    FILE = "file"
    HEADER = "header"
    ADDRESS = "address"
    EMPTY_SEGMENT = "empty_segment"
    """In a path; it is imported as it is, but may be a mistake."""
    VARIABLE = "variable"
    OPTION = "option"
    """Such as one of a command, or a directive."""
    EXAMPLE = "example"
    """A response that was saved with a request."""
    NAME = "name"
    MEMBER = "member"
    """A member of a document that has no counterpart."""
    OTHER = "other"


class ScriptPurpose(StrEnum):
    """What a script is there for."""

    SENDS = "sends"
    """It sends other requests."""
    SIGNS = "signs"
    """It computes hashes or signatures."""
    SETS = "sets"
    """It sets variables."""
    CHANGES = "changes"
    """It changes the request."""
    TESTS = "tests"
    """It tests the response."""
    OTHER = "other"


_LONGEST_SCRIPT = 100_000
"""Characters that are looked at."""
_PURPOSES = {
    ScriptPurpose.SENDS: r"\b(?:sendRequest|runRequest)\s*\(|\b(?:axios|fetch)\s*[.(]",
    ScriptPurpose.SIGNS: r"\b(?:CryptoJS|createHmac|jsrsasign)\b|\bcrypto(?:\.subtle|\.create|-js)",
    ScriptPurpose.SETS: r"\b(?:environment|globals?|collectionVariables|variables|env)"
    r"\s*\.\s*(?:set|unset|clear)\w*\s*\(|\.\s*(?:set|clear|delete)\w*Var\w*\s*\("
    r"|\b(?:pw|hopp)\.env\.",
    ScriptPurpose.CHANGES: r"\brequest\s*\.\s*"
    r"(?:headers|url|body|auth|method|(?:add|remove|update|upsert)\w*)\b"
    r"|\breq\s*\.\s*(?:set|delete)\w+\s*\(",
    ScriptPurpose.TESTS: r"\b(?:test|expect|assert)\w*\s*[.(]|\btests\s*\[",
}
"""What a text has in it that is there for something, in the languages of all programs."""


def purpose_of(script: str) -> ScriptPurpose:
    """Return what a script is there for; what takes the most work to replace counts."""
    text = script[:_LONGEST_SCRIPT]
    return next(
        (purpose for purpose, pattern in _PURPOSES.items() if re.search(pattern, text)),
        ScriptPurpose.OTHER,
    )


class LeftOut(msgspec.Struct, frozen=True):
    """A part of a foreign file that was not imported, or was changed."""

    words: str
    """What it is; never a secret."""
    title: str = ""
    """The request or folder with those that it lies in, such as ``Users/Get a user``; empty for the
    text as a whole."""
    source: str = ""
    """Where it stands in the text, if that is JSON: the pointer to it, such as ``/item/0/event``.
    It stands for everything below, too. RFC 6901."""
    kind: LeftOutKind = LeftOutKind.OTHER
    next_step: str = ""
    """A sentence about what to do about it; empty where there is nothing, or the words say it."""
    count: int = 1
    """How many things of its kind it is."""
    purpose: ScriptPurpose | None = None
    """Only of a script."""
    missing: OfferedCredential | None = None
    """What the credential is made of that has to be added. Its values are those of the command
    that adds it, with ``-`` for each secret."""
    command: str = ""
    """What is typed in a terminal to add that, once it is known where requests go."""

    @property
    def sentence(self) -> str:
        """Title, words and next step, without the middle of what is too long to be read."""
        words = joined_sentences((_shortened(self.words), _shortened(self.next_step)))
        # A command is copied, so it stays whole.
        added = tr(" In a terminal: {command}").format(command=self.command) if self.command else ""
        words = f"{words}{added}"
        return titled(_shortened(self.title), words) if self.title else words


def _shortened(text: str) -> str:
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]}…{text[-half:]}"


class LeftOutList:
    """Collects what was left out, each thing once and in order."""

    def __init__(self) -> None:
        self._entries: dict[LeftOut, None] = {}

    def add(self, words: str, title: str = "", source: str = "") -> None:
        """Add one thing of no kind in particular; the arguments are fields of ``LeftOut``."""
        self.append(LeftOut(words, title, source))

    def append(self, entry: LeftOut) -> None:
        """Add one thing."""
        self._entries[entry] = None

    @property
    def entries(self) -> tuple[LeftOut, ...]:
        """The entries that were added."""
        return tuple(self._entries)


def sentences(left_out: Iterable[LeftOut]) -> tuple[str, ...]:
    """Return the sentences of a list, each once."""
    return tuple(dict.fromkeys(entry.sentence for entry in left_out))


def is_whole(left_out: Iterable[LeftOut]) -> bool:
    """Tell whether everything was imported, and all that is told may only be a mistake."""
    return all(entry.kind is LeftOutKind.EMPTY_SEGMENT for entry in left_out)


def commands(left_out: Iterable[LeftOut]) -> tuple[str, ...]:
    """Return the commands that add what is missing, each once."""
    return tuple(dict.fromkeys(entry.command for entry in left_out if entry.command))


def summary(left_out: Iterable[LeftOut]) -> tuple[str, ...]:
    """Return a sentence for each kind of things: how many there are, and of scripts what they do.

    A next step that all things of a kind share is said with it.
    """
    by_kind: dict[LeftOutKind, list[LeftOut]] = {kind: [] for kind in LeftOutKind}
    for entry in left_out:
        by_kind[entry.kind].append(entry)
    return tuple(_kind_sentence(kind, entries) for kind, entries in by_kind.items() if entries)


def _kind_sentence(kind: LeftOutKind, entries: list[LeftOut]) -> str:
    if kind is LeftOutKind.CREDENTIAL:
        # Many requests may refer to one.
        count = len({entry.missing.name if entry.missing else entry for entry in entries})
    else:
        count = sum(entry.count for entry in entries)
    text = _COUNTED[kind](count).format(count=f"{count:,}")
    if kind is LeftOutKind.SCRIPT:
        return tr("{words}.").format(words=titled(text, _purposes(entries)))
    steps = {entry.next_step for entry in entries}
    return joined_sentences((text, *(steps if len(steps) == 1 else ())))


def _purposes(scripts: list[LeftOut]) -> str:
    counts = Counter(script.purpose or ScriptPurpose.OTHER for script in scripts)
    # What the others do that are none of these is said last.
    rows = sorted(counts.items(), key=lambda pair: (pair[0] is ScriptPurpose.OTHER, -pair[1]))
    return listed(
        (_DOES[purpose](count).format(count=f"{count:,}") for purpose, count in rows), of="clauses"
    )


_COUNTED: dict[LeftOutKind, Callable[[int], str]] = {
    LeftOutKind.REQUEST: lambda n: trn(
        "{count} request or folder was not imported.",
        "{count} requests or folders were not imported.",
        n,
    ),
    LeftOutKind.SCRIPT: lambda n: trn(
        "{count} script was not imported", "{count} scripts were not imported", n
    ),
    LeftOutKind.TEST: lambda n: trn(
        "{count} test was not imported.", "{count} tests were not imported.", n
    ),
    LeftOutKind.CREDENTIAL: lambda n: trn(
        "{count} credential that requests refer to has to be added.",
        "{count} credentials that requests refer to have to be added.",
        n,
    ),
    LeftOutKind.AUTHENTICATION: lambda n: trn(
        "The authentication of {count} request or folder was not imported as it is.",
        "The authentication of {count} requests or folders was not imported as it is.",
        n,
    ),
    LeftOutKind.BODY: lambda n: trn(
        "The body of {count} request was not imported, or only in part.",
        "The bodies of {count} requests were not imported, or only in part.",
        n,
    ),
    LeftOutKind.FILE: lambda n: trn(
        "{count} file has to be chosen.", "{count} files have to be chosen.", n
    ),
    LeftOutKind.HEADER: lambda n: trn(
        "{count} header was not imported.", "{count} headers were not imported.", n
    ),
    LeftOutKind.ADDRESS: lambda n: trn(
        "{count} address was not imported as it is written.",
        "{count} addresses were not imported as they are written.",
        n,
    ),
    LeftOutKind.EMPTY_SEGMENT: lambda n: trn(
        "{count} address has an empty segment (//) in its path, which is kept.",
        "{count} addresses have an empty segment (//) in their paths, which is kept.",
        n,
    ),
    LeftOutKind.VARIABLE: lambda n: trn(
        "{count} variable was not imported.", "{count} variables were not imported.", n
    ),
    LeftOutKind.OPTION: lambda n: trn(
        "{count} option was not imported.", "{count} options were not imported.", n
    ),
    LeftOutKind.EXAMPLE: lambda n: trn(
        "{count} saved example was not imported as it is.",
        "{count} saved examples were not imported as they are.",
        n,
    ),
    LeftOutKind.NAME: lambda n: trn("{count} name was changed.", "{count} names were changed.", n),
    LeftOutKind.MEMBER: lambda n: trn(
        "{count} value has no counterpart here.", "{count} values have no counterpart here.", n
    ),
    LeftOutKind.OTHER: lambda n: trn(
        "{count} other thing was not imported.", "{count} other things were not imported.", n
    ),
}
_DOES: dict[ScriptPurpose, Callable[[int], str]] = {
    ScriptPurpose.SENDS: lambda n: trn(
        "{count} sends other requests", "{count} send other requests", n
    ),
    ScriptPurpose.SIGNS: lambda n: trn(
        "{count} computes hashes or signatures", "{count} compute hashes or signatures", n
    ),
    ScriptPurpose.SETS: lambda n: trn("{count} sets variables", "{count} set variables", n),
    ScriptPurpose.CHANGES: lambda n: trn(
        "{count} changes the request", "{count} change the request", n
    ),
    ScriptPurpose.TESTS: lambda n: trn(
        "{count} tests the response", "{count} test the response", n
    ),
    ScriptPurpose.OTHER: lambda n: trn(
        "{count} does something else", "{count} do something else", n
    ),
}
