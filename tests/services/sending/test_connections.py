"""The transport is opened late, trusts certificate authorities, and keeps cookies."""

from urllib.parse import urlencode

import pytest
from msgspec.structs import replace

from aiurdesk.core.credentials.credential import origin_of
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import StorageError
from aiurdesk.core.preparing.cookie import Cookie
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import Body, Failure, FailureKind, Response
from aiurdesk.sandbox.accounts import READY_PERSON
from aiurdesk.services.sandbox_host import SandboxHost
from aiurdesk.services.sending.connections import Connections
from aiurdesk.transport.http import HttpTransport
from tests.sandbox.conftest import described

COOKIE = Cookie("sid", Secret("s3cret"), "https://localhost", "localhost", "/")


async def test_the_transport_is_opened_with_the_first_request():
    def open_transport():
        raise AssertionError("too early")

    connections = Connections(open_transport)
    connections.release(Body())
    assert connections.cookies("mine") == ()
    connections.erase_cookies("mine")
    connections.erase_cookie("mine", COOKIE)
    await connections.aclose()


def prepared(sandbox, service="archon"):
    return PreparedRequest("GET", f"{sandbox.environment.base_urls[service]}/")


async def test_the_sandbox_is_trusted_only_for_its_own_hosts(tmp_path):
    host = SandboxHost(lambda: tmp_path, described)
    connections = Connections(HttpTransport)
    try:
        sandbox = await host.start()
        untrusted = await connections.send(prepared(sandbox), Limits())
        await connections.trust(sandbox.ca_pem, sandbox.hosts[1:])
        elsewhere = await connections.send(prepared(sandbox), Limits())
        await connections.trust(sandbox.ca_pem, sandbox.hosts)
        trusted = await connections.send(prepared(sandbox), Limits())
        assert isinstance(trusted, Response)
        connections.release(trusted.body)
    finally:
        await connections.aclose()
        await host.aclose()
    for outcome in (untrusted, elsewhere):
        assert isinstance(outcome, Failure)
        assert outcome.kind is FailureKind.CERTIFICATE_UNKNOWN
    assert trusted.status == 200


async def test_each_cookie_jar_has_its_own_session(tmp_path):
    host = SandboxHost(lambda: tmp_path, described)
    connections = Connections(HttpTransport)
    try:
        sandbox = await host.start()
        await connections.trust(sandbox.ca_pem, sandbox.hosts)
        base = sandbox.environment.base_urls["kahla-v2"]
        form = Header("Content-Type", "application/x-www-form-urlencoded")
        fields = urlencode(
            {"Email": READY_PERSON.email, "Password": READY_PERSON.password}
        ).encode()
        sign_in = PreparedRequest("POST", f"{base}/api/auth/signin", (form,), (fields,), jar="mine")
        who = PreparedRequest("GET", f"{base}/api/auth/me", jar="mine")
        await connections.send(sign_in, Limits())
        outcomes = [
            await connections.send(replace(who, jar=jar), Limits())
            for jar in ("mine", "another's", "")
        ]
        found = connections.cookies("mine")
        connections.erase_cookie("mine", found[0])
        outcomes.append(await connections.send(who, Limits()))
        await connections.send(sign_in, Limits())
        connections.erase_cookies("mine")
        outcomes.append(await connections.send(who, Limits()))
    finally:
        await connections.aclose()
        await host.aclose()
    assert [each.status for each in outcomes if isinstance(each, Response)] == [
        200,
        401,
        401,
        401,
        401,
    ]
    assert [(cookie.name, cookie.origin) for cookie in found] == [
        (".AspNetCore.Identity.Application", origin_of(base))
    ]


async def test_a_certificate_authority_from_a_file_is_trusted(tmp_path):
    host = SandboxHost(lambda: tmp_path, described)
    connections = Connections(HttpTransport)
    try:
        sandbox = await host.start()
        await connections.warm_up()
        await connections.trust_file(str(sandbox.ca_file))
        outcome = await connections.send(prepared(sandbox), Limits())
    finally:
        await connections.aclose()
        await host.aclose()
    assert isinstance(outcome, Response)
    assert outcome.status == 200


async def test_a_file_without_a_certificate_is_reported(tmp_path):
    path = tmp_path / "odd.pem"
    path.write_text("no certificate")
    connections = Connections(HttpTransport)
    with pytest.raises(StorageError, match=r"odd\.pem"):
        await connections.trust_file(str(path))
    await connections.aclose()
