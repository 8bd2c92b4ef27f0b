"""Certificates of hosts are used for everything that leaves the program, not for requests only."""

import json
import re
from asyncio import StreamReader, StreamWriter
from pathlib import Path

import trustme

from aiurdesk.assembly import build_services
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import CUSTOM_URLS
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Response
from aiurdesk.services.sending.connections import fetched
from aiurdesk.storage.secrets import MemorySecrets
from tests.transport.certificates import a_chain, asking_for, client_pkcs12, server_context
from tests.transport.misbehaving_server import read_head, response, serving

TOKEN = "token-0123456789"
PASSPHRASE = "correct horse battery"


async def issue(reader: StreamReader, writer: StreamWriter) -> None:
    """Give a token to whom shows a certificate, and let in whom has the token."""
    while True:
        head = (await read_head(reader)).decode()
        length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
        await reader.readexactly(int(length[1]) if length else 0)
        if head.startswith("POST /token "):
            body = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600}
        else:
            body = {"is_in": f"Bearer {TOKEN}" in head}
        writer.write(response(json.dumps(body).encode(), "Content-Type: application/json"))
        await writer.drain()


async def test_token_calls_and_imports_show_the_client_certificate(tmp_path):
    clients, chain = trustme.CA(), a_chain(2)
    (tmp_path / "authority.pem").write_bytes(chain[1].pem)
    (tmp_path / "me.p12").write_bytes(client_pkcs12(clients, PASSPHRASE))
    services = build_services(tmp_path / "profile", open_store=MemorySecrets)
    async with serving(issue, asking_for(server_context(chain), clients)) as port:
        base = f"https://localhost:{port}"
        try:
            await services.credentials.load()
            add = services.certificates.add_file
            await add(str(tmp_path / "authority.pem"), base, Secret(""))
            await add(str(tmp_path / "me.p12"), base, Secret(PASSPHRASE))
            description = await fetched(services.connections, f"{base}/openapi.json", 1000)
            values = (
                ("server", "addresses"),
                ("token_address", f"{base}/token"),
                ("client_id", "me"),
                ("grant", "client"),
            )
            credential = Credential("1", "Shop", "oauth2", (base,), values)
            await services.credentials.add(credential, {"client_secret": Secret("shop-secret")})
            endpoint = Typed(f"{base}/api")
            plan = services.pipeline.plan(Request(endpoint), CUSTOM_URLS, credential)
            exchange = await services.pipeline.send(plan)
        finally:
            await services.aclose()
    assert json.loads(description) == {"is_in": False}
    assert isinstance(exchange, Exchange)
    assert isinstance(exchange.outcome, Response)
    assert json.loads(exchange.outcome.body.data) == {"is_in": True}
    assert holders_of(PASSPHRASE, tmp_path / "profile") == []


def holders_of(text: str, folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if text.encode() in path.read_bytes()]
