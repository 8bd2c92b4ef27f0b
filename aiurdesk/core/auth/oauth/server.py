"""The addresses of an authorization server, from its discovery document or by hand.

Source: OpenID Connect Discovery 1.0 section 4; RFC 8414 section 3.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from aiurdesk.core.auth.fields import BY_HAND, DEVICE, TOKEN_HOSTS
from aiurdesk.core.auth.scheme import Call, Question
from aiurdesk.core.auth.steps import SignInSteps, allow, ask, members_of, quoted, refused, text_of
from aiurdesk.core.credentials.credential import Credential, origin_of
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.environments.plain_http import plain_host
from aiurdesk.core.errors import AuthError
from aiurdesk.core.preparing.address import absolute_address
from aiurdesk.core.preparing.allowed_origin import allowed_origin, encrypted_origin
from aiurdesk.core.problem import Problem
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import Phrase, marked, tr

_OPENID = "/.well-known/openid-configuration"
_OAUTH = "/.well-known/oauth-authorization-server"
_NO_VARIABLES = Environment("")
_MOST_NAMES = 50
_NAME = re.compile(r"[\w.:+-]{1,60}", re.ASCII)


class AuthorizationServer(msgspec.Struct, frozen=True):
    """The addresses of an OAuth 2 authorization server."""

    token: str
    """Address of the token endpoint."""
    authorize: str = ""
    """Address of the page where a person signs in; empty where it has none."""
    device: str = ""
    """Where a device code is asked for; empty where it gives none."""
    revoke: str = ""
    """Where tokens are revoked; empty where they are not."""
    issuer: str = ""
    """Empty where the addresses were entered by hand."""
    names_issuer: bool = False
    """Whether it says who it is when the browser comes back. RFC 9207."""
    learned: tuple[tuple[str, str], ...] = ()
    """As in ``Grant.learned``."""
    client_methods: tuple[str, ...] = ()
    """How clients may authenticate, in the words of RFC 8414; empty where it does not say."""
    has_pushed_requests: bool = False
    """Whether it takes pushed authorization requests. RFC 9126."""
    requires_pushed_requests: bool = False
    """Whether it takes no others."""
    has_dpop: bool = False
    """Whether it can bind tokens to a key of the client. RFC 9449."""


def server_of(credential: Credential) -> SignInSteps[AuthorizationServer]:
    """Return the addresses for a credential; the person allows hosts that only the server names.

    Raises:
        AuthError: There is no discovery document, it is of another server, or the person does not
            allow a host.
    """
    if credential.value("server") == BY_HAND:
        return AuthorizationServer(
            credential.value("token_address"),
            credential.value("authorize_address"),
            credential.value("device_address"),
        )
    entered = credential.value("issuer").strip()
    if isinstance(allowed_origin(entered), Problem):
        raise AuthError(
            Phrase(
                marked("The issuer {entered} is not an address. Correct it in the credential."),
                {"entered": quoted(entered)},
            )
        )
    issuer, addresses = _addresses_of_document(entered)
    document = yield from _document(addresses)
    named = text_of(document, "issuer")
    # People leave out the slash at the end; all else must be the same. RFC 8414 section 3.3.
    if named.rstrip("/") != issuer.rstrip("/"):
        raise AuthError(
            Phrase(
                marked(
                    "The discovery document of {issuer} is of another issuer: {value}. Enter "
                    "the issuer that you mean in the credential."
                ),
                {"issuer": issuer, "value": quoted(named) or Phrase(marked("none"))},
            )
        )
    server = AuthorizationServer(
        _address_in(document, "token_endpoint", issuer),
        _address_in(document, "authorization_endpoint", issuer),
        _address_in(document, "device_authorization_endpoint", issuer),
        _address_in(document, "revocation_endpoint", issuer),
        named,
        document.get("authorization_response_iss_parameter_supported") is True,
        client_methods=_names_in(document, "token_endpoint_auth_methods_supported"),
        has_pushed_requests="pushed_authorization_request_endpoint" in document,
        requires_pushed_requests=document.get("require_pushed_authorization_requests") is True,
        has_dpop="dpop_signing_alg_values_supported" in document,
    )
    if not server.token:
        raise AuthError(
            Phrase(
                marked(
                    "The discovery document of {issuer} names no token endpoint that can be "
                    "used. Enter the addresses by hand."
                ),
                {"issuer": issuer},
            )
        )
    return (yield from _allowed(server, credential))


def _addresses_of_document(issuer: str) -> tuple[str, tuple[str, ...]]:
    """Return the issuer, and where its document may be; the document itself may be entered, too."""
    start, well_known, _ = issuer.partition(_OPENID)
    if well_known:
        return start, (issuer,)
    start, well_known, path = issuer.partition(_OAUTH)
    if well_known:
        return start + path, (issuer,)
    split = urlsplit(issuer)
    path = split.path.rstrip("/")
    host = f"{split.scheme}://{split.netloc}"
    # RFC 8414 puts it before the path, OpenID behind it.
    return issuer, (f"{host}{path}{_OPENID}", f"{host}{_OAUTH}{path}")


def _document(addresses: tuple[str, ...]) -> SignInSteps[Mapping[str, Any]]:
    for address in addresses:
        response = yield from ask(Call(address=address, method="GET"))
        if not isinstance(response.outcome, Response):
            raise refused(response, tr("Check the issuer in the credential."))
        document = members_of(response)
        if response.outcome.status == 200 and document:
            return document
    raise AuthError(
        Phrase(
            marked(
                "There is no discovery document at {addresses}. Check the issuer, or "
                "enter the addresses by hand."
            ),
            {"addresses": ", ".join(addresses)},
        )
    )


def _address_in(document: Mapping[str, Any], name: str, issuer: str) -> str:
    """Return an address that a document names; empty where it cannot be used."""
    text = text_of(document, name)
    is_plain = text.lower().startswith(("https://", "http://")) and not set(text) & set("{}@#")
    # What was read encrypted must not lead to what others can read.
    may_be_used = bool(encrypted_origin(text)) or bool(plain_host(issuer))
    if not is_plain or not may_be_used or isinstance(allowed_origin(text), Problem):
        return ""
    address = absolute_address(text, _NO_VARIABLES)
    return address if isinstance(address, str) else ""


def _names_in(document: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return a list of names in a document; what is not a name is left out."""
    listed = document.get(name)
    names = listed[:_MOST_NAMES] if isinstance(listed, list) else ()
    return tuple(n for n in names if isinstance(n, str) and _NAME.fullmatch(n))


