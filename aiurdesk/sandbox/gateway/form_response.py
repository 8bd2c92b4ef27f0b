"""Sending a form to a browser, and knowing it again when it comes back."""

import secrets
from dataclasses import replace

from aiurdesk.sandbox.aspnet.response import HTML, Response
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.gateway.pages import ANTIFORGERY_FIELD, FormPage, render_form, render_page
from aiurdesk.sandbox.gateway.session import ANTIFORGERY_COOKIE, NO_CACHE_HEADERS, Sessions, cookie


def form_response(sessions: Sessions, request: Request, form: FormPage) -> Response:
    """Send a form with an anti-forgery token that belongs to the browser's cookie."""
    value = cookie(request.headers, ANTIFORGERY_COOKIE) or secrets.token_urlsafe(32)
    kept = ("set-cookie", f"{ANTIFORGERY_COOKIE}={value}; path=/; samesite=strict; httponly")
    filled = replace(form, token=sessions.antiforgery_token(value))
    headers = (*NO_CACHE_HEADERS, kept, ("x-frame-options", "SAMEORIGIN"))
    return Response(200, render_form(filled).encode(), HTML, headers)


def is_forged(sessions: Sessions, request: Request) -> bool:
    """Say whether a posted form does not come from a page that was sent to this browser."""
    token = next((value for name, value in request.form.pairs if name == ANTIFORGERY_FIELD), None)
    return not sessions.is_valid_antiforgery_token(
        cookie(request.headers, ANTIFORGERY_COOKIE), token
    )


def message_page(title: str, text: str) -> Response:
    """Send a page that asks for nothing."""
    return Response(200, render_page(title, f"<p>{text}</p>").encode(), HTML)
