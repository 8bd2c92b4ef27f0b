"""The few exceptions of the program; what can happen to a person is a value instead."""

from enum import StrEnum


class AiurdeskError(Exception):
    """Something that a programmer or a disk can cause; its text is a sentence for the person."""


class StorageError(AiurdeskError):
    """A file could not be read or written; the text says which and what to do."""


class DataMistake(AiurdeskError):
    """A data file (result codes, services, settings) holds a value that is not allowed.

    The text names the file and the line or the key.
    """


class AuthError(AiurdeskError):
    """A scheme cannot sign in; the text says why and what to do, without any secret."""


class KeyringReason(StrEnum):
    """Why a call of the system keyring failed."""

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
    KeyringReason.LOCKED: "The system keyring is locked and was not unlocked. "
    "Unlock it, then try again.",
    KeyringReason.DISMISSED: "A question of the system keyring was left unanswered. "
    "Try again and answer it.",
    KeyringReason.NO_KEYRING: "No system keyring is available. "
    "Install and unlock one, such as gnome-keyring, then start aiurdesk again.",
    KeyringReason.LOST: "The system keyring did not answer or went away in the middle. "
    "Try again; if that does not help, sign out of the desktop and in again.",
    KeyringReason.GONE: "Another program deleted this from the system keyring in the meantime. "
    "Try again.",
    KeyringReason.TOO_LONG: "The secret is too long for the system keyring. "
    "Use a shorter one, or send this one by hand.",
    KeyringReason.NOT_TEXT: "The secret contains half a character, which cannot be kept. "
    "Copy it once more from where it came from.",
    KeyringReason.OTHER: "The system keyring refused. "
    "Try again; if that does not help, look into it with its own program.",
}


class KeyringFailure(AiurdeskError):
    """A call of the system keyring failed; nothing was changed.

    The text is a sentence with what to do, and never holds a secret.

    Args:
        sort: Name of the exception of the keyring's library, when nothing else is known.
    """

    def __init__(self, reason: KeyringReason, sort: str = "") -> None:
        super().__init__(_KEYRING_SENTENCES[reason] + (f" ({sort})" if sort else ""))
        self.reason = reason
