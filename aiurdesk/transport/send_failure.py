"""The way out of the depths of a request that gets no answer."""

from aiurdesk.core.response.response import FailureKind


class SendFailure(Exception):
    """Ends a request inside this package; ``HttpTransport.send`` makes a ``Failure`` of it.

    Args:
        kind: What happened.
        detail: The particulars in a few words; no secret, no query, no header value.
    """

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail
