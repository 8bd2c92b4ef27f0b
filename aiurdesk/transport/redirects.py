"""Builds the request that follows a redirect, without what must stay at its origin.

The redirects of httpx are not used. They are followed to plain HTTP as well, and a secret in
another header, in the URL or in the body would be sent to another origin.

Source: RFC 9110 section 15.4.
"""

import re
from urllib.parse import quote, urldefrag, urljoin

import msgspec

from aiurdesk.core.credentials.secret_search import contains_secret
from aiurdesk.core.environments.plain_http import PlainHttp
from aiurdesk.core.preparing.cookie import MAX_COOKIES, dotted_line, is_environment_jar
from aiurdesk.core.request.request import FileContent, PreparedRequest
from aiurdesk.core.response.response import FailureKind, Hop, Response, set_cookie_lines
from aiurdesk.core.translation import Phrase, marked, truncate
from aiurdesk.transport.address import Address, parse_address
from aiurdesk.transport.plain_http import CREDENTIAL_HEADERS, may_redirect
from aiurdesk.transport.transport import SendFailure

REDIRECT_STATUSES = frozenset((301, 302, 303, 307, 308))
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BODY_HEADERS = ("content-", "expect")
"""Beginnings of the names of headers that describe the body."""


def has_redirect_location(status: int, location: str | None) -> bool:
    """Tell whether a response is a redirect that can be followed."""
    return status in REDIRECT_STATUSES and location is not None


_NOTHING_ALLOWED = PlainHttp()


def follow(
    request: PreparedRequest, response: Response, allowed: PlainHttp = _NOTHING_ALLOWED
) -> tuple[PreparedRequest, Hop]:
    """Return the request that a redirect asks for, and the hop to show.

    The method changes as in browsers: 303 changes all but HEAD to GET, 301 and 302 change POST.

    Args:
        allowed: The hosts that the person allowed to be reached over plain HTTP.

    Raises:
        SendFailure: The redirect leads from HTTPS to HTTP, over HTTP to a host that it must not
            lead to, or to an invalid address, or it would send a secret to another origin.
    """
    address = parse_address(request.url)
    url = _resolve_location(request.url, response.header("Location") or "")
    next_address = _check_location(address, url, allowed)
    moved = _without_signature(msgspec.structs.replace(request, url=url))
    next_request = _change_method(moved, response.status)
    is_dropped = False
    if next_address.origin != address.origin:
        is_dropped = _has_credential(request)
        next_request = _without_credential(next_request, next_address)
    lines = set_cookie_lines(response.headers)[:MAX_COOKIES]
    cookies = tuple(dotted_line(line, request.secrets) for line in lines)
    return next_request, Hop(response.status, request.url, url, is_dropped, cookies)


def _refused(detail: str | Phrase) -> SendFailure:
    return SendFailure(FailureKind.REDIRECT_REFUSED, detail)


def _resolve_location(base: str, location: str) -> str:
    if not location:
        raise _refused(Phrase(marked("the redirect contains no address")))
    try:
        # urljoin would read "https:path" as a relative address.
        url = location if _ABSOLUTE.match(location) else urljoin(base, location)
        url = urldefrag(url).url
    except ValueError:
        raise _refused(Phrase(marked("the redirect contains a broken address"))) from None
    # Servers also send spaces and letters beyond ASCII in Location, as browsers accept them.
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~|\\^`{}")


def _check_location(current: Address, url: str, allowed: PlainHttp) -> Address:
    try:
        address = parse_address(url)
    except SendFailure:
        scheme = url.partition(":")[0]
        if scheme not in ("http", "https"):
            raise _refused(
                Phrase(
                    marked("the redirect leads to a {scheme}: address"),
                    {"scheme": truncate(scheme, 20)},
                )
            ) from None
        raise _refused(Phrase(marked("the redirect contains a broken address"))) from None
    # Even to this computer or to an allowed host: the step down would give up the encryption.
    if current.scheme == "https" and address.scheme == "http":
        text = marked("the redirect leads from HTTPS to plain HTTP, http://{authority}")
        raise _refused(Phrase(text, {"authority": address.authority}))
    if address.scheme == "http" and not may_redirect(current, address, allowed):
        text = marked("the redirect leads to plain HTTP, http://{authority}")
        raise _refused(Phrase(text, {"authority": address.authority}))
    return address


def _change_method(request: PreparedRequest, status: int) -> PreparedRequest:
    # 307 and 308 keep method and body. RFC 9110 sections 15.4.8 and 15.4.9.
    becomes_get = request.method == "POST" if status in (301, 302) else status == 303
    if not becomes_get or request.method == "HEAD":
        return request
    headers = tuple(h for h in request.headers if not h.name.lower().startswith(_BODY_HEADERS))
    return msgspec.structs.replace(request, method="GET", headers=headers, body=())


def _without_signature(request: PreparedRequest) -> PreparedRequest:
    """Return the request without the headers that were computed for the former one."""
    if request.signed is None:
        return request
    kept = tuple(h for h in request.headers if h.name not in request.signed.headers)
    signed = msgspec.structs.replace(request.signed, headers=())
    return msgspec.structs.replace(request, headers=kept, signed=signed)


def _has_credential(request: PreparedRequest) -> bool:
    names = {header.name.lower() for header in request.headers}
    has_jar = request.jar and not is_environment_jar(request.jar)
    return bool(request.secrets or has_jar or names & CREDENTIAL_HEADERS)


def _without_credential(request: PreparedRequest, address: Address) -> PreparedRequest:
    """Return the request without credential headers, secrets and the jar of a credential.

    A secret in the URL or the body cannot be removed without changing what the request means, so
    the redirect is refused instead.
    """
    data = b"\n".join(part for part in request.body if not isinstance(part, FileContent))
    body = data.decode("utf-8", "replace")
    if _contains_secret(request.url, request) or _contains_secret(body, request):
        raise _refused(
            Phrase(
                marked("the redirect would send a secret to {authority}"),
                {"authority": address.authority},
            )
        )
    kept = tuple(
        header
        for header in request.headers
        if header.name.lower() not in CREDENTIAL_HEADERS
        and not _contains_secret(header.value, request)
    )
    # The jar of an environment has cookies for each origin.
    jar = request.jar if is_environment_jar(request.jar) else ""
    return msgspec.structs.replace(request, headers=kept, jar=jar)


def _contains_secret(text: str, request: PreparedRequest) -> bool:
    return contains_secret(text, request.secrets)
