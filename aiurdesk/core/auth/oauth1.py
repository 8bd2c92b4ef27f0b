"""OAuth 1.0a: a consumer key and a token, with whose secrets each request is signed.

Source: RFC 5849. The tokens are entered: how an application gets them differs from server to
server.
"""

from aiurdesk.core.auth import oauth
from aiurdesk.core.auth.fields import choice_field, secret_field, secret_line, text_field
from aiurdesk.core.auth.scheme import AuthScheme, Grant, OnlyWith, Secrets, Signature, Signing
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import Header
from aiurdesk.core.translation import tr

METHODS = ("HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "RSA-SHA1", "RSA-SHA256", "RSA-SHA512")
PLAINTEXT = "PLAINTEXT"
_WITH_KEY = tuple(method for method in METHODS if method.startswith("RSA"))
_WITH_SECRET = (*(method for method in METHODS if method not in _WITH_KEY), PLAINTEXT)
_EMPTY = Secret("")


class OAuth1Scheme(AuthScheme):
    """A client with a consumer key, and the token that a user of the service gave it."""

    id = "oauth1"
    title = "OAuth 1.0a"
    description = tr("A consumer key and a token, with whose secrets each request is signed.")
    fields = (
        choice_field(
            "signature_method",
            tr("Signature"),
            tr("How requests are signed, as the service says. PLAINTEXT sends the secrets."),
            *((method, method) for method in (*METHODS, PLAINTEXT)),
        ),
        text_field(
            "consumer_key",
            required=True,
            description=tr("As the service registered it."),
            title=tr("Consumer key"),
        ),
        secret_line("consumer_secret", title=tr("Consumer secret")),
        secret_field(
            "private_key",
            description=tr(
                "An RSA key in PEM, also on one line. Better taken from its file than stored."
            ),
            title=tr("Private key"),
        ),
        text_field(
            "token",
            description=tr("Empty for requests that are signed without one."),
            title=tr("Token"),
        ),
        secret_line("token_secret", title=tr("Token secret"), required=False),
        text_field(
            "realm",
            # It stands in quotation marks, unencoded.
            pattern=r"[^\"\\\x00-\x1f\x7f]+",
            pattern_hint=tr("text without quotation marks"),
            description=tr("Only where the service asks for one."),
            title=tr("Realm"),
        ),
    )
    conditions = {
        "consumer_secret": (OnlyWith("signature_method", _WITH_SECRET),),
        "private_key": (OnlyWith("signature_method", _WITH_KEY),),
        "token_secret": (OnlyWith("signature_method", _WITH_SECRET),),
    }
    signature_word = "OAuth"

    def grant(self, credential: Credential, secrets: Secrets) -> Grant:
        """Return consumer secret or private key, then the secret of the token."""
        first = "private_key" if credential.value("signature_method") in _WITH_KEY else ""
        first = first or "consumer_secret"
        return Grant(secrets=(secrets.get(first, _EMPTY), secrets.get("token_secret", _EMPTY)))

    def signature(self, credential: Credential, grant: Grant, signing: Signing) -> Signature:
        """Return the header with the signature.

        Raises:
            AuthError: The private key cannot be read.
        """
        key, token_secret = grant.secrets
        signer = oauth.oauth1.Signer(
            method=credential.value("signature_method") or METHODS[0],
            consumer_key=credential.value("consumer_key"),
            key=key,
            token=credential.value("token"),
            token_secret=token_secret,
            realm=credential.value("realm"),
        )
        value, signed = signer.header(signing, credential.name)
        return Signature((Header("Authorization", value),), (Secret(value), Secret(signed)))
