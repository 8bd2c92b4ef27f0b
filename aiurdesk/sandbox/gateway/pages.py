"""The sign-in pages: forms that work in any browser, without scripts."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from aiurdesk.sandbox.aspnet.response import HTML, Response
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.gateway.session import ANTIFORGERY_COOKIE, NO_CACHE_HEADERS, Sessions, cookie

ANTIFORGERY_FIELD = "__RequestVerificationToken"
"""Name of the hidden input with the anti-forgery token, as in ASP.NET."""

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:28rem;margin:3rem auto;padding:0 1rem;"
    "color:#1b1b1b;background:#fff}label{display:block;margin-top:1rem}a{color:#0b57d0}"
    "input:not([type=checkbox]){display:block;width:100%;box-sizing:border-box;padding:.5rem;"
    "font:inherit;border:1px solid #767676;border-radius:4px}"
    "button{margin-top:1.5rem;padding:.5rem 1.5rem;font:inherit;color:#fff;background:#0b57d0;"
    "border:0;border-radius:4px;cursor:pointer}"
    "[role=alert]{padding:.5rem 1rem;color:#8c1d18;background:#fce8e6;border-radius:4px}"
    "small{display:block;margin-top:2rem;color:#5f6368}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#1b1b1b}"
    "input{color:inherit;background:#2b2b2b}a{color:#8ab4f8}small{color:#bdc1c6}"
    "[role=alert]{color:#f9dedc;background:#601410}}"
)


@dataclass(frozen=True, slots=True)
class FormField:
    """One input of a form."""

    name: str
    label: str
    kind: str = "text"
    """Type of the input element."""
    autocomplete: str = "off"
    value: str = ""


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page with one form."""

    title: str
    introduction: str
    action: str
    """Path and query that the form is posted to."""
    fields: Sequence[FormField]
    button: str
    token: str = ""
    """Anti-forgery token for the hidden input."""
    error: str = ""
    """Why the last attempt failed. Empty on the first."""
    link: tuple[str, str] | None = None
    """URL and text of a link to another page."""
    hint: str = ""
    """Help text, in small print at the end of the page."""


def render_form(form: FormPage) -> str:
    """Return the HTML of a form. The first empty input has the focus."""
    empty = next((field.name for field in form.fields if not field.value), None)
    inputs = "".join(_input(field, has_focus=field.name == empty) for field in form.fields)
    hidden = f'<input type="hidden" name="{ANTIFORGERY_FIELD}" value="{escape(form.token)}">'
    error = f'<p role="alert">{escape(form.error)}</p>' if form.error else ""
    link = (
        f'<p><a href="{escape(form.link[0])}">{escape(form.link[1])}</a></p>' if form.link else ""
    )
    hint = f"<small>{escape(form.hint)}</small>" if form.hint else ""
    return render_page(
        form.title,
        f"<p>{escape(form.introduction)}</p>{error}"
        f'<form method="post" action="{escape(form.action)}">{inputs}{hidden}'
        f'<button type="submit">{escape(form.button)}</button></form>{link}{hint}',
    )


def render_page(title: str, content: str) -> str:
    """Return the HTML of a page.

    Args:
        content: HTML of the page's content, already escaped.
    """
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} - aiurdesk sandbox</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{content}</main></body></html>"
    )


def _input(field: FormField, *, has_focus: bool) -> str:
    focus = " autofocus" if has_focus else ""
    return (
        f'<label for="{field.name}">{escape(field.label)}</label>'
        f'<input id="{field.name}" name="{field.name}" type="{field.kind}" required'
        f' autocomplete="{field.autocomplete}" value="{escape(field.value)}"{focus}>'
    )


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
