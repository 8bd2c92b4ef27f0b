"""What a credential adds to one request."""

import msgspec

from aiurdesk.core.credential import origin_of
from aiurdesk.core.endpoint import Endpoint
from aiurdesk.core.request import FieldError, Value
from aiurdesk.core.secret import Secret


class Signature(msgspec.Struct, frozen=True):
    """Parameters and headers that a credential fills in; holds secrets, is never stored."""

    credential: str = ""
    """Name of the credential, for the words."""
    origins: tuple[str, ...] = ()
    """Where it may go, each as ``origin_of`` writes it."""
    values: tuple[tuple[str, Secret], ...] = ()
    """Parameter and text; a value that the person entered is left as it is."""
    headers: tuple[tuple[str, Secret], ...] = ()
    """Header and text; a header of that name that the person entered is left as it is."""
    secrets: tuple[Secret, ...] = ()
    """Further texts to be shown as dots, such as those that stand inside the ones above."""
    jar: str = ""
    """Name of the cookie jar that the request takes from and gives to; empty means none."""

    @property
    def is_empty(self) -> bool:
        """Whether it adds nothing."""
        return not (self.values or self.headers or self.jar)


UNSIGNED = Signature()


def filled_names(signature: Signature, endpoint: Endpoint) -> tuple[str, ...]:
    """Return the parameters that a credential fills in, named as the endpoint names them."""
    found = (endpoint.parameter(name) for name, _ in signature.values)
    return tuple(parameter.name for parameter in found if parameter is not None)


def values_to_add(
    signature: Signature, endpoint: Endpoint, given: tuple[tuple[str, Value], ...]
) -> tuple[tuple[str, Value], ...]:
    """Return the values that the person did not enter, named as the endpoint names them."""
    taken = {name.casefold() for name, _ in given}
    added = []
    for name, secret in signature.values:
        parameter = endpoint.parameter(name)
        known = parameter.name if parameter else name
        if known.casefold() not in taken:
            added.append((known, secret.reveal()))
    return tuple(added)


def refusal(signature: Signature, address: str) -> FieldError | None:
    """Say why a credential must not go to an address; None where it may."""
    if signature.is_empty or origin_of(address) in signature.origins:
        return None
    known = ", ".join(signature.origins) or "nowhere yet"
    return FieldError(
        "",
        f"The credential {signature.credential} does not go to {origin_of(address)}: "
        f"it is bound to {known}. Choose another credential, or send without one.",
    )
