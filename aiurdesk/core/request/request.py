"""The request that a person composes, and the prepared request that is sent."""

from typing import TypeAlias

import msgspec

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.credentials.secret import Secret


class Header(msgspec.Struct, frozen=True):
    """One header. The case of the name, the order and repeated headers are preserved."""

    name: str
    value: str


class FileValue(msgspec.Struct, frozen=True):
    """A file as the value of a parameter. Its content is read while it is sent."""

    path: str
    filename: str
    """The name that is sent to the server."""
    content_type: str = "application/octet-stream"


Value: TypeAlias = str | tuple[str, ...] | FileValue
"""Text for most kinds, texts for LIST, a file for FILE; text may hold ``{{variables}}``."""


class Request(msgspec.Struct, frozen=True):
    """An endpoint and the values that a person entered. It holds no secret of the keyring.

    A parameter that is not in ``values`` is not sent. One with empty text is sent.
    """

    endpoint: Endpoint
    values: tuple[tuple[str, Value], ...] = ()
    """Parameter name and value, in the order in which they go on the wire."""
    headers: tuple[Header, ...] = ()
    """Headers that the person added."""
    method: str = ""
    """HTTP method; empty means that of the endpoint."""
    table: str | None = None
    """Name of the result-code table that the person chose; None means that of the service."""
    is_forced: bool = False
    """Whether "Send anyway" was chosen: invalid values are sent as they were typed."""
    credential: str | None = None
    """Name of the credential to send with. None means the one chosen for the environment, and
    ``NO_CREDENTIAL`` means no credential."""
    notes: str = ""
    """Markdown."""
    not_secret: tuple[str, ...] = ()
    """Places that look like secrets and are none, as ``LiteralSecret.place`` names them."""

    def value(self, name: str) -> Value | None:
        """Return the first value given to a parameter, or None when it is absent."""
        return next((value for key, value in self.values if key == name), None)


class FieldError(msgspec.Struct, frozen=True):
    """Why a value is invalid. The text says what is expected, with an example."""

    parameter: str
    text: str
    header: str | None = None
    """Name of the header that it is about; None where it is about no header."""


class FileContent(msgspec.Struct, frozen=True):
    """A part of a body: the content of a file."""

    path: str


class PreparedRequest(msgspec.Struct, frozen=True):
    """A request as it is sent. It holds secrets, so it is never stored or printed unredacted."""

    method: str
    url: str
    """Absolute, percent-encoded, without fragment."""
    headers: tuple[Header, ...] = ()
    """The headers of the request and Content-Type. The transport adds Host, Content-Length etc."""
    body: tuple[bytes | FileContent, ...] = ()
    """The parts of the body. Empty means no body; ``(b"",)`` means a body of length zero."""
    secrets: tuple[Secret, ...] = ()
    """Texts in URL, headers and body that are shown and stored as dots."""
    follows_redirects: bool = True
    jar: str = ""
    """Name of the cookie jar to use; empty means no cookies."""

    def __repr__(self) -> str:
        # Neither URL nor headers: a traceback or a log may show this text.
        return f"PreparedRequest({self.method}, {len(self.headers)} headers)"
