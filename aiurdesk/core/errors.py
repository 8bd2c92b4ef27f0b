"""The exceptions of the program. Outcomes that a person can expect are values instead."""

import contextlib
import errno
from collections.abc import Iterator
from enum import StrEnum

from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import Phrase, marked, tr


class ProblemError(Exception):
    """A problem, where only an exception reaches the caller; base of the program's exceptions.

    Args:
        problem: Or its sentence alone; a ``Phrase`` where it may be recorded, and shown in another
            language later.
    """

    def __init__(self, problem: Problem | Phrase | str) -> None:
        self.problem = problem if isinstance(problem, Problem) else Problem(problem)
        super().__init__(self.problem)

    def __str__(self) -> str:
        return self.problem.sentence

    @property
    def phrase(self) -> Phrase:
        """The sentence, which is translated when it is shown if it was made with a phrase."""
        what = self.problem.what
        return what if isinstance(what, Phrase) else Phrase.of(self.problem.sentence)


_SHORTAGES = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def is_shortage(error: BaseException | None) -> bool:
    """Tell whether the system has run out of something, or forbids all writing."""
    return isinstance(error, OSError) and error.errno in _SHORTAGES


def mistake_words(error: Exception) -> str:
    """Say that an error is in the program itself, for what nothing expected."""
    text = tr("This is an error in aiurdesk itself: {name}: {error}. Please report it.")
    return text.format(name=type(error).__name__, error=error)


class StorageError(ProblemError):
    """A file could not be read or written; the text says which and what to do."""


@contextlib.contextmanager
def storage_errors(text: str, **names: object) -> Iterator[None]:
    """Raise a ``StorageError`` where the system refuses what the block does.

    Args:
        text: The sentence. In it ``{value}`` or ``{strerror}`` stands for what the system said,
            and ``{filename}`` for the file that the system named.
        names: What else stands in braces in it.
    """
    try:
        yield
    except OSError as error:
        names |= {"strerror": error.strerror, "filename": error.filename}
        raise StorageError(text.format(value=error.strerror or error, **names)) from error


@contextlib.contextmanager
def problems_of_file(path: object) -> Iterator[None]:
    """Raise a ``StorageError`` that names a file where the block finds a problem in its text."""
    try:
        yield
    except StorageError:
        raise
    except ProblemError as error:
        raise StorageError(error.problem.in_file(str(path))) from error


class AuthError(ProblemError):
    """A scheme cannot sign in; the text says why and what to do, without any secret."""


class KeyringReason(StrEnum):
    """Reason why a call of the system keyring failed."""

    LOCKED = "locked"
    """The keyring is locked, and the person did not unlock it or closed the prompt."""
    DISMISSED = "dismissed"
    """The person closed another prompt, such as the one for the password of a new keyring."""
    NO_KEYRING = "no_keyring"
    LOST = "lost"
    """The keyring, or D-Bus, ended during the call or cannot be reached."""
    GONE = "gone"
    """The item was deleted during the call."""
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"
    """The secret holds a lone surrogate, which has no encoding in UTF-8."""
    OTHER = "other"


_KEYRING_SENTENCES = {
    KeyringReason.LOCKED: marked(
        "The system keyring is locked and was not unlocked. Unlock it, then try again."
    ),
    KeyringReason.DISMISSED: marked(
        "A prompt of the system keyring was closed. Try again and complete it."
    ),
    KeyringReason.NO_KEYRING: marked(
        "No system keyring is available. Install and unlock one, such as "
        "gnome-keyring, then start aiurdesk again."
    ),
    KeyringReason.LOST: marked(
        "The system keyring did not respond or ended during the call. Try again; "
        "if that does not help, sign out of the desktop and in again."
    ),
    KeyringReason.GONE: marked(
        "Another program deleted this from the system keyring in the meantime. Try again."
    ),
    KeyringReason.TOO_LONG: marked(
        "The secret is too long for the system keyring. Use a shorter one, or "
        "enter this one in the request itself."
    ),
    KeyringReason.NOT_TEXT: marked(
        "The secret contains half a character, which cannot be stored. Copy it "
        "again from its source."
    ),
    KeyringReason.OTHER: marked(
        "The system keyring reported an error. Try again; if that does not help, "
        "check the keyring with its own program."
    ),
}


class KeyringFailure(ProblemError):
    """A call of the system keyring failed; nothing was changed.

    The text is a sentence that says what to do. It never contains a secret.

    Args:
        class_name: Name of the exception of the keyring's library, if nothing else is known.
    """

    def __init__(self, reason: KeyringReason, class_name: str = "") -> None:
        sentence = Phrase(_KEYRING_SENTENCES[reason])
        named = Phrase("{sentence} ({name})", {"sentence": sentence, "name": class_name})
        super().__init__(named if class_name else sentence)
        self.reason = reason
