"""API key: a name and a secret value, in a header or in the query."""

from collections.abc import Mapping

from aiurdesk.core.api.endpoint import Choice, Location, Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.auth.scheme import AuthScheme, Grant, secret_line
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.translation import tr

HEADER, QUERY = "header", "query"


class ApiKeyScheme(AuthScheme):
    """A key that a service gave once, for services of any kind."""

    id = "api-key"
    title = tr("API key")
    description = tr("A key that you already have, sent in a header or in the query.")
    fields = (
        Parameter(
            "place",
            ParameterKind.CHOICE,
            Location.FORM,
            required=True,
            default=HEADER,
            choices=(Choice(HEADER, tr("Header")), Choice(QUERY, tr("Query"))),
            description=tr("Where the key is sent."),
            title=tr("Place"),
        ),
        Parameter(
            "name",
            ParameterKind.TEXT,
            Location.FORM,
            required=True,
            default="X-Api-Key",
            # The token of RFC 9110 section 5.6.2, which suits a query as well.
            pattern=r"[!#$%&'*+.^_`|~0-9A-Za-z-]+",
            pattern_hint=tr("a word without spaces and colons"),
            example="X-Api-Key",
            description=tr("Name of the header or of the parameter."),
            title=tr("Name of the key"),
        ),
        secret_line("key", tr("Key")),
    )

    def grant(self, credential: Credential, secrets: Mapping[str, Secret]) -> Grant:
        """Return the key at the place that takes it."""
        pair = (credential.value("name") or "X-Api-Key", secrets["key"])
        if credential.value("place") == QUERY:
            return Grant(query=(pair,))
        return Grant(headers=(pair,))
