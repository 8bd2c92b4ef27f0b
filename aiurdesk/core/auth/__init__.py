"""Ways to prove who one is; a scheme is a file here and a line in ``SCHEMES``."""

from aiurdesk.core.auth.app import AppScheme
from aiurdesk.core.auth.browser import BrowserScheme
from aiurdesk.core.auth.header import HeaderScheme
from aiurdesk.core.auth.scheme import AuthScheme
from aiurdesk.core.auth.session import SessionScheme
from aiurdesk.core.auth.token import TokenScheme

SCHEMES: tuple[AuthScheme, ...] = (
    AppScheme(),
    BrowserScheme(),
    SessionScheme(),
    TokenScheme(),
    HeaderScheme(),
)
"""In the order of the chooser."""


def scheme_of(scheme_id: str) -> AuthScheme | None:
    """Return the scheme of that id, or None."""
    return next((scheme for scheme in SCHEMES if scheme.id == scheme_id), None)
