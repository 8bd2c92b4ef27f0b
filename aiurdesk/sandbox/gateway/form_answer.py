"""Sending a form to a browser, and knowing it again when it comes back."""

import secrets
from dataclasses import replace

from aiurdesk.sandbox.aspnet.answer import HTML, Answer
from aiurdesk.sandbox.aspnet.routing import Call
from aiurdesk.sandbox.gateway.pages import TOKEN_FIELD, Form, form_page, page
from aiurdesk.sandbox.gateway.session import FORM_COOKIE, NO_CACHE, Sessions, cookie


def form_answer(sessions: Sessions, call: Call, form: Form) -> Answer:
    """Send a form with an anti-forgery token that belongs to the browser's cookie."""
    value = cookie(call.headers, FORM_COOKIE) or secrets.token_urlsafe(32)
    kept = ("set-cookie", f"{FORM_COOKIE}={value}; path=/; samesite=strict; httponly")
    filled = replace(form, token=sessions.form_token(value))
    headers = (*NO_CACHE, kept, ("x-frame-options", "SAMEORIGIN"))
    return Answer(200, form_page(filled).encode(), HTML, headers)


def is_forged(sessions: Sessions, call: Call) -> bool:
    """Say whether a posted form does not come from a page that was sent to this browser."""
    token = next((value for name, value in call.form.pairs if name == TOKEN_FIELD), None)
    return not sessions.is_own_form(cookie(call.headers, FORM_COOKIE), token)


def notice(title: str, text: str) -> Answer:
    """Send a page that asks for nothing."""
    return Answer(200, page(title, f"<p>{text}</p>").encode(), HTML)
