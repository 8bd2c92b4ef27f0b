"""Bearer: a token in the header Authorization.

Source: RFC 6750 section 2.1.
"""

from aiurdesk.core.auth.fields import secret_field
from aiurdesk.core.auth.scheme import AuthScheme, Grant, Secrets
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.translation import tr


class BearerScheme(AuthScheme):
    """A token that lasts, for services of any kind."""

    id = "bearer"
    title = tr("Bearer")
    description = tr("A token that you already have, sent as Authorization: Bearer.")
    fields = (
        secret_field(
            "token",
            # No white space: it would end the token.
            pattern=r"[!-~]+",
            pattern_hint=tr("a token without spaces, and without the word Bearer"),
            title=tr("Token"),
        ),
    )

    def grant(self, credential: Credential, secrets: Secrets) -> Grant:
        """Return the header."""
        header = Secret(f"Bearer {secrets['token'].reveal()}")
        return Grant(headers=(("Authorization", header),))
