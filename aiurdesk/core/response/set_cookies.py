"""The cookies that a response sets, as they are shown beside it.

Source: RFC 6265 sections 5.1.4 and 5.2.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec

from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.preparing.cookie import MAX_COOKIES, is_secret_pair
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr

_LONGEST = 200
"""Characters of a text that is shown."""
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,15}")


class SetCookie(msgspec.Struct, frozen=True):
    """A cookie as a server set it. Whether it was kept depends on the rules of cookies."""

    name: str
    value: str
    """Dots if it looks like a secret."""
    domain: str
    path: str
    expiry: str
    """When it ends, as the server said it."""


def set_cookie_lines(headers: Iterable[Header]) -> tuple[str, ...]:
    """Return the values of the headers that set cookies."""
    return tuple(header.value for header in headers if header.name.lower() == "set-cookie")


def cookies_set_by(response: Response) -> tuple[SetCookie, ...]:
    """Return the cookies that a response sets, the cookies of redirects before it first."""
    lines = [(line, hop.url) for hop in response.hops for line in hop.set_cookies]
    lines += [(line, response.url) for line in set_cookie_lines(response.headers)]
    return tuple(_cookie(line, url) for line, url in lines[:MAX_COOKIES])


def _cookie(line: str, url: str) -> SetCookie:
    pair, *rest = line.split(";")
    name, equals, value = pair.partition("=")
    if not equals:
        name, value = "", pair
    attributes = {}
    for attribute in rest:
        key, _, text = attribute.partition("=")
        attributes[key.strip().lower()] = text.strip()
    split, value = urlsplit(url), value.strip()
    path = attributes.get("path", "")
    return SetCookie(
        name.strip()[:_LONGEST],
        DOTS if value and is_secret_pair(pair) else value,
        (attributes.get("domain", "").removeprefix(".") or split.hostname or "")[:_LONGEST],
        (path if path.startswith("/") else split.path.rpartition("/")[0] or "/")[:_LONGEST],
        _expiry(attributes),
    )


def _expiry(attributes: dict[str, str]) -> str:
    # Max-Age counts before Expires.
    seconds = attributes.get("max-age", "")
    if _WHOLE_NUMBER.fullmatch(seconds):
        return tr("after {int:,} s").format(int=int(seconds)) if int(seconds) > 0 else "deleted"
    return attributes.get("expires", "")[:_LONGEST] or tr("with the program")
