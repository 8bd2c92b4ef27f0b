"""Cookies in the file format of Netscape, which curl, wget and browser add-ons read and write.

A line has seven fields with tabs between them: domain, whether subdomains are included, path,
whether it is for HTTPS only, expiry in seconds, name and value. There is no port in it.

Source: curl 8.14, documentation "HTTP cookies", section "Cookie file format".
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.preparing.cookie import Cookie
from aiurdesk.core.translation import tr

_HEADING = (
    "# Netscape HTTP Cookie File\n# It holds the sessions of accounts: give it to nobody.\n\n"
)
_HTTP_ONLY = "#HttpOnly_"
_FIELDS = 7
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LATEST_S = 253_402_300_799
"""The end of the year 9999, which a timestamp can still have."""


def read_cookies(text: str) -> tuple[Cookie, ...]:
    """Return the cookies in a text.

    They have no origin: which servers they are for follows from their domain.

    Raises:
        ValueError: A line is not valid. The message names its number and quotes nothing.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    return tuple(
        _cookie(number, line)
        for number, line in enumerate(lines, 1)
        if line.strip() and (not line.startswith("#") or line.startswith(_HTTP_ONLY))
    )


def write_cookies(cookies: Iterable[Cookie]) -> str:
    """Return a text with cookies; those that a line cannot hold are left out."""
    return _HEADING + "".join(map(_line, cookies))


def _cookie(number: int, line: str) -> Cookie:
    is_http_only = line.startswith(_HTTP_ONLY)
    fields = line.removeprefix(_HTTP_ONLY).split("\t")
    if len(fields) == _FIELDS - 1:
        # Some programs leave out the last tab of an empty value.
        fields.append("")
    if len(fields) != _FIELDS or not fields[0] or not fields[2].startswith("/"):
        text = tr("line {number} is not a cookie: it needs seven fields with tabs between")
        raise ValueError(text.format(number=number))
    domain, subdomains, path, secure, expires, name, value = fields
    if _CONTROL.search("".join(fields)) or not re.fullmatch(r"\d{0,18}(\.\d+)?", expires):
        text = tr("line {number} is not a cookie: a field has a wrong value")
        raise ValueError(text.format(number=number))
    host = domain.removeprefix(".").lower()
    # 0 stands for the end of the session.
    ends_at_s = min(int(float(expires or 0)), _LATEST_S)
    return Cookie(
        name=name,
        value=Secret(value),
        origin="",
        # A dot in front means that subdomains get it, too.
        domain=f".{host}" if subdomains.upper() == "TRUE" else host,
        path=path,
        expires_at=datetime.fromtimestamp(ends_at_s, UTC) if ends_at_s else None,
        is_secure=secure.upper() == "TRUE",
        is_http_only=is_http_only,
    )


def _line(cookie: Cookie) -> str:
    domain = cookie.domain.removeprefix(".")
    fields = (
        f".{domain}" if cookie.is_of_domain else domain,
        "TRUE" if cookie.is_of_domain else "FALSE",
        cookie.path,
        "TRUE" if cookie.is_secure else "FALSE",
        str(int(cookie.expires_at.timestamp())) if cookie.expires_at else "0",
        cookie.name,
        cookie.value.reveal(),
    )
    if any(map(_CONTROL.search, fields)):
        return ""
    tabbed = "\t".join(fields)
    return f"{_HTTP_ONLY if cookie.is_http_only else ''}{tabbed}\n"
