"""The exception that ends a request inside this package."""

import os

from aiurdesk.core.response.response import FailureKind
from aiurdesk.core.translation import Phrase


class SendFailure(Exception):
    """The request got no response; ``HttpTransport.send`` turns this into a ``Failure``.

    Args:
        kind: What happened.
        particulars: More about it in a few words, without secrets, query strings or header values.
    """

    undecoded: bytes = b""
    """As in ``Failure``."""

    def __init__(self, kind: FailureKind, particulars: str | Phrase) -> None:
        super().__init__(kind, particulars)
        self.kind = kind
        self.particulars = particulars

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"

    @property
    def detail(self) -> str:
        """The particulars in the language of the person."""
        return str(self.particulars)


def system_failure(error: OSError) -> SendFailure:
    """Return the failure for an error that comes from the system and not from the server."""
    # Without the text of the error itself, which may name a path or an address.
    text = os.strerror(error.errno) if error.errno else type(error).__name__
    return SendFailure(FailureKind.SYSTEM_ERROR, text.lower())
