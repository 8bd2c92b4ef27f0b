"""Digest: a user name and a password, of which only a hash is sent.

httpx has it as well, but for its own requests only, and without auth-int, userhash and nextnonce.

Source: RFC 7616, and RFC 2617 section 3.2.2.1 for servers without ``qop``.
"""

import hashlib
from collections.abc import Mapping
from urllib.parse import quote

from msgspec.structs import replace

from aiurdesk.core.auth.fields import USER_AND_PASSWORD
from aiurdesk.core.auth.scheme import AuthScheme, Grant, Secrets, Signature, Signing
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.preparing.header import wire_target
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.challenges import (
    SESSION,
    auth_parameters_of,
    challenges_of,
    hash_name,
)

_AUTH, _AUTH_INT = "auth", "auth-int"
_REFUSED = 401


class DigestScheme(AuthScheme):
    """User name and password, for services of any kind."""

    id = "digest"
    title = "Digest"
    description = tr("User name and password, of which only a hash is sent when the server asks.")
    fields = USER_AND_PASSWORD
    signature_word = "Digest"

    def grant(self, credential: Credential, secrets: Secrets) -> Grant:
        """Return the password, which is not sent."""
        return Grant(secrets=(secrets["password"],))

    def challenge(self, response: Response, before: Response | None) -> Response | None:
        """Return the response that asks for Digest, or the former one with its next nonce."""
        terms = _challenge(response)
        if response.status == _REFUSED:
            # The same nonce again means that the password is wrong, unless the count was.
            is_old = before is not None and terms.get("nonce") == _challenge(before).get("nonce")
            if is_old and terms.get("stale", "").casefold() != "true":
                return before
            return replace(response, body=ResponseBody()) if terms else None
        info = auth_parameters_of(response.header("Authentication-Info") or "")
        if before is None or not info.get("nextnonce"):
            return before
        named = {**_challenge(before), "nonce": info["nextnonce"]}
        text = ", ".join(f"{name}={_quoted(value)}" for name, value in named.items())
        return replace(before, headers=(Header("WWW-Authenticate", f"Digest {text}"),))

    def body_hash(self, prepared: PreparedRequest, challenge: Response | None) -> str:
        """Return the algorithm of the server where it wants the body to be a part of the hash."""
        terms = _challenge(challenge) if challenge else {}
        return _algorithm(terms) if _qop(terms) == _AUTH_INT else ""

    def signature(self, credential: Credential, grant: Grant, signing: Signing) -> Signature | None:
        """Return the hash; None before the server has terms for it."""
        terms = _challenge(signing.challenge) if signing.challenge else {}
        if not terms:
            return None
        user, target = credential.value("user"), wire_target(signing.prepared.url)
        response = _response(user, grant.secrets[0].reveal(), target, terms, signing)
        pairs = [
            *_user(user, terms),
            f"realm={_quoted(terms.get('realm', ''))}",
            f"nonce={_quoted(terms['nonce'])}",
            f'uri="{target}"',
            f'response="{response}"',
        ]
        # Without quotation marks where the RFC has none: some servers insist on it.
        pairs += [f"algorithm={terms['algorithm']}"] if "algorithm" in terms else []
        pairs += [f"opaque={_quoted(terms['opaque'])}"] if "opaque" in terms else []
        if _qop(terms) or _is_session(terms):
            pairs += [f'cnonce="{signing.random}"']
        if qop := _qop(terms):
            pairs += [f"qop={qop}", f"nc={signing.count:08x}"]
        value = f"Digest {', '.join(pairs)}"
        return Signature((Header("Authorization", value),), (Secret(value), Secret(response)))


def _challenge(response: Response) -> Mapping[str, str]:
    """Return what the first challenge says that can be answered; empty without one."""
    # The server has put the one that it likes best first. RFC 7616 section 3.7.
    return next(
        (
            challenge.parameters
            for challenge in challenges_of(response)
            if challenge.scheme.casefold() == "digest"
            and challenge.parameters.get("nonce")
            and _algorithm(challenge.parameters)
            and ("qop" not in challenge.parameters or _qop(challenge.parameters))
        ),
        {},
    )


def _algorithm(terms: Mapping[str, str]) -> str:
    """Return the name of the algorithm in ``hashlib``; empty where it is not known."""
    return hash_name(terms.get("algorithm", "MD5"))


def _is_session(terms: Mapping[str, str]) -> bool:
    return terms.get("algorithm", "").casefold().endswith(SESSION)


def _qop(terms: Mapping[str, str]) -> str:
    offered = [word.strip().casefold() for word in terms.get("qop", "").split(",")]
    return next((qop for qop in (_AUTH, _AUTH_INT) if qop in offered), "")


def _user(user: str, terms: Mapping[str, str]) -> list[str]:
    """Return how the user is named. RFC 7616 sections 3.4 and 3.4.4."""
    if terms.get("userhash", "").casefold() == "true":
        return [f'username="{_hash(terms, user, terms.get("realm", ""))}"', "userhash=true"]
    if not user.isascii() and terms.get("charset", "").casefold() == "utf-8":
        return [f"username*=UTF-8''{quote(user, safe='')}"]
    return [f"username={_quoted(user)}"]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _response(
    user: str, password: str, target: str, terms: Mapping[str, str], signing: Signing
) -> str:
    """Return the hash of everything. RFC 7616 sections 3.4.1 to 3.4.3."""
    nonce, qop = terms["nonce"], _qop(terms)
    first = _hash(terms, user, terms.get("realm", ""), password)
    if _is_session(terms):
        first = _hash(terms, first, nonce, signing.random)
    body = [signing.body_hash] if qop == _AUTH_INT else []
    second = _hash(terms, signing.prepared.method, target, *body)
    if not qop:
        return _hash(terms, first, nonce, second)
    return _hash(terms, first, nonce, f"{signing.count:08x}", signing.random, qop, second)


def _hash(terms: Mapping[str, str], *texts: str) -> str:
    data = ":".join(texts).encode("utf-8", "surrogatepass")
    # What the server names is what is used; none of it protects anything but this request.
    return hashlib.new(_algorithm(terms), data, usedforsecurity=False).hexdigest()
