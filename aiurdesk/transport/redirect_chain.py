"""State that the hops of one request share: limits, cookies, signatures, and the route."""

from typing import TYPE_CHECKING

import msgspec

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.route import USUAL_ROUTE, TakenRoute
from aiurdesk.core.request.limits import Limits, OnProgress
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.response.response import Hop, Outcome, Response
from aiurdesk.transport.address import Address, parse_address
from aiurdesk.transport.deadline import Deadline
from aiurdesk.transport.proxy import ConnectionOptions
from aiurdesk.transport.request_body import Resends
from aiurdesk.transport.transport import Signer

if TYPE_CHECKING:
    from aiurdesk.transport.cookies import CookieContext
    from aiurdesk.transport.hop import Streaming


class RedirectChain(msgspec.Struct):
    """State that the hops of one request share."""

    first: PreparedRequest
    limits: Limits
    deadline: Deadline
    on_progress: OnProgress | None
    cookie_context: "CookieContext | None"
    """None if the request has no cookie jar."""
    sign: Signer | None = None
    address: Address | None = None
    """Of the last hop."""
    signatures: list[Secret] = msgspec.field(default_factory=list)
    """Texts in what was signed after a redirect."""
    streaming: "Streaming | None" = None
    """Set if the body of a stream is left open."""
    hops: list[Hop] = msgspec.field(default_factory=list)
    resends: Resends = msgspec.field(default_factory=Resends)
    way: ConnectionOptions = ConnectionOptions()
    """Of the last hop."""
    taken: TakenRoute = USUAL_ROUTE

    def note(self, way: ConnectionOptions) -> ConnectionOptions:
        """Note the way of a hop, and return it."""
        self.way = way
        if way.taken != USUAL_ROUTE:
            self.taken = self.taken.joined(way.taken)
        return way

    def add_cookies(self, request: PreparedRequest, address: Address) -> PreparedRequest:
        """Return the request with the cookies of its jar.

        After a redirect to another origin the request has no jar any more.
        """
        if self.cookie_context is None or not request.jar:
            return request
        return self.cookie_context.add_cookies(request, address)

    def extract_cookies(
        self, request: PreparedRequest, response: Response, address: Address
    ) -> tuple[PreparedRequest, Response]:
        """Store the cookies of a response in the jar.

        Returns:
            The request as it is followed, and the response as it is shown.
        """
        if self.cookie_context is None or not request.jar:
            return request, response
        response = self.cookie_context.extract_cookies(response, address)
        return self.cookie_context.to_follow(request), response

    async def signed(self, request: PreparedRequest, before: Address) -> PreparedRequest:
        """Return the request that follows a redirect, signed if it stays at its origin."""
        # A credential that was left out at another origin is not added again further on.
        if self.sign is None or parse_address(request.url).origin != before.origin:
            self.sign = None
            return request
        signed = await self.sign(request)
        self.signatures += signed.secrets
        return signed

    def complete(self, outcome: Outcome) -> Outcome:
        """Return the outcome with the hops and the request as it was sent."""
        if self.hops:
            outcome = msgspec.structs.replace(outcome, hops=tuple(self.hops))
        if self.taken != USUAL_ROUTE:
            outcome = msgspec.structs.replace(outcome, route=self.taken)
        if self.resends.count:
            outcome = msgspec.structs.replace(outcome, resends=self.resends.count)
        sent = None
        if self.cookie_context is not None and self.cookie_context.sent is not None:
            sent = self.cookie_context.with_secrets(self.cookie_context.sent)
        if self.signatures:
            sent = sent or self.first
            secrets = tuple(dict.fromkeys((*sent.secrets, *self.signatures)))
            sent = msgspec.structs.replace(sent, secrets=secrets)
        return msgspec.structs.replace(outcome, sent=sent) if sent else outcome
