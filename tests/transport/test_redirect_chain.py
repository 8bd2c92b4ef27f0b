"""What the hops of one request share, and what of it is part of the outcome."""

from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.route import TakenRoute
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.response.response import Failure, FailureKind, Hop
from aiurdesk.transport.address import parse_address
from aiurdesk.transport.deadline import Deadline
from aiurdesk.transport.proxy import ConnectionOptions
from aiurdesk.transport.redirect_chain import RedirectChain

REQUEST = PreparedRequest("GET", "https://a.example/x")
FAILED = Failure(FailureKind.CUT_OFF)


def a_chain(**more) -> RedirectChain:
    return RedirectChain(REQUEST, Limits(), Deadline(Limits()), None, None, **more)


async def test_a_request_without_redirects_changes_no_outcome():
    chain = a_chain()
    chain.note(ConnectionOptions())
    assert chain.complete(FAILED) is FAILED


async def test_hops_and_ways_are_part_of_the_outcome():
    chain = a_chain()
    chain.hops.append(Hop(302, "https://a.example/x", "https://b.example/y"))
    for name in ("one:1", "two:2"):
        chain.note(ConnectionOptions(taken=TakenRoute(proxies=(name,))))
    outcome = chain.complete(FAILED)
    assert [hop.status for hop in outcome.hops] == [302]
    assert outcome.route.proxies == ("one:1", "two:2")
    assert chain.way.taken.proxies == ("two:2",)


async def test_a_request_is_signed_again_at_its_own_origin_only():
    async def sign(request: PreparedRequest) -> PreparedRequest:
        return replace(request, secrets=(Secret("signature"),))

    chain, before = a_chain(sign=sign), parse_address(REQUEST.url)
    signed = await chain.signed(replace(REQUEST, url="https://a.example/y"), before)
    assert signed.secrets == (Secret("signature"),)
    outcome = chain.complete(FAILED)
    assert outcome.sent is not None
    assert outcome.sent.secrets == (Secret("signature"),)
    elsewhere = replace(REQUEST, url="https://b.example/y")
    assert await chain.signed(elsewhere, before) is elsewhere
    # Nor further on, at the first origin again.
    assert await chain.signed(REQUEST, before) is REQUEST
