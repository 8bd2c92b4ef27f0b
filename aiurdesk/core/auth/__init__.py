"""Authentication schemes; each is a file here and a line in ``SCHEMES``."""

from msgspec.structs import replace

from aiurdesk.core.auth.api_key import ApiKeyScheme
from aiurdesk.core.auth.app import AppScheme
from aiurdesk.core.auth.aws import AwsScheme
from aiurdesk.core.auth.basic import BasicScheme
from aiurdesk.core.auth.bearer import BearerScheme
from aiurdesk.core.auth.browser import BrowserScheme
from aiurdesk.core.auth.command import CommandScheme
from aiurdesk.core.auth.digest import DigestScheme
from aiurdesk.core.auth.header import HeaderScheme
from aiurdesk.core.auth.jwt import JwtScheme
from aiurdesk.core.auth.oauth1 import OAuth1Scheme
from aiurdesk.core.auth.oauth2 import OAuth2Scheme
from aiurdesk.core.auth.scheme import AuthScheme
from aiurdesk.core.auth.session import SessionScheme
from aiurdesk.core.auth.token import TokenScheme
from aiurdesk.core.credentials.credential import Credential

SCHEMES: tuple[AuthScheme, ...] = (
    AppScheme(),
    BrowserScheme(),
    SessionScheme(),
    TokenScheme(),
    BasicScheme(),
    DigestScheme(),
    AwsScheme(),
    BearerScheme(),
    CommandScheme(),
    ApiKeyScheme(),
    HeaderScheme(),
    JwtScheme(),
    OAuth1Scheme(),
    OAuth2Scheme(),
)
"""In the order of the chooser."""


def scheme_of(scheme_id: str) -> AuthScheme | None:
    """Return the scheme of that id, or None."""
    return next((scheme for scheme in SCHEMES if scheme.id == scheme_id), None)


def with_current_names(credential: Credential) -> Credential:
    """Return a credential with its values under the names that their fields have now."""
    scheme = scheme_of(credential.scheme)
    # An earlier version called the token server "authority", and its files are still read.
    names = scheme.former_names if scheme else {}
    values = tuple((names.get(name, name), value) for name, value in credential.values)
    return credential if values == credential.values else replace(credential, values=values)
