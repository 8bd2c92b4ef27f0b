"""Fixed token: a text that a service gave once, sent as a parameter or as a bearer token."""

from aiurdesk.core.api.endpoint import Endpoint, Service
from aiurdesk.core.auth.fields import choice_field, has_parameter, secret_field, text_field
from aiurdesk.core.auth.scheme import AuthScheme, Grant, OnlyWith, Secrets
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.translation import tr

_PARAMETER, _BEARER = "parameter", "bearer"


class TokenScheme(AuthScheme):
    """A token that lasts, for services that no other scheme fits."""

    id = "token"
    title = tr("Fixed token")
    description = tr("A token that you already have, sent as a parameter or in a header.")
    fields = (
        choice_field(
            "place",
            tr("Place"),
            tr("Where the token is sent."),
            (_PARAMETER, tr("Parameter")),
            (_BEARER, tr("Header Authorization: Bearer")),
        ),
        text_field(
            "parameter",
            default="AccessToken",
            example="AccessToken",
            description=tr("Name of the parameter that holds the token."),
            title=tr("Parameter"),
        ),
        secret_field("token", title=tr("Token")),
    )

    conditions = {"parameter": (OnlyWith("place", (_PARAMETER,)),)}

    def applies(self, credential: Credential, endpoint: Endpoint, service: Service | None) -> bool:
        """Tell whether an endpoint has the parameter; the header goes to all."""
        # Whether a header is wanted stands in no catalogue.
        if service is None or credential.value("place") == _BEARER:
            return True
        return has_parameter(endpoint, _parameter_of(credential))

    def grant(self, credential: Credential, secrets: Secrets) -> Grant:
        """Return the token as the parameter or the header that takes it."""
        token = secrets["token"]
        if credential.value("place") == _BEARER:
            # RFC 6750 section 2.1.
            return Grant(headers=(("Authorization", Secret(f"Bearer {token.reveal()}")),))
        return Grant(values=((_parameter_of(credential), token),))


def _parameter_of(credential: Credential) -> str:
    return credential.value("parameter") or "AccessToken"
