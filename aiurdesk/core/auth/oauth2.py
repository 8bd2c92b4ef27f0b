"""OAuth 2 at any server: authorization code with PKCE, client credentials, device code, JWT.

Source: RFC 6749, 7523, 7636, 8252, 8414, 8628 and 9207.
"""

from aiurdesk.core.api.endpoint import Parameter
from aiurdesk.core.auth import oauth
from aiurdesk.core.auth.fields import (
    BASIC,
    BODY,
    BY_HAND,
    CLIENT,
    CODE,
    DEVICE,
    DISCOVERY,
    ENCODED,
    GIVEN_TOKEN,
    JWT,
    NO_SECRET,
    REFRESH,
    REFRESH_TOKEN,
    TOKEN_HOSTS,
    choice_field,
    secret_field,
    text_field,
)
from aiurdesk.core.auth.scheme import (
    AuthFlow,
    AuthScheme,
    Grant,
    IdentityFlow,
    OnlyWith,
    Secrets,
    SignOutFlow,
)
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.translation import tr

JWT_ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "HS256", "HS384", "HS512"),
)
"""Of RFC 7518 and RFC 8037; the first one is what most servers take."""
_OF_JWT = (
    *("jwt_algorithm", "jwt_key", "jwt_key_id", "jwt_issuer", "jwt_subject", "jwt_audience"),
    "jwt_claims",
)


def _address(name: str, title: str, description: str) -> Parameter:
    return text_field(
        name,
        required=True,
        # Without braces: what a server names as its address must not be read as a variable.
        pattern=r"(?i)https?://[^\s{}@#]+",
        pattern_hint=tr("an address such as https://login.example.com"),
        description=description,
        title=title,
    )


_FIELDS = (
    choice_field(
        "grant",
        tr("Grant"),
        tr(
            "Who signs in: a person with the browser, the client itself, or a person "
            "who enters a code on any device. A refresh token, or a JWT that is signed with a key, "
            "needs nobody."
        ),
        (CODE, tr("Authorization code (browser)")),
        (CLIENT, tr("Client credentials")),
        (DEVICE, tr("Device code")),
        (REFRESH, tr("Refresh token")),
        (JWT, tr("JWT bearer assertion")),
    ),
    choice_field(
        "server",
        tr("Token server"),
        tr("Where its addresses come from."),
        (DISCOVERY, tr("Discovery document")),
        (BY_HAND, tr("Addresses")),
    ),
    _address(
        "issuer", tr("Issuer"), tr("Its discovery document (OpenID or RFC 8414) has the addresses.")
    ),
    _address(
        "authorize_address", tr("Authorization address"), tr("The page where a person signs in.")
    ),
    _address("device_address", tr("Device address"), tr("Where a device code is asked for.")),
    _address("token_address", tr("Token address"), tr("Where tokens are issued.")),
    text_field(
        "client_id",
        required=True,
        description=tr("As the server registered it."),
        title=tr("Client id"),
    ),
    choice_field(
        "client_auth",
        tr("Client secret"),
        tr("How it is sent to the token server. Few servers expect it encoded, as RFC 6749 says."),
        (BASIC, tr("In the header (Basic)")),
        (ENCODED, tr("In the header, encoded")),
        (BODY, tr("In the body")),
        (NO_SECRET, tr("None (public client)")),
    ),
    secret_field("client_secret", title=tr("Secret")),
    secret_field(
        GIVEN_TOKEN,
        description=tr("One that you already have. Stored in the system keyring."),
        title=tr("Refresh token"),
    ),
    choice_field(
        "jwt_algorithm",
        tr("Algorithm"),
        tr("How the JWT is signed: with a private key, or with HS… by a secret of both sides."),
        *((algorithm, algorithm) for algorithm in JWT_ALGORITHMS),
    ),
    secret_field(
        "jwt_key",
        title=tr("Key"),
        description=tr(
            "A private key in PEM, also on one line, or the secret. Better taken from its file "
            "than stored."
        ),
    ),
    text_field(
        "jwt_key_id",
        description=tr("The kid of the key, where the server asks for it."),
        title=tr("Key id"),
    ),
    text_field(
        "jwt_issuer",
        description=tr("The claim iss. Leave it empty for the client id."),
        title=tr("Issuer of the JWT"),
    ),
    text_field(
        "jwt_subject",
        description=tr("The claim sub, such as a user. Leave it empty for the issuer."),
        title=tr("Subject"),
    ),
    text_field(
        "jwt_audience",
        description=tr("The claim aud. Leave it empty for the token address."),
        title=tr("Audience of the JWT"),
    ),
    text_field(
        "jwt_claims",
        description=tr('Further claims as JSON, such as {"scope": "read"}. No secrets.'),
        title=tr("Claims"),
    ),
    text_field(
        "scopes",
        description=tr("With spaces between them, such as openid offline_access."),
        title=tr("Scopes"),
    ),
    text_field(
        "audience",
        description=tr("The API that the token is for, where the server asks for it."),
        title=tr("Audience"),
    ),
    text_field(
        "parameters",
        description=tr(
            "Further ones for the token server, such as resource=a&prompt=consent. No secrets."
        ),
        title=tr("Parameters"),
    ),
    text_field(
        "redirect_address",
        pattern=r"(?i)[a-z][a-z0-9+.-]*:[^\s{}]+",
        pattern_hint=tr("an address such as http://localhost:8080/callback"),
        description=tr(
            "The one that is registered. Without it, http://127.0.0.1/ at any free port. "
            "With an address elsewhere, you paste the address at which the browser "
            "ends."
        ),
        title=tr("Redirect address"),
    ),
    text_field(
        TOKEN_HOSTS,
        description=tr(
            "Where client secret and refresh token may go, beside the host of the issuer."
        ),
        title=tr("Further hosts"),
    ),
)


