"""What is composed, and what goes on the wire."""

from typing import TypeAlias

import msgspec

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.credentials.secret import Secret


class Header(msgspec.Struct, frozen=True):
    """One header line; names keep their spelling, order and repetition matter."""

    name: str
    value: str


class FileValue(msgspec.Struct, frozen=True):
    """A file that a parameter names; its content is read from disk while it is sent."""

    path: str
    filename: str
    """What the server is told."""
    content_type: str = "application/octet-stream"


Value: TypeAlias = str | tuple[str, ...] | FileValue
"""Text for most kinds, texts for LIST, a file for FILE; text may hold ``{{variables}}``."""


class Request(msgspec.Struct, frozen=True):
    """What a person composed: an endpoint and its values; holds no secret of the keyring.

    A parameter that is not in ``values`` is absent, which is not the same as empty text.
    """

    endpoint: Endpoint
    values: tuple[tuple[str, Value], ...] = ()
    """Parameter name and value, in the order in which they go on the wire."""
    headers: tuple[Header, ...] = ()
    """Further headers, beside those that the body asks for."""
    method: str = ""
    """Empty means the endpoint's own."""
    table: str | None = None
    """Result-code table chosen by hand; None means that of the service."""
    is_forced: bool = False
    """Chosen by "Send anyway": values that break a rule go out as they were typed."""
    credential: str | None = None
    """Name of the credential to send with; None takes the one chosen for all requests, and
    ``NO_CREDENTIAL`` none."""

    def value(self, name: str) -> Value | None:
        """Return the first value given to a parameter, or None when it is absent."""
        return next((value for key, value in self.values if key == name), None)


class FieldError(msgspec.Struct, frozen=True):
    """Why a value cannot be sent as it is; the text says what is expected, with an example."""

    parameter: str
    text: str


class FileContent(msgspec.Struct, frozen=True):
    """A place in a body where the bytes of a file go."""

    path: str


class PreparedRequest(msgspec.Struct, frozen=True):
    """What goes on the wire: holds secrets, is never stored unredacted, and prints as little."""

    method: str
    url: str
    """Absolute, percent-encoded, without fragment."""
    headers: tuple[Header, ...] = ()
    """Those of the request and Content-Type; the transport adds Host, Content-Length and such."""
    body: tuple[bytes | FileContent, ...] = ()
    """The bytes in order; empty means no body at all, ``(b"",)`` means a body of length zero."""
    secrets: tuple[Secret, ...] = ()
    """Texts inside the parts above that are shown and kept as dots."""
    follows_redirects: bool = True
    jar: str = ""
    """Name of the cookie jar that it takes from and gives to; empty means no cookies at all."""

    def __repr__(self) -> str:
        return f"PreparedRequest({self.method}, {len(self.headers)} headers)"
