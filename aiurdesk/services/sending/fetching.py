"""Fetches a file of a person from an address, such as an export or the description of an API."""

import asyncio

from msgspec.structs import replace

from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.failures import judge_failure
from aiurdesk.services.sending.connections import Connections
from aiurdesk.storage.bodies import body_chunks


async def fetched(
    connections: Connections, address: str, most_bytes: int, *headers: Header
) -> bytes:
    """Return what is at an address.

    Args:
        connections: Send the request.
        address: Absolute.
        most_bytes: A longer answer is refused.
        headers: The headers of the request, such as the types that can be read.

    Raises:
        AiurdeskError: It could not be fetched.
    """
    request = PreparedRequest("GET", address, headers=headers)
    limits = replace(Limits(), body_bytes=most_bytes)
    outcome = await connections.send(request, limits)
    if not isinstance(outcome, Response):
        verdict = judge_failure(outcome)
        text = tr("{address} could not be fetched: {headline}. {meaning}")
        raise AiurdeskError(
            text.format(address=address, headline=verdict.headline, meaning=verdict.meaning)
        )
    try:
        if not 200 <= outcome.status < 300:
            raise AiurdeskError(
                tr("{address} could not be fetched: the server said {status} {reason}")
                .format(address=address, status=outcome.status, reason=outcome.reason)
                .rstrip()
                + tr(". Check the address.")
            )
        return await asyncio.to_thread(b"".join, body_chunks(outcome.body))
    finally:
        connections.files.remove(outcome.body.path)
