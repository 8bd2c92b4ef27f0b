"""Responses whose HTTP status matters, because they have no envelope."""

from dataclasses import replace
from urllib.parse import quote

from aiurdesk.sandbox.aspnet.response import Response, envelope, html_page, redirect
from aiurdesk.sandbox.aspnet.routing import Handler, Request
from aiurdesk.sandbox.aspnet.web_service import RateLimiter
from aiurdesk.sandbox.clock import Clock


async def _signed_out(request: Request) -> Response:
    return redirect(f"/Statuses/SignInPage?returnUrl={quote(request.path, safe='')}")


async def _sign_in_page(request: Request) -> Response:
    return html_page("Sign in", "<form><input name='email'><button>Next</button></form>")


async def _unauthorized(request: Request) -> Response:
    return Response(401)


async def _not_found(request: Request) -> Response:
    return Response(404)


async def _method_not_allowed(request: Request) -> Response:
    # The form in the window sends GET, as the catalogue says.
    return (
        Response(204) if request.method == "POST" else Response(405, headers=(("allow", "POST"),))
    )


async def _unhandled_error(request: Request) -> Response:
    text = "<p>The server failed at this request.</p>"
    return html_page("Server error", text, status=500, content_type=None)


async def _too_many(request: Request) -> Response:
    limits = (("x-rate-limit-limit", "1m"), ("x-rate-limit-remaining", "-1"))
    return Response(429, headers=(("retry-after", "60"), *limits))


def actions(clock: Clock) -> dict[str, Handler]:
    """Return the actions of this group."""
    limiter = RateLimiter(clock)

    async def limited(request: Request) -> Response:
        is_blocked, headers = limiter.count(request.client_address, request.path)
        if is_blocked:
            return Response(429, headers=headers)
        return replace(envelope(0, "There was room for this one."), headers=headers)

    return {
        "statuses.signedout": _signed_out,
        "statuses.signinpage": _sign_in_page,
        "statuses.unauthorized": _unauthorized,
        "statuses.notfound": _not_found,
        "statuses.methodnotallowed": _method_not_allowed,
        "statuses.toomanyrequests": _too_many,
        "statuses.servererror": _unhandled_error,
        "statuses.limited": limited,
    }
