"""What Preview shows is what goes out, byte by byte."""

import asyncio
import contextlib
import re
from pathlib import Path

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.exchange.report import preview
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import FileValue, Header, PreparedRequest, Request, Value
from tests.transport.misbehaving_server import serving

Values = tuple[tuple[str, Value], ...]
TOKEN = "se/cret+1ä"


async def sent_and_shown(endpoint_id: str, values: Values, profile: Path) -> tuple[bytes, str]:
    """Send a request to a bare socket; returns what came there and what Preview shows."""
    received = bytearray()

    async def record(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.extend(await reader.readuntil(b"\r\n\r\n"))
        length = re.search(rb"Content-Length: (\d+)\r\n", received)
        received.extend(await reader.readexactly(int(length[1]) if length else 0))
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"code":0}')

    async with serving(record) as port, contextlib.aclosing(build_services(profile)) as services:
        base = f"http://127.0.0.1:{port}"
        service_id = endpoint_id.partition(".")[0]
        endpoint = services.library.catalogue.endpoint(endpoint_id)
        assert endpoint is not None
        request = Request(endpoint, values=values, headers=(Header("X-Odd-Case", "é 1"),))
        environment = Environment("Socket", {service_id: base})
        plan = services.pipeline.plan(request, environment)
        prepared = services.pipeline.preview(plan)
        assert isinstance(prepared, PreparedRequest)
        await services.pipeline.exchange(request, prepared, plan.service, Limits(total_s=5))
        return bytes(received), preview(prepared, reveal=True)


def in_bytes(preview: str, content: bytes = b"") -> bytes:
    """Return what a preview says in the line ends of the wire, with the content of its file."""
    text = re.sub(
        "‹(\\d+) and the length of the files›",
        lambda match: str(int(match[1]) + len(content)),
        preview.replace("\n", "\r\n"),
    )
    return re.sub("‹content of [^›]+›".encode(), lambda _: content, text.encode())


@pytest.mark.parametrize(
    ("endpoint_id", "values"),
    [
        ("archon.home.index", ()),
        ("stargate.channel.validatechannel", (("Id", "7"), ("Key", TOKEN))),
        ("stargate.channel.createchannel", (("AccessToken", TOKEN), ("Description", "x\r\ny=ü"))),
        (
            "probe.folders.viewcontent",
            (("SiteName", "a..b"), ("FolderNames", "a/b c/%2f"), ("AccessToken", TOKEN)),
        ),
    ],
)
async def test_urls_and_forms_are_sent_as_the_preview_shows_them(tmp_path, endpoint_id, values):
    sent, preview = await sent_and_shown(endpoint_id, values, tmp_path)
    assert sent == in_bytes(preview)


async def test_a_file_is_sent_in_the_place_of_its_name_in_the_preview(tmp_path):
    content = bytes(range(256)) * 1000
    path = tmp_path / "picture.png"
    path.write_bytes(content)
    values: Values = (
        ("SiteName", "site"),
        ("FolderNames", "one/two"),
        ("Token", TOKEN),
        ("file", FileValue(str(path), "Bild ä.png", "image/png")),
    )
    sent, preview = await sent_and_shown("probe.files.uploadfile", values, tmp_path)
    assert content in sent
    assert sent == in_bytes(preview, content)
