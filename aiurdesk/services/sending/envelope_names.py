"""The names of the members of an envelope, as a dialect has them."""

from msgspec.structs import replace

from aiurdesk.core.verdict.dialect import Dialect
from aiurdesk.core.verdict.envelope import PROTOCOL, EnvelopeNames


def envelope_names(dialect: Dialect | None = None) -> EnvelopeNames:
    """Return the names that a dialect gives, and the protocol's for the others."""
    if dialect is None:
        return PROTOCOL
    rules, items = dialect.rules, dialect.rules.items
    paths = {
        "code": rules.code,
        "message": rules.message,
        "version": rules.version,
        "items": items.each if items else (),
    }
    return replace(PROTOCOL, **{name: first[0] for name, first in paths.items() if first})
