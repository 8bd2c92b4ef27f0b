"""Responses with an HTML form, and the check of its anti-forgery token."""

import secrets
from dataclasses import replace

from aiurdesk.sandbox.aspnet.response import HTML, Response
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.gateway.pages import ANTIFORGERY_FIELD, FormPage, render_form, render_page
from aiurdesk.sandbox.gateway.session import ANTIFORGERY_COOKIE, NO_CACHE_HEADERS, Sessions, cookie


def form_response(sessions: Sessions, request: Request, form: FormPage) -> Response:
    """Return a form with an anti-forgery token for the browser's cookie."""
    # The cookie that the browser has stays: forms in its other tabs belong to it.
    value = cookie(request.headers, ANTIFORGERY_COOKIE) or secrets.token_urlsafe(32)
    set_cookie = ("set-cookie", f"{ANTIFORGERY_COOKIE}={value}; path=/; samesite=strict; httponly")
    filled = replace(form, token=sessions.antiforgery_token(value))
    headers = (*NO_CACHE_HEADERS, set_cookie, ("x-frame-options", "SAMEORIGIN"))
    return Response(200, render_form(filled).encode(), HTML, headers)


def is_forged(sessions: Sessions, request: Request) -> bool:
    """Return whether a posted form lacks the anti-forgery token of the browser's cookie."""
    token = next((value for name, value in request.form.pairs if name == ANTIFORGERY_FIELD), None)
    return not sessions.is_valid_antiforgery_token(
        cookie(request.headers, ANTIFORGERY_COOKIE), token
    )


def message_page(title: str, text: str) -> Response:
    """Return a page with a message and no form."""
    # Not escaped: every text is a fixed one, and none comes from a request.
    return Response(200, render_page(title, f"<p>{text}</p>").encode(), HTML)
