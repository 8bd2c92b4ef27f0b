"""The calls to a token server, and what its responses mean.

Source: RFC 6749 sections 2.3.1, 4, 5 and 6; RFC 8628 section 3.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, quote_plus

import msgspec
from oauthlib.oauth2 import (
    BackendApplicationClient,
    DeviceClient,
    OAuth2Error,
    WebApplicationClient,
)

from aiurdesk.core.auth.fields import BASIC, BODY, ENCODED, JWT, NO_SECRET, REFRESH_TOKEN
from aiurdesk.core.auth.scheme import Call, CallResponse, Grant, Return, ShowCode
from aiurdesk.core.auth.steps import members_of, quoted, refused, text_of
from aiurdesk.core.credentials.credential import Credential, origin_of
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.user_info import UserAndPassword, basic_header
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.errors import AuthError
from aiurdesk.core.preparing.address import absolute_address
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import Phrase, marked, printable, tr, truncate

_SECRET_VALUES = frozenset({"code", "code_verifier", "device_code", REFRESH_TOKEN})
_TEXTS = ("access_token", "token_type", REFRESH_TOKEN, "scope", "error", "error_description")
_LONGEST_LIFE_S = 10 * 365 * 86_400
_USUAL_INTERVAL_S = 5.0
LONGEST_INTERVAL_S = 60.0
"""A server that asks for more is asked as often as this."""
_LONGEST_WAIT_S = 1800.0
_LONGEST_CODE = 64
_NO_VARIABLES = Environment("")
_JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
# RFC 6750 section 2.1 allows less, but servers issue more. A space or line break would end it.
_TOKEN = re.compile(r"[!-~]+")
_COMPUTED_TYPES = frozenset({"mac", "dpop", "pop", "n_a"})
"""Tokens that are not sent alone. Some servers have names of their own for bearer tokens, such as
``bot``."""
_REMEDIES: Mapping[str, str] = {
    "invalid_client": marked("Check client id and secret, and how the secret is sent."),
    "invalid_grant": marked("Sign in again."),
    "invalid_scope": marked("Check the scopes of the credential."),
    "unauthorized_client": marked(
        "Allow this grant for the client at the server, or choose another one."
    ),
    "unsupported_grant_type": marked("Choose another grant."),
    "access_denied": marked("Sign in again to allow it."),
    "expired_token": marked("Sign in again."),
    **dict.fromkeys(
        ("login_required", "consent_required", "interaction_required"), marked("Sign in again.")
    ),
    "invalid_target": marked(
        "Check the audience of the credential, and resource in its parameters."
    ),
    "unsupported_response_type": marked(
        "Allow the authorization code for the client at the server."
    ),
    **dict.fromkeys(
        ("invalid_dpop_proof", "use_dpop_nonce"),
        marked(
            "The server asks for DPoP, which this program does not support. Let it issue Bearer "
            "tokens to this client."
        ),
    ),
    **dict.fromkeys(
        ("invalid_client_attestation", "use_attestation_challenge"),
        marked(
            "The server asks the client for an attestation, which this program does not "
            "support. Register another client."
        ),
    ),
    "server_error": marked("Try again later."),
    "temporarily_unavailable": marked("Try again later."),
}
_CHECK_ADDRESS = Phrase(marked("Check the token address."))
_USUAL_REMEDY = marked("Check the fields of the credential.")


def usual_remedy(error: str) -> Phrase:
    """Return what to do about a code of a token server, as a sentence."""
    return Phrase(_REMEDIES.get(error, _USUAL_REMEDY))


class TokenRefused(AuthError):
    """A token server, or the page where a person signs in, said no."""

    def __init__(self, error: str, description: str, remedy: str = "") -> None:
        detail = f" ({quoted(description)})" if description else ""
        text = marked("The token server refused: {error}{detail}. {remedy}")
        advice = remedy or usual_remedy(error)
        super().__init__(Phrase(text, {"error": quoted(error), "detail": detail, "remedy": advice}))
        self.error = error
        """Its code, such as ``invalid_grant``."""
        self.description = description
        """What the server says about it; may be empty."""


class Device(msgspec.Struct, frozen=True):
    """Codes and addresses that a server issued for the OAuth 2 device grant."""

    code: Secret
    """For the program."""
    prompt: ShowCode
    interval_s: float
    """Least time between two questions."""


class Client(msgspec.Struct, frozen=True):
    """An OAuth 2 client: its id, how it authenticates, and what it asks for."""

    id: str
    secret: Secret
    """Empty for a public client."""
    auth: str
    scopes: str
    further: tuple[tuple[str, str], ...]
    """Audience, and what the person added."""

    @property
    def scope_values(self) -> tuple[tuple[str, str], ...]:
        """Form fields with the scopes and further values that are requested."""
        return (*((("scope", self.scopes),) if self.scopes else ()), *self.further)


def client_of(credential: Credential, secrets: Mapping[str, Secret]) -> Client:
    """Return the client that a credential describes."""
    auth = credential.value("client_auth") or BASIC
    auth = NO_SECRET if credential.value("grant") == JWT else auth
    audience = credential.value("audience")
    added = parse_qsl(credential.value("parameters"), keep_blank_values=True)
    return Client(
        credential.value("client_id"),
        Secret("") if auth == NO_SECRET else secrets.get("client_secret", Secret("")),
        auth,
        " ".join(credential.value("scopes").split()),
        (*((("audience", audience),) if audience else ()), *added),
    )


def code_call(address: str, client: Client, returned: Return) -> Call:
    """Return the call that exchanges a code for a token."""
    body = WebApplicationClient(client.id).prepare_request_body(
        code=returned.values["code"],
        redirect_uri=returned.redirect_address,
        code_verifier=returned.verifier.reveal() or None,
        include_client_id=False,
    )
    return _call(address, client, body)


def client_call(address: str, client: Client) -> Call:
    """Return the call that gets a token for the client itself."""
    library = BackendApplicationClient(client.id)
    body = library.prepare_request_body(scope=client.scopes or None, include_client_id=False)
    return _call(address, client, body)


def assertion_call(address: str, client: Client, assertion: Secret) -> Call:
    """Return the call that gets a token for a signed assertion. RFC 7523 section 2.1."""
    plain = (("grant_type", _JWT_GRANT), *client.scope_values)
    call = Call(address=address, values=(("assertion", assertion),), plain_values=plain)
    return _with_client(call, client)


def refresh_call(address: str, client: Client, token: Secret) -> Call:
    """Return the call that gets a token for a refresh token."""
    body = WebApplicationClient(client.id).prepare_refresh_body(refresh_token=token.reveal())
    return _call(address, client, body)


def device_call(address: str, client: Client) -> Call:
    """Return the call that asks for a code to show. RFC 8628 section 3.1."""
    return _with_client(Call(address=address, plain_values=client.scope_values), client)


def poll_call(address: str, client: Client, device_code: Secret) -> Call:
    """Return the call that asks whether the person has entered the code. RFC 8628 section 3.4."""
    library = DeviceClient(client.id)
    body = library.prepare_request_body(device_code.reveal(), include_client_id=False)
    return _call(address, client, body)


def revoke_call(address: str, client: Client, token: Secret) -> Call:
    """Return the call that revokes a refresh token. RFC 7009 section 2.1."""
    hint = (("token_type_hint", REFRESH_TOKEN),)
    call = Call(address=address, values=(("token", token),), plain_values=hint)
    return _with_client(call, client)


def read_grant(response: CallResponse) -> Grant:
    """Return the grant that a token server issued.

    Raises:
        TokenRefused: It issued none.
        AuthError: What it answered is not a token.
    """
    token = _token_in(response)
    access_token, kind = token["access_token"], token.get("token_type", "")
    if kind.lower() in _COMPUTED_TYPES:
        raise AuthError(
            Phrase(
                marked(
                    "The token server issued a token of the type {kind}, which this program "
                    "cannot send. Let it issue Bearer tokens to this client."
                ),
                {"kind": quoted(kind)},
            )
        )
    if not _TOKEN.fullmatch(access_token):
        raise AuthError(
            Phrase(
                marked("The token server issued a token that no header can hold. Try again later.")
            )
        )
    life_s = _life_of(members_of(response).get("expires_in"))
    refresh_token = token.get(REFRESH_TOKEN, "")
    called_at = response.called_at
    return Grant(
        headers=(("Authorization", Secret(f"Bearer {access_token}")),),
        expires_at=called_at + timedelta(seconds=life_s) if called_at and life_s >= 0 else None,
        to_keep=((REFRESH_TOKEN, Secret(refresh_token)),) if refresh_token else (),
        secrets=(Secret(access_token), *((Secret(refresh_token),) if refresh_token else ())),
    )


def read_device(response: CallResponse) -> Device:
    """Return the codes that a server issued. RFC 8628 section 3.2.

    Raises:
        TokenRefused: It issued none.
        AuthError: What it answered is something else.
    """
    members = members_of(response)
    code, user_code = text_of(members, "device_code"), text_of(members, "user_code")
    # An early draft, and some servers, call it otherwise.
    names = ("verification_uri_complete", "verification_uri", "verification_url")
    pages = (absolute_address(text_of(members, name), _NO_VARIABLES) for name in names)
    page = next((p for p in pages if isinstance(p, str)), "")
    if "error" in members or not (code and user_code and page):
        # It may say why, as it would for a token.
        _token_in(response)
        raise AuthError(
            Phrase(marked("The server issued no code to enter. Check the device address."))
        )
    life_s, interval_s = _life_of(members.get("expires_in")), _life_of(members.get("interval"))
    return Device(
        Secret(code),
        ShowCode(
            truncate(printable(user_code), _LONGEST_CODE),
            page,
            min(life_s, _LONGEST_WAIT_S) if life_s > 0 else _LONGEST_WAIT_S,
        ),
        min(interval_s, LONGEST_INTERVAL_S) if interval_s > 0 else _USUAL_INTERVAL_S,
    )


def _call(address: str, client: Client, body: str) -> Call:
    """Return a call with the form that the library wrote."""
    pairs = parse_qsl(body, keep_blank_values=True)
    given = {name for name, _ in pairs}
    return _with_client(
        Call(
            address=address,
            values=tuple((n, Secret(v)) for n, v in pairs if n in _SECRET_VALUES),
            plain_values=(
                *((n, v) for n, v in pairs if n not in _SECRET_VALUES),
                *((n, v) for n, v in client.further if n not in given),
            ),
        ),
        client,
    )


def _with_client(call: Call, client: Client) -> Call:
    """Return a call that says who makes it. RFC 6749 section 2.3.1."""
    plain = ("client_id", client.id)
    if client.auth in (BASIC, ENCODED):
        user, password = client.id, client.secret.reveal()
        if client.auth == ENCODED:
            user, password = quote_plus(user), quote_plus(password)
        header = Secret(basic_header(UserAndPassword(user, Secret(password))))
        headers = (("Authorization", header),)
        secrets = (client.secret, Secret(password))
        return msgspec.structs.replace(call, headers=headers, secrets=secrets)
    secret = (("client_secret", client.secret),) if client.auth == BODY else ()
    return msgspec.structs.replace(
        call, plain_values=(*call.plain_values, plain), values=(*call.values, *secret)
    )


def _token_in(response: CallResponse) -> Mapping[str, str]:
    """Return the texts of a token response.

    Raises:
        TokenRefused: The server says why there is no token.
        AuthError: It says something else.
    """
    outcome = response.outcome
    if not isinstance(outcome, Response):
        raise refused(response, tr("Try again later, or check the addresses in the credential."))
    texts = dict(_texts_in(response, outcome))
    try:
        # Only texts, and no times: the library would read its clock, and fail at other types.
        token = WebApplicationClient("").parse_request_body_response(json.dumps(texts))
    except OAuth2Error as error:
        if "error" in texts:
            raise TokenRefused(texts["error"], texts.get("error_description", "")) from error
        kind = quoted((outcome.header("Content-Type") or tr("no content type")).partition(";")[0])
        is_client = outcome.status in (401, 403)
        remedy = usual_remedy("invalid_client") if is_client else _CHECK_ADDRESS
        raise AuthError(
            Phrase(
                marked(
                    "The response of {origin_of} is not a token: HTTP {status}, {kind}. {remedy}"
                ),
                {
                    "origin_of": origin_of(outcome.url),
                    "status": outcome.status,
                    "kind": kind,
                    "remedy": remedy,
                },
            )
        ) from error
    return {name: text for name, text in token.items() if isinstance(text, str)}


def _texts_in(response: CallResponse, outcome: Response) -> Iterator[tuple[str, str]]:
    members: Mapping[str, Any] = members_of(response)
    kind = (outcome.header("Content-Type") or "").casefold()
    # Some servers answer with a form if they are not asked for JSON, and some in any case.
    if not members and kind.startswith("application/x-www-form-urlencoded"):
        members = dict(parse_qsl(outcome.body.data.decode("utf-8", "replace")))
    for name in _TEXTS:
        if text := text_of(members, name):
            yield name, text


def _life_of(value: object) -> float:
    """Return how long a token is valid in seconds; -1 where the server does not say."""
    # Some servers send it as a text.
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:12])
    if isinstance(value, bool) or not isinstance(value, int | float):
        return -1
    return min(max(value, 0), _LONGEST_LIFE_S) if math.isfinite(value) else -1
