"""The ways to an access token: by the browser, the client itself, a code on another device.

Source: RFC 6749 section 4; RFC 7636; RFC 8252; RFC 8628; RFC 9207.
"""

from collections.abc import Mapping
from urllib.parse import quote_plus

from msgspec.structs import replace

from aiurdesk.core.auth.fields import (
    BASIC,
    BODY,
    CLIENT,
    DEVICE,
    ENCODED,
    GIVEN_TOKEN,
    JWT,
    NO_SECRET,
    REFRESH,
    REFRESH_TOKEN,
)
from aiurdesk.core.auth.oauth.assertion import assertion
from aiurdesk.core.auth.oauth.server import AuthorizationServer, server_of
from aiurdesk.core.auth.oauth.token_calls import (
    LONGEST_INTERVAL_S,
    Client,
    TokenRefused,
    assertion_call,
    client_call,
    client_of,
    code_call,
    device_call,
    poll_call,
    read_device,
    read_grant,
    refresh_call,
    revoke_call,
    usual_remedy,
)
from aiurdesk.core.auth.scheme import Grant, Pause, Visit
from aiurdesk.core.auth.steps import SignInSteps, ask, ask_moment, quoted, visit
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import AuthError
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import Phrase, joined_sentences, marked, tr

_RESERVED = frozenset(
    {
        *("client_id", "client_secret", "code", "code_challenge", "code_challenge_method"),
        *("code_verifier", "device_code", "grant_type", "redirect_uri", "refresh_token"),
        *("response_type", "scope", "state", "assertion"),
    }
)
"""What further parameters must not replace."""
_METHODS = {
    BASIC: "client_secret_basic",
    ENCODED: "client_secret_basic",
    BODY: "client_secret_post",
    NO_SECRET: "none",
}
"""How the client secret is sent, and what RFC 8414 calls that."""
_TITLES = {
    "client_secret_basic": tr("In the header (Basic)"),
    "client_secret_post": tr("In the body"),
    "none": tr("None (public client)"),
}
"""What the credential calls each of them."""
_SLOWER_S = 5.0
"""How much longer the pauses become when a server asks for it. RFC 8628 section 3.5."""


def sign_in(credential: Credential, secrets: Mapping[str, Secret]) -> SignInSteps[Grant]:
    """Get an access token; by the refresh token where there is one that is still valid.

    Raises:
        AuthError: There is no token to get.
    """
    client = client_of(credential, secrets)
    reserved = sorted({name for name, _ in client.further} & _RESERVED)
    if reserved:
        raise AuthError(
            Phrase(
                marked("The parameters of {name} cannot hold {value}. Use its own field."),
                {"name": credential.name, "value": reserved[0]},
            )
        )
    server = yield from server_of(credential)
    try:
        grant = yield from _grant(server, client, credential, secrets)
    except TokenRefused as refused:
        remedy = _remedy(refused.error, server, client)
        if not remedy:
            raise
        raise TokenRefused(refused.error, refused.description, remedy) from refused
    return replace(grant, learned=server.learned)


def _grant(
    server: AuthorizationServer,
    client: Client,
    credential: Credential,
    secrets: Mapping[str, Secret],
) -> SignInSteps[Grant]:
    grant = yield from _renewed(server, client, secrets.get(REFRESH_TOKEN))
    if grant is None and credential.value("grant") == REFRESH:
        # A server may issue another one each time; if that is void, the first one may not be.
        grant = yield from _renewed(server, client, secrets.get(GIVEN_TOKEN))
        if grant is None:
            raise AuthError(
                Phrase(marked("The refresh token is void. Enter another one in the credential."))
            )
    if grant is None and credential.value("grant") == JWT:
        grant = yield from _by_assertion(server, client, credential, secrets)
    if grant is None:
        flow = {CLIENT: _by_client, DEVICE: _by_device}.get(credential.value("grant"), _by_browser)
        grant = yield from flow(server, client, credential)
    return grant


def _by_assertion(
    server: AuthorizationServer,
    client: Client,
    credential: Credential,
    secrets: Mapping[str, Secret],
) -> SignInSteps[Grant]:
    moment = yield from ask_moment()
    key = secrets.get("jwt_key", Secret(""))
    signed = Secret(assertion(credential, key, server.token, moment))
    response = yield from ask(assertion_call(server.token, client, signed))
    try:
        return read_grant(response)
    except TokenRefused as refused:
        if refused.error != "invalid_grant":
            raise
        remedy = tr(
            "Check issuer, subject and audience of the JWT, its key, and the clock of this "
            "computer."
        )
        raise TokenRefused(refused.error, refused.description, remedy) from refused


def _remedy(error: str, server: AuthorizationServer, client: Client) -> str:
    """Return what helps after a refusal, by what the server says of itself; empty for nothing."""
    if error == "invalid_client":
        return _client_remedy(server, client)
    # Servers use these codes also for what a client has to do and has not done.
    is_pushed = server.has_pushed_requests and error == "invalid_request"
    features = [tr("pushed authorization requests (PAR)")] if is_pushed else []
    if server.has_dpop and error in ("invalid_request", "invalid_grant"):
        features.append("DPoP")
    if not features:
        return ""
    return tr(
        "{remedy} If the server requires {features} of this client: this program does not "
        "support that."
    ).format(remedy=usual_remedy(error), features=tr(" or ").join(features))


