"""API key: a name and a secret value, in a header or in the query."""

from aiurdesk.core.auth.fields import choice_field, header_name_field, secret_line
from aiurdesk.core.auth.scheme import AuthScheme, Grant, Secrets
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.translation import tr

HEADER, QUERY = "header", "query"


class ApiKeyScheme(AuthScheme):
    """A key that a service gave once, for services of any kind."""

    id = "api-key"
    title = tr("API key")
    description = tr("A key that you already have, sent in a header or in the query.")
    fields = (
        choice_field(
            "place",
            tr("Place"),
            tr("Where the key is sent."),
            (HEADER, tr("Header")),
            (QUERY, tr("Query")),
        ),
        header_name_field(
            "name",
            default="X-Api-Key",
            description=tr("Name of the header or of the parameter."),
            title=tr("Name of the key"),
        ),
        secret_line("key", title=tr("Key")),
    )

    def grant(self, credential: Credential, secrets: Secrets) -> Grant:
        """Return the key at the place that takes it."""
        pair = (credential.value("name") or "X-Api-Key", secrets["key"])
        if credential.value("place") == QUERY:
            return Grant(query=(pair,))
        return Grant(headers=(pair,))
