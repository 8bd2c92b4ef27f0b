"""Decides where a redirect leads, and what stays behind."""

import json
import re
from urllib.parse import quote, quote_plus, unquote_plus, urldefrag, urljoin

import msgspec

from aiurdesk.core.request.request import FileContent, PreparedRequest
from aiurdesk.core.response.response import FailureKind, Hop, Response
from aiurdesk.core.wording import truncate
from aiurdesk.transport.address import Address, parse_address
from aiurdesk.transport.send_failure import SendFailure

STATUSES = frozenset((301, 302, 303, 307, 308))
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_IDENTIFYING = frozenset(("authorization", "cookie", "proxy-authorization"))
_OF_THE_BODY = ("content-", "expect")


def leads_on(status: int, location: str | None) -> bool:
    """Tell whether an answer is a redirect that can be followed."""
    return status in STATUSES and location is not None


def follow(request: PreparedRequest, response: Response) -> tuple[PreparedRequest, Hop]:
    """Return the request that a redirect asks for.

    The method changes as in browsers: 303 makes GET of all but HEAD, 301 and 302 of POST.

    Raises:
        NoAnswer: It leads from HTTPS to HTTP, to no address of the web, or it would hand a
            secret to another origin.
    """
    here = parse_address(request.url)
    url = _destination(request.url, response.header("Location") or "")
    there = _checked(here, url)
    onward = _with_method(msgspec.structs.replace(request, url=url), response.status)
    is_dropped = False
    if there.origin != here.origin:
        is_dropped = _has_credential(request)
        onward = _without_credential(onward, there)
    return onward, Hop(response.status, request.url, url, is_dropped)


def _refused(detail: str) -> SendFailure:
    return SendFailure(FailureKind.REDIRECT_REFUSED, detail)


def _destination(base: str, location: str) -> str:
    if not location:
        raise _refused("it names no address")
    try:
        url = location if _ABSOLUTE.match(location) else urljoin(base, location)
    except ValueError:
        raise _refused("it names a broken address") from None
    return quote(urldefrag(url).url, safe="!#$%&'()*+,/:;=?@[]~|\\^`{}")


def _checked(here: Address, url: str) -> Address:
    try:
        there = parse_address(url)
    except SendFailure as error:
        if error.kind is FailureKind.PLAIN_HTTP_REFUSED:
            raise _refused(f"it leads to plain HTTP, {error.detail}") from None
        scheme = url.partition(":")[0]
        if scheme not in ("http", "https"):
            raise _refused(f"it leads to a {truncate(scheme, 20)}: address") from None
        raise _refused("it names a broken address") from None
    if here.scheme == "https" and there.scheme == "http":
        raise _refused(f"it leads from HTTPS to plain HTTP, http://{there.authority}")
    return there


def _with_method(request: PreparedRequest, status: int) -> PreparedRequest:
    becomes_get = request.method == "POST" if status in (301, 302) else status == 303
    if not becomes_get or request.method == "HEAD":
        return request
    headers = tuple(h for h in request.headers if not h.name.lower().startswith(_OF_THE_BODY))
    return msgspec.structs.replace(request, method="GET", headers=headers, body=())


def _has_credential(request: PreparedRequest) -> bool:
    names = {header.name.lower() for header in request.headers}
    return bool(request.secrets or request.jar or names & _IDENTIFYING)


def _without_credential(request: PreparedRequest, there: Address) -> PreparedRequest:
    """Return the request as another origin may see it."""
    for secret in filter(None, (each.reveal() for each in request.secrets)):
        if _is_within(secret, request.url.encode()) or _is_in_body(secret, request):
            raise _refused(f"it would hand a secret to {there.authority}")
    kept = tuple(
        header
        for header in request.headers
        if header.name.lower() not in _IDENTIFYING
        and not any(_is_within(s.reveal(), header.value.encode()) for s in request.secrets)
    )
    return msgspec.structs.replace(request, headers=kept, jar="")


def _is_in_body(secret: str, request: PreparedRequest) -> bool:
    return any(
        _is_within(secret, segment)
        for segment in request.body
        if not isinstance(segment, FileContent)
    )


def _is_within(secret: str, text: bytes) -> bool:
    """Tell whether a text holds a secret in any of the spellings of addresses, forms and JSON."""
    if not secret:
        return False
    spellings = {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
    written = text.decode("utf-8", errors="replace")
    read = unquote_plus(written)
    return any(each in written for each in spellings) or secret in read
