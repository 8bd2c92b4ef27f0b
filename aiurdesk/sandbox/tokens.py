"""Access tokens: made by Archon, checked by every other service."""

import json
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from aiurdesk.sandbox.aspnet.json_serializer import to_json
from aiurdesk.sandbox.aspnet.response import ApiError
from aiurdesk.sandbox.clock import Clock

LIFETIME = timedelta(minutes=20)

_INVALID_TOKEN = "The access token is not one of ours or is no longer valid."


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What Archon hands out for an app id and its secret."""

    text: str
    expires_at: datetime


class TokenIssuer:
    """Signs and checks tokens with a key pair of its own, so a restart voids all tokens.

    Source:
        reference/aiursoft-api.md, section 5; recorded/infrastructures-2020-archon.jsonl.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        # As small as that of the real server: it is seen in the modulus, and it takes
        # milliseconds to make.
        return rsa.generate_private_key(public_exponent=65537, key_size=1024)

    @property
    def exponent(self) -> str:
        """Public exponent, big-endian in base64."""
        return b64encode(self._key.public_key().public_numbers().e.to_bytes(3, "big")).decode()

    @property
    def modulus(self) -> str:
        """Modulus, big-endian in base64."""
        return b64encode(self._key.public_key().public_numbers().n.to_bytes(128, "big")).decode()

    def issue(self, app_id: str) -> AccessToken:
        """Return a new token for an app."""
        expires_at = self._clock() + LIFETIME
        payload = to_json({"appId": app_id, "expires": expires_at}).encode()
        signature = self._key.sign(payload, padding.PKCS1v15(), SHA256())
        text = f"{b64encode(payload).decode()}.{b64encode(signature).decode()}"
        return AccessToken(text, expires_at)

    def app_id(self, token: str) -> str:
        """Return the id of the app that a token was made for.

        Raises:
            Refusal: It is malformed, wrongly signed or dead: −8.
        """
        payload, _, signature = token.partition(".")
        try:
            content = b64decode(payload, validate=True)
            self._key.public_key().verify(
                b64decode(signature, validate=True), content, padding.PKCS1v15(), SHA256()
            )
        except (Base64Error, InvalidSignature, ValueError):
            raise ApiError(-8, _INVALID_TOKEN) from None
        fields = json.loads(content)
        if datetime.fromisoformat(fields["expires"]) < self._clock():
            raise ApiError(-8, _INVALID_TOKEN)
        return str(fields["appId"])
