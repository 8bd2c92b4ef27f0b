"""Computes the headers of schemes that sign requests, and remembers what servers asked for."""

import asyncio
import hashlib
import secrets
from contextlib import aclosing
from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

from aiurdesk.core.auth.scheme import AuthScheme, Grant, Signing
from aiurdesk.core.credentials.credential import Credential, origin_of
from aiurdesk.core.request.request import FileContent, PreparedRequest
from aiurdesk.core.response.response import Response
from aiurdesk.transport.request_body import measure, stream
from aiurdesk.transport.transport import SendFailure


class _Answering(msgspec.Struct):
    """A challenge that requests are signed for."""

    challenge: Response | None
    random: str
    count: int = 0


class Signatures:
    """Signs requests; holds the last challenge of each credential and origin in memory."""

    def __init__(self) -> None:
        self._answering: dict[tuple[str, str], _Answering] = {}

    async def sign(
        self, scheme: AuthScheme, credential: Credential, grant: Grant, prepared: PreparedRequest
    ) -> PreparedRequest:
        """Return a request with the headers that a scheme computes of it.

        A file in its body is read for that if the scheme wants its hash.

        Raises:
            AuthError: The credential lacks something for this request.
        """
        # A header that the person typed wins, and a part of a signature is not a signature.
        if prepared.signed is None or _has_authorization(prepared):
            return prepared
        key = _key(credential, prepared.url)
        answering = self._answering.get(key) or _Answering(None, secrets.token_hex(16))
        algorithm = scheme.body_hash(prepared, answering.challenge)
        digest = await _body_hash(prepared.body, algorithm) if algorithm else ""
        # Counted after waiting: each request has a number of its own, in the order of sending.
        answering.count += 1
        signing = Signing(
            prepared,
            datetime.now(UTC),
            answering.random,
            digest,
            answering.challenge,
            answering.count,
        )
        signature = scheme.signature(credential, grant, signing)
        if signature is None:
            return prepared
        typed = {header.name.casefold() for header in prepared.headers}
        added = tuple(h for h in signature.headers if h.name.casefold() not in typed)
        return replace(
            prepared,
            headers=(*prepared.headers, *added),
            secrets=(*prepared.secrets, *signature.secrets),
            signed=replace(prepared.signed, headers=tuple(header.name for header in added)),
        )

    def takes(
        self,
        scheme: AuthScheme,
        credential: Credential,
        prepared: PreparedRequest,
        response: Response,
    ) -> bool:
        """Remember what a response asks for, and return whether another signature answers it."""
        # After a redirect another server may ask, which the credential is not for.
        if prepared.signed is None or origin_of(response.url) != origin_of(prepared.url):
            return False
        key = _key(credential, response.url)
        answering = self._answering.get(key)
        before = answering.challenge if answering else None
        challenge = scheme.challenge(response, before)
        if challenge is before:
            return False
        if challenge is None:
            del self._answering[key]
            return False
        self._answering[key] = _Answering(challenge, secrets.token_hex(16))
        # A header that the person typed is sent again as it is.
        return not _has_authorization(prepared) or "Authorization" in prepared.signed.headers

    def forget(self, credential_id: str) -> None:
        """Forget what servers asked a credential for."""
        for key in [key for key in self._answering if key[0] == credential_id]:
            del self._answering[key]


def _key(credential: Credential, url: str) -> tuple[str, str]:
    return credential.id, origin_of(url)


def _has_authorization(prepared: PreparedRequest) -> bool:
    return any(header.name.casefold() == "authorization" for header in prepared.headers)


async def _body_hash(body: tuple[bytes | FileContent, ...], algorithm: str) -> str:
    """Return the hash of a body; empty if a file cannot be read, which sending then reports."""
    digest = hashlib.new(algorithm, usedforsecurity=False)
    try:
        lengths = await measure(body)
        for segment, length in zip(body, lengths, strict=True):
            if isinstance(segment, bytes):
                await asyncio.to_thread(digest.update, segment)
                continue
            # It reads on a thread, a megabyte at a time, so that cancelling stops it.
            async with aclosing(stream((segment,), (length,), lambda _count: None)) as chunks:
                async for chunk in chunks:
                    digest.update(chunk)
    except SendFailure:
        return ""
    return digest.hexdigest()