def _client_remedy(server: AuthorizationServer, client: Client) -> str:
    listed, chosen = server.client_methods, _METHODS[client.auth]
    possible = [title for method, title in _TITLES.items() if method in listed]
    others = [method for method in listed if method not in _TITLES]
    if listed and not possible:
        return tr(
            "The server takes clients with {methods} only, which this program does not support. "
            "Register one with client_secret_basic or client_secret_post."
        ).format(methods=tr(" or ").join(others))
    if listed and chosen not in listed:
        return tr(
            "The server does not take the client secret as the credential sends it. Choose "
            "Client secret: {titles}."
        ).format(titles=tr(" or ").join(possible))
    sentences = [tr("Check client id and secret, and how the secret is sent.")]
    texts = (client.id, client.secret.reveal())
    if client.auth == BASIC and any(quote_plus(text) != text for text in texts):
        sentences += [
            tr(
                "Client id or secret has special characters: some servers expect them encoded "
                "(Client secret: In the header, encoded)."
            )
        ]
    if others:
        sentences += [
            tr(
                "If the client is registered for {methods}: this program does not support that; "
                "register it for client_secret_basic."
            ).format(methods=tr(" or ").join(others))
        ]
    return joined_sentences(sentences)


def sign_out(credential: Credential, secrets: Mapping[str, Secret]) -> SignInSteps[None]:
    """Revoke the refresh token that a server issued, where it has an address for that.

    Raises:
        AuthError: It is still valid.
    """
    token = secrets.get(REFRESH_TOKEN)
    # One that the person entered may be used elsewhere, too.
    if token is None or credential.value("grant") == REFRESH:
        return
    server = yield from server_of(credential)
    if not server.revoke:
        raise AuthError(
            Phrase(
                marked(
                    "The token server names no address where the refresh token could be "
                    "revoked. It "
                    "ends by itself."
                )
            )
        )
    call = revoke_call(server.revoke, client_of(credential, secrets), token)
    outcome = (yield from ask(call)).outcome
    if not isinstance(outcome, Response) or outcome.status != 200:
        raise AuthError(
            Phrase(marked("The token server did not revoke the refresh token. It ends by itself."))
        )


def _renewed(
    server: AuthorizationServer, client: Client, token: Secret | None
) -> SignInSteps[Grant | None]:
    """Return the grant for a refresh token; None without one, or where it is void."""
    if token is None or not token.reveal():
        return None
    response = yield from ask(refresh_call(server.token, client, token))
    try:
        grant = read_grant(response)
    except TokenRefused as error:
        # The person has to sign in again. Other errors say nothing about the token.
        if error.error == "invalid_grant":
            return None
        raise
    # A server need not issue another one each time. RFC 6749 section 6.
    kept = grant.to_keep or ((REFRESH_TOKEN, token),)
    return replace(grant, to_keep=kept, secrets=(*grant.secrets, token))


def _by_client(
    server: AuthorizationServer, client: Client, credential: Credential
) -> SignInSteps[Grant]:
    response = yield from ask(client_call(server.token, client))
    # It can always ask again, so a refresh token is of no use. RFC 6749 section 4.4.3.
    return replace(read_grant(response), to_keep=())


def _by_browser(
    server: AuthorizationServer, client: Client, credential: Credential
) -> SignInSteps[Grant]:
    if not server.authorize:
        raise AuthError(
            Phrase(
                marked(
                    "{issuer} has no page to sign in at. Choose another grant for the credential."
                ),
                {"issuer": server.issuer},
            )
        )
    if server.requires_pushed_requests:
        raise AuthError(
            Phrase(
                marked(
                    "{issuer} requires pushed authorization requests (PAR), which this "
                    "program does "
                    "not support. Choose another grant for the credential, or let the "
                    "server accept "
                    "ordinary requests."
                ),
                {"issuer": server.issuer},
            )
        )
    page = Visit(
        values=(("response_type", "code"), ("client_id", client.id), *client.scope_values),
        address=server.authorize,
        redirect_address=credential.value("redirect_address"),
        has_challenge=True,
    )
    returned = yield from visit(page)
    _check_issuer(server, returned.values)
    if "error" in returned.values:
        values = returned.values
        raise TokenRefused(values["error"], values.get("error_description", ""))
    if not returned.values.get("code"):
        raise AuthError(Phrase(marked("The sign-in page sent no code back. Sign in again.")))
    response = yield from ask(code_call(server.token, client, returned))
    return read_grant(response)


def _check_issuer(server: AuthorizationServer, values: Mapping[str, str]) -> None:
    """Refuse what another server than the one that was asked sent back. RFC 9207 section 2.4."""
    # By hand no issuer is known, and what came back cannot be compared.
    if not server.issuer:
        return
    named = values.get("iss")
    if named == server.issuer or (named is None and not server.names_issuer):
        return
    raise AuthError(
        Phrase(
            marked(
                "What the browser brought back is of {value}, and not of {issuer}. It "
                "may be an attack: nothing was sent. Sign in again."
            ),
            {
                "value": quoted(named) if named else Phrase(marked("no issuer")),
                "issuer": server.issuer,
            },
        )
    )


def _by_device(
    server: AuthorizationServer, client: Client, credential: Credential
) -> SignInSteps[Grant]:
    if not server.device:
        raise AuthError(
            Phrase(
                marked("{issuer} issues no device codes. Choose another grant for the credential."),
                {"issuer": server.issuer},
            )
        )
    response = yield from ask(device_call(server.device, client))
    device = read_device(response)
    yield device.prompt
    waited_s, interval_s = 0.0, device.interval_s
    while waited_s < device.prompt.expires_in_s:
        yield Pause(interval_s)
        waited_s += interval_s
        response = yield from ask(poll_call(server.token, client, device.code))
        try:
            return read_grant(response)
        except TokenRefused as error:
            if error.error not in {"authorization_pending", "slow_down"}:
                raise
            if error.error == "slow_down":
                interval_s = min(interval_s + _SLOWER_S, LONGEST_INTERVAL_S)
    raise AuthError(Phrase(marked("Nobody entered the code in time. Sign in again.")))
