"""The exception that ends a request inside this package."""

import os

from aiurdesk.core.response.response import FailureKind


class SendFailure(Exception):
    """The request got no response; ``HttpTransport.send`` turns this into a ``Failure``.

    Args:
        kind: What happened.
        detail: More about it in a few words, without secrets, query strings or header values.
    """

    undecoded: bytes = b""
    """As in ``Failure``."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail


def system_failure(error: OSError) -> SendFailure:
    """Return the failure for an error that comes from the system and not from the server."""
    # Without the text of the error itself, which may name a path or an address.
    text = os.strerror(error.errno) if error.errno else type(error).__name__
    return SendFailure(FailureKind.SYSTEM_ERROR, text.lower())
