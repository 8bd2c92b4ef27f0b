"""A credential that can be made of a secret which somebody typed or pasted into a request."""

import msgspec

from aiurdesk.core.credentials.secret import Secret


class OfferedCredential(msgspec.Struct, frozen=True):
    """Everything that a new credential is filled in with."""

    scheme: str
    """``AuthScheme.id``."""
    name: str
    """A name to suggest, such as the host."""
    origin: str
    """Where it may go; empty while that is not known."""
    values: tuple[tuple[str, str], ...] = ()
    """Fields that are not secrets."""
    secrets: tuple[tuple[str, Secret], ...] = ()
    header: str = ""
    """The header of the request that holds the secret; the credential takes its place."""
    query: str = ""
    """The parameter in the address that holds it."""
    is_in_address: bool = False
    """Whether user name and password stand before the host."""
