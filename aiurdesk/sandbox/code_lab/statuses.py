"""HTTP statuses that come without an envelope."""

from collections.abc import Iterator
from urllib.parse import quote

from aiurdesk.sandbox.aspnet.answer import Answer, html_page, redirect
from aiurdesk.sandbox.aspnet.rate_limiter import RateLimiter
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.clock import Clock


async def _signed_out(call: Call) -> Answer:
    return redirect(f"/Statuses/SignInPage?returnUrl={quote(call.path, safe='')}")


async def _sign_in_page(call: Call) -> Answer:
    return html_page("Sign in", "<form><input name='email'><button>Next</button></form>")


async def _unauthorized(call: Call) -> Answer:
    return Answer(401)


async def _not_found(call: Call) -> Answer:
    return Answer(404)


async def _method_not_allowed(call: Call) -> Answer:
    return Answer(204)


async def _crashed(call: Call) -> Answer:
    text = "<p>The server failed at this request.</p>"
    return html_page("Server error", text, status=500, content_type=None)


async def _too_many(call: Call) -> Answer:
    limits = (("x-rate-limit-limit", "1m"), ("x-rate-limit-remaining", "-1"))
    return Answer(429, headers=(("retry-after", "60"), *limits))


def routes(clock: Clock) -> Iterator[Route]:
    """Yield the routes of the group."""
    limiter = RateLimiter(clock)

    async def limited(call: Call) -> Answer:
        allowance = limiter.count(call.address, call.path)
        if allowance.is_blocked:
            return Answer(429, headers=allowance.headers)
        return Answer(
            body=b'{"code":0,"message":"There was room for this one."}',
            content_type="application/json; charset=utf-8",
            headers=allowance.headers,
        )

    yield Route("Statuses/SignedOut", _signed_out)
    yield Route("Statuses/SignInPage", _sign_in_page)
    yield Route("Statuses/Unauthorized", _unauthorized)
    yield Route("Statuses/NotFound", _not_found)
    yield Route("Statuses/MethodNotAllowed", _method_not_allowed, methods=("POST",))
    yield Route("Statuses/TooManyRequests", _too_many)
    yield Route("Statuses/ServerError", _crashed)
    yield Route("Statuses/Limited", limited)