def _allowed(
    server: AuthorizationServer, credential: Credential
) -> SignInSteps[AuthorizationServer]:
    """Return the server after the person has allowed the hosts that it names beside its own."""
    allowed = dict.fromkeys(_allowed_origins(server, credential))
    if origin_of(server.revoke) not in allowed:
        server = msgspec.structs.replace(server, revoke="")
    is_device = credential.value("grant") == DEVICE
    addresses = (server.token, server.device if is_device else "")
    foreign = [a for a in addresses if a and origin_of(a) not in allowed]
    if not foreign:
        return server
    origins = list(dict.fromkeys(map(origin_of, foreign)))
    hosts = tr(" and ").join(origins)
    question = Question(
        tr(
            "Let {name} sign in at {hosts}?\n\nThe issuer {issuer} names {foreign} as "
            "its token server. Client secret and refresh token are sent there, if "
            "you allow it."
        ).format(
            name=credential.name,
            hosts=hosts,
            issuer=server.issuer,
            foreign=tr(" and ").join(foreign),
        ),
        Phrase(
            marked(
                "The issuer {issuer} names {hosts} as its token server, which is another "
                "host. If that is right, write {origins} into the field Further hosts "
                "({token_hosts}) of the credential."
            ),
            {
                "issuer": server.issuer,
                "hosts": ", ".join(origins),
                "origins": " ".join(origins),
                "token_hosts": TOKEN_HOSTS,
            },
        ),
    )
    if not (yield from allow(question)):
        raise AuthError(
            Phrase(
                marked("Signing in at {hosts} was not allowed. Nothing was sent there."),
                {"hosts": hosts},
            )
        )
    hosts = " ".join(filter(None, (credential.value(TOKEN_HOSTS), *origins)))
    return msgspec.structs.replace(server, learned=((TOKEN_HOSTS, hosts),))


def _allowed_origins(server: AuthorizationServer, credential: Credential) -> Iterator[str]:
    yield origin_of(server.issuer)
    for text in credential.value(TOKEN_HOSTS).replace(",", " ").split():
        origin = allowed_origin(text)
        if isinstance(origin, str):
            yield origin
