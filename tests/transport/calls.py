"""Short ways to send a request to a server of the test."""

import contextlib
from collections.abc import AsyncIterator

import trustme

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.user_info import UserAndPassword
from aiurdesk.core.environments.proxies import ProxyChoice
from aiurdesk.core.environments.route import DIRECT, Route
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import FileContent, Header, PreparedRequest
from aiurdesk.core.response.response import Failure, Outcome, Response
from aiurdesk.transport.http import HttpTransport
from aiurdesk.transport.tls import TlsPolicy, TrustedCertificate

# Long, because a busy machine must not fail a request that is to succeed.
LIMITS = Limits(connect_s=30, read_s=30, total_s=60)
SHORT = Limits(connect_s=0.2, read_s=0.2, total_s=5)
SHORT_READ = Limits(connect_s=30, read_s=0.2, total_s=60)


def a_request(
    url: str,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: tuple[bytes | FileContent, ...] = (),
    secrets: tuple[str, ...] = (),
    follows_redirects: bool = True,
    jar: str = "",
    route: Route = DIRECT,
) -> PreparedRequest:
    return PreparedRequest(
        method,
        url,
        tuple(Header(name, value) for name, value in (headers or {}).items()),
        body,
        tuple(map(Secret, secrets)),
        follows_redirects,
        jar,
        route,
    )


@contextlib.asynccontextmanager
async def a_transport(authority: trustme.CA | None = None) -> AsyncIterator[HttpTransport]:
    policy = TlsPolicy()
    if authority is not None:
        pem = authority.cert_pem.bytes().decode()
        policy = policy.with_certificates((TrustedCertificate(pem),))
    transport = HttpTransport(policy)
    try:
        yield transport
    finally:
        await transport.aclose()


async def outcome_of(
    url: str,
    authority: trustme.CA | None = None,
    limits: Limits = LIMITS,
    login: UserAndPassword | None = None,
    **members,
) -> Outcome:
    """Send one request over a transport of its own.

    Args:
        login: What a proxy gets that names a credential.
    """

    async def find_login(_choice: ProxyChoice) -> UserAndPassword:
        assert login is not None, "it is asked for only where a credential is named"
        return login

    async with a_transport(authority) as transport:
        transport.pools.find_login = find_login
        return await transport.send(a_request(url, **members), limits)


def answered(outcome: Outcome) -> Response:
    assert isinstance(outcome, Response), outcome
    return outcome


def failed(outcome: Outcome) -> Failure:
    assert isinstance(outcome, Failure), outcome
    return outcome
