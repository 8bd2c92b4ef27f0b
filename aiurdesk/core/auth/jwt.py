"""JWT: a token that the client signs itself and sends as it is, a new one with each request.

For a token server that takes such a token as an assertion, see the grant ``jwt`` of OAuth 2.

Source: RFC 7519; RFC 6750 section 2.1.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from aiurdesk.core.auth import oauth
from aiurdesk.core.auth.fields import choice_field, secret_field, text_field
from aiurdesk.core.auth.oauth2 import JWT_ALGORITHMS
from aiurdesk.core.auth.scheme import AuthScheme, Grant, OnlyWith, Secrets, Signature, Signing
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.request.request import Header
from aiurdesk.core.translation import Phrase, marked, tr

SHARED_ALGORITHMS = tuple(name for name in JWT_ALGORITHMS if name.startswith("HS"))
"""Those that sign with a secret of both sides."""
_ALGORITHMS = dict.fromkeys((*SHARED_ALGORITHMS, *JWT_ALGORITHMS))
TEXT, BASE64 = "text", "base64"
"""How the secret of both sides is written."""


class JwtScheme(AuthScheme):
    """A client that signs its own tokens."""

    id = "jwt"
    title = tr("JWT")
    description = tr(
        "A key with which a JWT of your claims is signed for each request, and sent as "
        "Authorization: Bearer."
    )
    fields = (
        choice_field(
            "algorithm",
            tr("Algorithm"),
            tr("How the JWT is signed: with a private key, or with HS… by a secret of both sides."),
            *((name, name) for name in _ALGORITHMS),
        ),
        secret_field(
            "key",
            title=tr("Key"),
            description=tr(
                "A private key in PEM, also on one line, or the secret. Better taken from its file "
                "than stored."
            ),
        ),
        choice_field(
            "key_encoding",
            tr("Format of the secret"),
            tr("How the secret of both sides is written."),
            (TEXT, tr("text")),
            (BASE64, "Base64"),
        ),
        text_field(
            "claims",
            required=True,
            example='{"sub": "ann"}',
            description=tr('A JSON object, such as {"sub": "ann"}. No secrets.'),
            title=tr("Claims"),
        ),
        text_field(
            "valid_s",
            pattern=r"[1-9][0-9]{0,7}",
            pattern_hint=tr("a number of seconds"),
            example="300",
            description=tr("Adds the claims iat and exp. Leave it empty for the claims alone."),
            title=tr("Valid for (s)"),
        ),
        text_field(
            "header",
            description=tr('Further members of its header, such as {"kid": "a"}.'),
            title=tr("Header of the JWT"),
        ),
    )
    conditions = {"key_encoding": (OnlyWith("algorithm", SHARED_ALGORITHMS),)}
    signature_word = "Bearer"

    def grant(self, credential: Credential, secrets: Secrets) -> Grant:
        """Return the key, which is not sent."""
        return Grant(secrets=(secrets["key"],))

    def signature(self, credential: Credential, grant: Grant, signing: Signing) -> Signature:
        """Return the header with a token that is valid from now on.

        Raises:
            AuthError: The key does not fit, or a field is no JSON object.
        """
        (key,) = grant.secrets
        algorithm = credential.value("algorithm") or SHARED_ALGORITHMS[0]
        at, valid_s = int(signing.at.timestamp()), credential.value("valid_s")
        lasts = {"iat": at, "exp": at + int(valid_s)} if valid_s.isdecimal() else {}
        header = {"alg": algorithm, "typ": "JWT", **_object_in(credential, "header")}
        # A token that says another algorithm than it has is refused everywhere.
        header["alg"] = algorithm
        claims = {**_object_in(credential, "claims"), **lasts}
        is_encoded = algorithm in SHARED_ALGORITHMS and credential.value("key_encoding") == BASE64
        shared = _decoded(key, credential.name) if is_encoded else None
        token = oauth.assertion.signed_jwt(header, claims, key, credential.name, shared)
        value = f"Bearer {token}"
        return Signature((Header("Authorization", value),), (Secret(value), Secret(token)))


def _object_in(credential: Credential, field: str) -> Mapping[str, Any]:
    try:
        value = json.loads(credential.value(field) or "{}")
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        return value
    words = marked(
        "The field {field} of {name} is no JSON object. Enter one in the credential manager."
    )
    raise AuthError(Phrase(words, {"field": field, "name": credential.name}))


def _decoded(key: Secret, name: str) -> bytes:
    text = "".join(key.reveal().split()).replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (ValueError, binascii.Error):
        words = marked("The secret of {name} is no Base64. Enter another one, or choose text.")
        raise AuthError(Phrase(words, {"name": name})) from None
