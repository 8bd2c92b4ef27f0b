"""The few exceptions of the program; what a person can meet is a value instead."""


class AiurdeskError(Exception):
    """Something that a programmer or a disk can cause; its text is a sentence for the person."""


class StorageError(AiurdeskError):
    """A file could not be read or written; the text says which and what to do."""


class DataMistake(AiurdeskError):
    """A data file (result codes, services, settings) says something that cannot be meant.

    The text names the file and the line or the key.
    """


class AuthError(AiurdeskError):
    """A scheme cannot sign in; the text says why and what to do, without any secret."""
