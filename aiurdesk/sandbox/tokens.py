"""Access tokens: Archon issues them, every other service verifies them.

Probe issues and verifies its site tokens in the same way, with a key of its own.
"""

import json
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from aiurdesk.sandbox.aspnet.response import ApiError, to_json
from aiurdesk.sandbox.clock import Clock

LIFETIME = timedelta(minutes=20)

_INVALID_TOKEN = "The token is not one of ours or is no longer valid."


@dataclass(frozen=True, slots=True)
class Token:
    """A token and its expiry time."""

    text: str
    expires_at: datetime


class TokenIssuer:
    """Signs and verifies tokens.

    Each run has its own key pair, so a restart invalidates all tokens.

    Source:
        reference/aiursoft-api.md, section 5; recorded/infrastructures-2020-archon.jsonl.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        # The real server's key has 1024 bits as well, which clients see in the modulus.
        # The tokens protect nothing here, and a small key takes only milliseconds to make.
        return rsa.generate_private_key(public_exponent=65537, key_size=1024)

    @property
    def exponent(self) -> str:
        """Public exponent: big-endian bytes in base64."""
        return b64encode(self._key.public_key().public_numbers().e.to_bytes(3, "big")).decode()

    @property
    def modulus(self) -> str:
        """Modulus: big-endian bytes in base64."""
        return b64encode(self._key.public_key().public_numbers().n.to_bytes(128, "big")).decode()

    def issue(self, app_id: str) -> Token:
        """Issue an access token for an app, valid for ``LIFETIME``."""
        return self.sign({"appId": app_id}, LIFETIME)

    def sign(self, members: Mapping[str, object], lifetime: timedelta) -> Token:
        """Return a token with these members and the time when it expires."""
        expires_at = self._clock() + lifetime
        payload = to_json({**members, "expires": expires_at}).encode()
        signature = self._key.sign(payload, padding.PKCS1v15(), SHA256())
        text = f"{b64encode(payload).decode()}.{b64encode(signature).decode()}"
        return Token(text, expires_at)

    def is_current(self, token: str) -> bool:
        """Return whether a token can be read and has not expired; its signature is not checked."""
        payload, separator, _ = token.partition(".")
        try:
            fields = json.loads(b64decode(payload, validate=True))
            expires_at = datetime.fromisoformat(fields["expires"])
            return bool(separator) and expires_at >= self._clock()
        except (Base64Error, ValueError, KeyError, TypeError):
            return False

    def app_id(self, token: str) -> str:
        """Verify an access token and return the id of its app.

        Raises:
            ApiError: The token is malformed, has a wrong signature or has expired: −8.
        """
        return str(self.verified(token)["appId"])

    def verified(self, token: str) -> dict[str, Any]:
        """Verify a token and return its members.

        Raises:
            ApiError: The token is malformed, has a wrong signature or has expired: −8.
        """
        payload, _, signature = token.partition(".")
        try:
            content = b64decode(payload, validate=True)
            self._key.public_key().verify(
                b64decode(signature, validate=True), content, padding.PKCS1v15(), SHA256()
            )
        except (Base64Error, InvalidSignature, ValueError):
            raise ApiError(-8, _INVALID_TOKEN) from None
        fields: dict[str, Any] = json.loads(content)
        if datetime.fromisoformat(fields["expires"]) < self._clock():
            raise ApiError(-8, _INVALID_TOKEN)
        return fields