class OAuth2Scheme(AuthScheme):
    """A client of an authorization server, which issues access tokens for other servers."""

    id = "oauth2"
    title = tr("OAuth 2")
    description = tr(
        "Gets an access token from a token server, sends it as Authorization: Bearer and renews it."
    )
    fields = _FIELDS
    kept = (REFRESH_TOKEN,)
    state_before_sign_in = tr("gets a token when needed")
    conditions = {
        "issuer": (OnlyWith("server", (DISCOVERY,)),),
        TOKEN_HOSTS: (OnlyWith("server", (DISCOVERY,)),),
        "authorize_address": (OnlyWith("server", (BY_HAND,)), OnlyWith("grant", (CODE,))),
        "device_address": (OnlyWith("server", (BY_HAND,)), OnlyWith("grant", (DEVICE,))),
        "token_address": (OnlyWith("server", (BY_HAND,)),),
        "client_secret": (OnlyWith("client_auth", (BASIC, ENCODED, BODY)),),
        GIVEN_TOKEN: (OnlyWith("grant", (REFRESH,)),),
        "redirect_address": (OnlyWith("grant", (CODE,)),),
        # What a JWT says of the client is enough.
        "client_auth": (OnlyWith("grant", (CODE, CLIENT, DEVICE, REFRESH)),),
        **dict.fromkeys(_OF_JWT, (OnlyWith("grant", (JWT,)),)),
    }

    def signs_in(self, credential: Credential) -> bool:
        """Return True: the token server is not a service of the catalogue."""
        return True

    def signs_in_when_added(self, credential: Credential) -> bool:
        """Return whether a person has to be there; without one, the client signs in when used."""
        return credential.value("grant") not in (CLIENT, REFRESH, JWT)

    def sign_in(self, credential: Credential, secrets: Secrets) -> AuthFlow:
        """Begin to get an access token; by the refresh token while that is valid."""
        return (yield from oauth.flows.sign_in(credential, secrets))

    def sign_out(self, credential: Credential, grant: Grant, secrets: Secrets) -> SignOutFlow:
        """Begin to revoke the refresh token; the access token ends by itself."""
        yield from oauth.flows.sign_out(credential, secrets)

    def who_am_i(self, credential: Credential, grant: Grant) -> IdentityFlow:
        """Return that the server issued a token; who it is for is not asked."""
        yield from ()
        return tr("The token server accepted {name} and issued an access token.").format(
            name=credential.name
        )

    def placeholder_grant(self, credential: Credential) -> Grant:
        """Return dots as the access token."""
        return Grant(headers=(("Authorization", Secret(f"Bearer {DOTS}")),))
