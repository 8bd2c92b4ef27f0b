"""Basic: a user name and a password, encoded in a header.

Source: RFC 7617 section 2.
"""

from aiurdesk.core.auth.fields import USER_AND_PASSWORD
from aiurdesk.core.auth.scheme import AuthScheme, Grant, Secrets
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.credentials.user_info import UserAndPassword, basic_header
from aiurdesk.core.translation import tr


class BasicScheme(AuthScheme):
    """User name and password, for services of any kind."""

    id = "basic"
    title = tr("Basic")
    description = tr("User name and password, sent in the header Authorization with every request.")
    fields = USER_AND_PASSWORD

    def grant(self, credential: Credential, secrets: Secrets) -> Grant:
        """Return the header."""
        password = secrets["password"]
        header = Secret(basic_header(UserAndPassword(credential.value("user"), password)))
        # A response may repeat the password alone.
        return Grant(headers=(("Authorization", header),), secrets=(password,))

    def placeholder_grant(self, credential: Credential) -> Grant:
        """Return dots, and not their encoded form."""
        return Grant(headers=(("Authorization", Secret(f"Basic {DOTS}")),))
