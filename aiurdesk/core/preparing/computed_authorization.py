"""A header Authorization that another program computed for one request, which is void by now."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

_PARAMETER = re.compile(r'([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_ESCAPED = re.compile(r"\\(.)")
_LONGEST = 10_000


def computed_authorization(value: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Return the scheme that computed a header, and the fields of a credential that it says.

    None for a header that was not computed. The secret is not in it, so the fields lack it.

    Args:
        value: Of the header.
    """
    word, _, rest = value.strip()[:_LONGEST].partition(" ")
    said = {name: _ESCAPED.sub(r"\1", quoted) or plain for name, quoted, plain in _pairs(rest)}
    match word.casefold():
        case "digest" if "response" in said:
            fields = _digest(said)
            scheme = "digest"
        case "oauth" if "oauth_signature" in said:
            fields = _oauth1(said)
            scheme = "oauth1"
        case "aws4-hmac-sha256" if "Signature" in said:
            fields = _aws(said)
            scheme = "aws"
        case _:
            return None
    return scheme, tuple((name, text) for name, text in fields if text)


def _pairs(text: str) -> Iterator[tuple[str, str, str]]:
    for match in _PARAMETER.finditer(text):
        yield match[1], match[2] or "", match[3] or ""


def _digest(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    # One that is hashed names nobody.
    if said.get("userhash", "").casefold() != "true":
        encoded = said.get("username*", "").rpartition("'")[2]
        yield "user", said.get("username", "") or unquote(encoded)


def _oauth1(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "signature_method", unquote(said.get("oauth_signature_method", "HMAC-SHA1"))
    yield "consumer_key", unquote(said.get("oauth_consumer_key", ""))
    yield "token", unquote(said.get("oauth_token", ""))
    yield "realm", said.get("realm", "")


def _aws(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    # Id/date/region/service/aws4_request
    parts = said.get("Credential", "").split("/")
    if len(parts) >= 5:
        yield "access_key", "/".join(parts[:-4])
        yield "region", parts[-3]
        yield "service", parts[-2]
