"""Header: a name and a secret value that are sent with every request."""

from collections.abc import Mapping

from aiurdesk.core.api.endpoint import Location, Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.auth.scheme import AuthScheme, Grant, secret_line
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.translation import tr


class HeaderScheme(AuthScheme):
    """A header such as ``X-Api-Key``, for services that no other scheme fits."""

    id = "header"
    title = tr("Header")
    description = tr("A header with a secret value, such as X-Api-Key or Cookie.")
    fields = (
        Parameter(
            "header",
            ParameterKind.TEXT,
            Location.FORM,
            required=True,
            # The token of RFC 9110 section 5.6.2.
            pattern=r"[!#$%&'*+.^_`|~0-9A-Za-z-]+",
            pattern_hint=tr("a word without spaces and colons"),
            example="X-Api-Key",
            description=tr("Name of the header."),
            title=tr("Header"),
        ),
        secret_line("value", tr("Value")),
    )

    def grant(self, credential: Credential, secrets: Mapping[str, Secret]) -> Grant:
        """Return the header."""
        return Grant(headers=((credential.value("header"), secrets["value"]),))

    def keeps_cookies(self, credential: Credential) -> bool:
        """Tell whether the header leaves the cookies to the program: it may be ``Cookie``."""
        return credential.value("header").casefold() != "cookie"
