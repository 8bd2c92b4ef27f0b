"""The signature of a request by AWS, version 4.

Source: AWS Identity and Access Management User Guide, "Create a signed AWS API request"; Amazon S3
API Reference, "Signature Calculations for the Authorization Header".
"""

import hashlib
import hmac
import re
from urllib.parse import quote, unquote_plus

import msgspec

from aiurdesk.core.addresses.encoding import plain_path
from aiurdesk.core.preparing.request_head import FRAMING
from aiurdesk.core.request.request import Header

ALGORITHM = "AWS4-HMAC-SHA256"
_END = "aws4_request"
_UNSIGNED = FRAMING | {
    "accept-encoding",
    "authorization",
    "cookie",
    "expect",
    "user-agent",
    "x-amzn-trace-id",
}
"""Headers that the transport or a proxy may change on the way."""
_SPACES = re.compile(r" +")


class Scope(msgspec.Struct, frozen=True):
    """What a signature is valid for."""

    timestamp: str
    """Such as ``20150830T123600Z``."""
    region: str
    service: str

    @property
    def text(self) -> str:
        """The scope as it is signed and sent."""
        return f"{self.timestamp[:8]}/{self.region}/{self.service}/{_END}"


class CanonicalRequest(msgspec.Struct, frozen=True):
    """A request in the one form that both sides sign."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    payload_hash: str
    """SHA-256 of the body in hexadecimal digits, or a word such as ``UNSIGNED-PAYLOAD``."""

    @property
    def signed_headers(self) -> str:
        """The names of the headers that are signed."""
        return ";".join(name for name, _ in self.headers)

    @property
    def text(self) -> str:
        """The request as it is signed."""
        lines = [f"{name}:{value}" for name, value in self.headers]
        head = (self.method, self.path, self.query, *lines)
        return "\n".join((*head, "", self.signed_headers, self.payload_hash))


def canonical_path(path: str, *, is_s3: bool) -> str:
    """Return a path of the wire as it is signed.

    S3 signs the path that it gets; the others first resolve dots and empty segments, and encode
    what is encoded already once more.
    """
    if is_s3:
        return plain_path(path)
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept = kept[:-1]
        elif segment not in ("", "."):
            kept.append(segment)
    end = "/" if path.endswith("/") and kept else ""
    return quote(f"/{'/'.join(kept)}{end}", safe="/~")


def canonical_query(query: str) -> str:
    """Return a query of the wire as it is signed: sorted, with all but plain letters encoded."""
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    # AWS reads a plus sign in a query as a space.
    encoded = [(_encoded(name), _encoded(value)) for name, _, value in pairs]
    return "&".join(f"{name}={value}" for name, value in sorted(encoded))


def canonical_headers(headers: tuple[Header, ...]) -> tuple[tuple[str, str], ...]:
    """Return the headers that are signed, with names in lower case, in their order."""
    values: dict[str, list[str]] = {}
    for header in headers:
        name = header.name.lower()
        if name not in _UNSIGNED:
            values.setdefault(name, []).append(_SPACES.sub(" ", header.value.strip(" \t")))
    return tuple((name, ",".join(values[name])) for name in sorted(values))


def signature(canonical: CanonicalRequest, scope: Scope, secret_key: str) -> str:
    """Return the signature in hexadecimal digits."""
    hashed = hashlib.sha256(canonical.text.encode("utf-8", "surrogatepass")).hexdigest()
    text = "\n".join((ALGORITHM, scope.timestamp, scope.text, hashed))
    key = f"AWS4{secret_key}".encode("utf-8", "surrogatepass")
    for word in (*scope.text.split("/"), text):
        key = hmac.digest(key, word.encode(), "sha256")
    return key.hex()


def _encoded(text: str) -> str:
    return quote(unquote_plus(text, errors="surrogateescape"), safe="~", errors="surrogateescape")
