"""Refuses what must not go over plain HTTP; each hop is looked at just before it is sent.

The person was asked before. This is the last check, which no way to a server goes around.
"""

import asyncio
import contextlib
from collections.abc import Collection

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_search import contains_secret
from aiurdesk.core.environments.plain_http import Nearness, PlainHttp, nearness
from aiurdesk.core.request.request import FileContent, PreparedRequest
from aiurdesk.core.response.response import FailureKind
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.transport.address import Address
from aiurdesk.transport.request_body import open_file_content
from aiurdesk.transport.transport import SendFailure

CREDENTIAL_HEADERS = frozenset(("authorization", "cookie", "proxy-authorization"))
_SEARCHED_AT_ONCE = 64 * 1024
"""Bytes of a body; a longer one is searched on a thread."""
_BLOCK = 1024 * 1024
_MOST_BLOCKS = 32
"""That are searched of a file, at about a tenth of a second each."""
_LONGEST_FORM = 12
"""Times as long as a secret: its longest encoded form."""


def is_readable(address: Address) -> bool:
    """Tell whether others on the network can read what goes to an address."""
    return address.scheme == "http" and nearness(address.host) is not Nearness.HERE


def may_carry_cookies(address: Address, allowed: PlainHttp) -> bool:
    """Tell whether the cookies of a jar go along to an address."""
    return not is_readable(address) or allowed.allows_credentials(address.host)


def may_redirect(before: Address, after: Address, allowed: PlainHttp) -> bool:
    """Tell whether a redirect from plain HTTP is followed to a host over plain HTTP.

    A server must not lead further into the network, or to this computer: it could call there what
    only the person can reach. A host that the person allowed is one that they meant to reach.
    """
    if after.host in allowed.hosts or after.host in allowed.credential_hosts:
        return True
    near = nearness(after.host)
    return near is not Nearness.PUBLIC and near >= nearness(before.host)


async def check_plain(request: PreparedRequest, address: Address, allowed: PlainHttp) -> None:
    """Check that a request may go where others can read it.

    Raises:
        SendFailure: It may not, or not with the credential that it carries.
    """
    if not is_readable(address):
        return
    if not allowed.allows(address.host):
        raise SendFailure(FailureKind.PLAIN_HTTP_REFUSED, f"http://{address.host}")
    if not allowed.allows_credentials(address.host) and await carries_credential(request):
        text = marked("a credential would go to http://{host}")
        raise SendFailure(FailureKind.PLAIN_HTTP_REFUSED, Phrase(text, {"host": address.host}))


async def carries_credential(request: PreparedRequest) -> bool:
    """Tell whether a request holds a credential; the cookies of its jar are not looked at."""
    names = {header.name.lower() for header in request.headers}
    if names & CREDENTIAL_HEADERS or request.signed is not None:
        return True
    if not request.secrets:
        return False
    size = sum(len(part) for part in request.body if isinstance(part, bytes))
    has_file = any(isinstance(part, FileContent) for part in request.body)
    if has_file or size > _SEARCHED_AT_ONCE:
        return await asyncio.to_thread(_has_secret, request)
    return _has_secret(request)


def _has_secret(request: PreparedRequest) -> bool:
    data = b"\n".join(part for part in request.body if not isinstance(part, FileContent))
    texts = (
        request.url,
        *(header.value for header in request.headers),
        *request.messages,
        data.decode("utf-8", "replace"),
    )
    if any(contains_secret(text, request.secrets) for text in texts if text):
        return True
    files = (part for part in request.body if isinstance(part, FileContent))
    return any(_is_in_file(file, request.secrets) for file in files)


def _is_in_file(content: FileContent, secrets: Collection[Secret]) -> bool:
    """Tell whether a file holds a secret, as far as it is searched."""
    overlap = _LONGEST_FORM * max(len(secret.reveal()) for secret in secrets)
    end = b""
    try:
        # Only the system's own mistakes: one that cannot be read says so when it is sent.
        with contextlib.suppress(OSError), open_file_content(content) as file:
            for _ in range(_MOST_BLOCKS):
                block = file.read(_BLOCK)
                if not block:
                    break
                if contains_secret((end + block).decode("utf-8", "replace"), secrets):
                    return True
                end = block[-overlap:]
    except SendFailure:
        return False
    return False
