"""The signature of OAuth 1.0a.

Source: RFC 5849 sections 3.4 and 3.5.
"""

import base64
import hmac
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from oauthlib.oauth1.rfc5849.signature import base_string_uri
from oauthlib.oauth1.rfc5849.utils import escape

from aiurdesk.core.auth.oauth.keys import private_key_of
from aiurdesk.core.auth.scheme import Signing
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.translation import Phrase, marked

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "SHA1": hashes.SHA1(),
    "SHA256": hashes.SHA256(),
    "SHA512": hashes.SHA512(),
}
_FORM = "application/x-www-form-urlencoded"


class Signer(msgspec.Struct, frozen=True):
    """What requests are signed with."""

    method: str
    """``HMAC-SHA1`` and the like, or ``PLAINTEXT``."""
    consumer_key: str
    key: Secret
    """The consumer secret, or the private key of RSA."""
    token: str
    token_secret: Secret
    realm: str = ""

    def header(self, signing: Signing, name: str) -> tuple[str, str]:
        """Return the value of the header Authorization, and the signature alone.

        Args:
            signing: The request.
            name: Of the credential, for a sentence.

        Raises:
            AuthError: The private key cannot be read.
        """
        own = [
            ("oauth_consumer_key", self.consumer_key),
            *([("oauth_token", self.token)] if self.token else []),
            ("oauth_signature_method", self.method),
            ("oauth_timestamp", str(int(signing.at.timestamp()))),
            ("oauth_nonce", signing.random),
            ("oauth_version", "1.0"),
        ]
        signed = self.signature(base_string(signing.prepared, own), name)
        pairs = [*own, ("oauth_signature", signed)]
        realm = [f'realm="{self.realm}"'] if self.realm else []
        written = (*realm, *(f'{escape(name)}="{escape(text)}"' for name, text in pairs))
        return f"OAuth {', '.join(written)}", signed

    def signature(self, text: str, name: str) -> str:
        """Return the signature of a base string. RFC 5849 sections 3.4.2 to 3.4.4.

        Args:
            text: The base string.
            name: Of the credential, for a sentence.

        Raises:
            AuthError: The private key cannot be read.
        """
        kind, _, hash_name = self.method.partition("-")
        secrets = f"{escape(self.key.reveal())}&{escape(self.token_secret.reveal())}"
        if kind == "RSA":
            key = private_key_of(self.key, name)
            if not isinstance(key, RSAPrivateKey):
                words = marked("The private key of {name} is no RSA key, which {method} needs.")
                raise AuthError(Phrase(words, {"name": name, "method": self.method}))
            made = key.sign(text.encode(), padding.PKCS1v15(), _HASHES[hash_name])
        elif kind == "HMAC":
            made = hmac.digest(secrets.encode(), text.encode(), hash_name.lower())
        else:
            return secrets
        return base64.b64encode(made).decode()


def base_string(prepared: PreparedRequest, own: list[tuple[str, str]]) -> str:
    """Return what is signed of a request. RFC 5849 section 3.4.1."""
    split = urlsplit(prepared.url)
    # A WebSocket begins as an HTTP request to the same server.
    scheme = {"ws": "http", "wss": "https"}.get(split.scheme, split.scheme)
    bare = urlunsplit((scheme, split.netloc.rpartition("@")[2], split.path or "/", "", ""))
    pairs = [*parse_qsl(split.query, keep_blank_values=True), *_form_pairs(prepared), *own]
    # Sorted as they are written, not as they are meant. Section 3.4.1.3.2.
    written = sorted((escape(name), escape(text)) for name, text in pairs)
    parameters = "&".join(f"{name}={text}" for name, text in written)
    return "&".join(map(escape, (prepared.method.upper(), base_string_uri(bare), parameters)))


def _form_pairs(prepared: PreparedRequest) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a form; another body is no part of what is signed. Section 3.4.1.3.1."""
    types = (h.value for h in prepared.headers if h.name.casefold() == "content-type")
    if next(types, "").partition(";")[0].strip().casefold() != _FORM:
        return
    data = b"".join(part for part in prepared.body if isinstance(part, bytes))
    yield from parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True)
