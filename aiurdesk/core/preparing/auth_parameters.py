"""What a credential adds to one request."""

import msgspec

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.credentials.credential import origin_of
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.request import FieldError, Pairs, Signed
from aiurdesk.core.translation import tr


class AuthParameters(msgspec.Struct, frozen=True):
    """Parameters and headers that a credential fills in; holds secrets, is never stored."""

    credential: str = ""
    """Name of the credential, for the words."""
    origins: tuple[str, ...] = ()
    """Where it may go, each as ``origin_of`` writes it."""
    values: tuple[tuple[str, Secret], ...] = ()
    """Parameter and text; a value that the person entered wins."""
    headers: tuple[tuple[str, Secret], ...] = ()
    """Header and text; a header of that name that the person entered wins."""
    query: tuple[tuple[str, Secret], ...] = ()
    """Name and text that go into the query with any method; one that the person entered, or
    that the address has, wins."""
    secrets: tuple[Secret, ...] = ()
    """Further texts to show as dots, such as parts of the ones above."""
    jar: str = ""
    """Name of the cookie jar that the request takes from and gives to; empty means none."""
    signed: Signed | None = None
    """What computes further headers when the request is sent."""

    @property
    def is_empty(self) -> bool:
        """Whether it adds nothing."""
        return not (self.values or self.headers or self.query or self.jar or self.signed)

    @property
    def all_secrets(self) -> tuple[Secret, ...]:
        """All texts to show as dots."""
        added = (*self.values, *self.headers, *self.query)
        return (*(secret for _, secret in added), *self.secrets)


NO_AUTH_PARAMETERS = AuthParameters()


def filled_names(auth_parameters: AuthParameters, endpoint: Endpoint) -> tuple[str, ...]:
    """Return the parameters that a credential fills in, named as the endpoint names them."""
    parameters = (endpoint.parameter(name) for name, _ in auth_parameters.values)
    return tuple(parameter.name for parameter in parameters if parameter is not None)


def values_to_add(auth_parameters: AuthParameters, endpoint: Endpoint, given: Pairs) -> Pairs:
    """Return the values that the person did not enter, named as the endpoint names them."""
    # Servers match names without regard to case, so two spellings would be one value too many.
    typed = {name.casefold() for name, _ in given}
    spelled = (
        (parameter.name if (parameter := endpoint.parameter(name)) else name, secret)
        for name, secret in auth_parameters.values
    )
    return tuple((n, secret.reveal()) for n, secret in spelled if n.casefold() not in typed)


def refusal(auth_parameters: AuthParameters, address: str) -> FieldError | None:
    """Return why a credential must not go to an address, or None."""
    # Scheme, host and port: another port of the same host is another server.
    if auth_parameters.is_empty or origin_of(address) in auth_parameters.origins:
        return None
    origins = ", ".join(auth_parameters.origins) or tr("no address yet")
    return FieldError(
        "",
        tr(
            "The credential {credential} is not sent to {origin_of}: it is bound to "
            "{origins}. Choose another credential, or send without one."
        ).format(
            credential=auth_parameters.credential, origin_of=origin_of(address), origins=origins
        ),
    )
