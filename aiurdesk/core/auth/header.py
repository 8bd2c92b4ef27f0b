"""Header: a name and a secret value that are sent with every request."""

from aiurdesk.core.auth.fields import header_name_field, secret_line
from aiurdesk.core.auth.scheme import AuthScheme, Grant, Secrets
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.translation import tr


class HeaderScheme(AuthScheme):
    """A header such as ``X-Api-Key``, for services that no other scheme fits."""

    id = "header"
    title = tr("Header")
    description = tr("A header with a secret value, such as X-Api-Key or Cookie.")
    fields = (
        header_name_field("header", description=tr("Name of the header."), title=tr("Header")),
        secret_line("value", title=tr("Value")),
    )

    def grant(self, credential: Credential, secrets: Secrets) -> Grant:
        """Return the header."""
        return Grant(headers=((credential.value("header"), secrets["value"]),))

    def keeps_cookies(self, credential: Credential) -> bool:
        """Tell whether the header leaves the cookies to the program: it may be ``Cookie``."""
        return credential.value("header").casefold() != "cookie"
