"""What copied code sends is what the program sends, byte by byte.

But for Accept-Encoding outside of curl: libraries decode less than the program does.
"""

import asyncio
import json
import os
import re
import shutil
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote

import pytest
from msgspec.structs import replace

from aiurdesk.core.exporters import CODE_FORMATS
from aiurdesk.core.exporters.code_request import code_request
from aiurdesk.core.preparing.encoding import FormPart, multipart
from aiurdesk.core.preparing.header import ACCEPTED_ENCODINGS
from aiurdesk.core.request.request import FileContent, FileValue, Header, PreparedRequest
from tests.transport.calls import LIMITS, a_request, a_transport
from tests.transport.misbehaving_server import serving

TOKEN = "se/cret+1'$x"
ODD = 'it\'s "x" $HOME `id` \\n !! ä 😀 %41 \t*?[a]{b} ;&|<>#~'
HEADERS = {
    "Content-Type": "application/json",
    "X-Odd-Case": "a 'b' \"c\" $d `e` \\",
    "Authorization": f"Bearer {TOKEN}",
}
FORM = "multipart/form-data; boundary=0123456789abcdef"
PROGRAMS = {
    "curl": ["bash", "-c"],
    "httpie": ["bash", "-c"],
    "python-httpx": [sys.executable, "-c"],
    "python-requests": [sys.executable, "-c"],
    "javascript": ["node", "--input-type=module", "-e"],
}
"""Those whose interpreters may be on this computer. The other formats are only written."""
EXACT = ("curl", "python-httpx")
NEEDED = {"httpie": "http", "javascript": "node", "curl": "curl"}


def requests(base: str, folder: Path) -> dict[str, PreparedRequest]:
    """Return requests with what is hard to quote, each with a name."""
    file = folder / "it's a 'file' $x.bin"
    file.write_bytes(bytes(range(256)) * 10)
    lines = (
        FormPart("text", ODD),
        FormPart("secret", TOKEN),
        FormPart("file", FileValue(str(file), "Bild ä.png", "image/png")),
        FormPart("last", "two\r\nlines"),
    )
    form = multipart(lines, "0123456789abcdef")
    target = "/a%20b/%7Bx%7D?q=%26&e=%C3%A4&a[]=1&b={c}&s='x'"
    unusual = replace(
        a_request(base), headers=(Header("Accept", "*/*"), Header("X-R", "1"), Header("X-R", "2"))
    )
    odd_file = (FormPart("a", FileValue(str(file), 'a"b\\c.png', "image/png")),)
    return {
        "encoded dots": a_request(f"{base}/a/%2e%2e/b"),
        "question mark": a_request(f"{base}/a?"),
        "letters in a header": a_request(base, headers={"X-Letters": "ä"}),
        "repeated header": unusual,
        "body of a get": a_request(base, "GET", {"Content-Type": "text/plain"}, (b"x",)),
        "zero byte": a_request(base, "POST", {"Content-Type": "text/plain"}, (b"a\0b",)),
        "spaces": a_request(base, "POST", {"Content-Type": "text/plain"}, (b"a \r\n \n",)),
        "plus": a_request(f"{base}/a%2Fb//c;d?a=1+2&b=%2B&c=a|b"),
        "method": a_request(base, "M-SEARCH"),
        "trace": a_request(base, "TRACE"),
        "name of a file": a_request(
            base, "POST", {"Content-Type": FORM}, multipart(odd_file, "0123456789abcdef")
        ),
        "get": a_request(base + target, headers={"X-Empty": ""}, secrets=(TOKEN,)),
        "dots": a_request(f"{base}/a/../b/./c"),
        "secret in the address": a_request(f"{base}/?access_token=t0k3n-x", secrets=("t0k3n-x",)),
        "json": a_request(
            base, "POST", HEADERS, (f'{{"a": "{TOKEN}", "b": 1}}'.encode(),), (TOKEN,)
        ),
        "odd text": a_request(base, "PUT", HEADERS, (ODD.encode(),), (TOKEN,)),
        "at sign": a_request(base, "POST", {"Content-Type": "text/plain"}, (b"@etc\n\nx\n",)),
        "no type": a_request(base, "POST", None, (b"a=b",)),
        "empty": a_request(base, "POST"),
        "patch": a_request(base, "PATCH", HEADERS, (b"{}",), (TOKEN,)),
        "delete": a_request(base, "DELETE"),
        "delete with a body": a_request(base, "DELETE", HEADERS, (b"{}",), (TOKEN,)),
        "bytes": a_request(base, "POST", {"Content-Type": "image/png"}, (bytes(range(256)),)),
        "file": a_request(base, "POST", {"Content-Type": "image/png"}, (FileContent(str(file)),)),
        "form": a_request(base, "POST", {"Content-Type": FORM}, form, (TOKEN,)),
    }


HARD = ("encoded dots", "question mark", "letters in a header", "repeated header", "body of a get",
        "zero byte", "spaces", "plus", "method", "trace", "name of a file")  # fmt: skip
"""Requests that some of them send otherwise, and say so."""
OF_THE_CLIENT = ("connection", "content-length", "accept-language", "sec-fetch-mode")
"""Headers that follow from the rest, or that fetch adds whatever it is told."""
NOT_POSSIBLE = {
    ("javascript", "dots"): "fetch resolves the dots",
    ("httpie", "form"): "HTTPie has no option for the name of a file",
    ("python-httpx", "dots"): "httpx resolves the dots",
    ("python-requests", "dots"): "requests resolves the dots",
}


class Recorder:
    """A server that keeps what it received, without understanding it."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        """Each request, in order."""

    async def record(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)\r\n", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        while b"chunked" in head and not body.endswith(b"0\r\n\r\n"):
            body += await reader.read(65536)
        self.received.append(head + body)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def canonical(
    received: bytes, *, is_exact: bool, keeps_encodings: bool
) -> tuple[str, list[tuple[str, str]], bytes]:
    """Return request line, headers and body without what each client chooses by itself.

    Args:
        is_exact: Whether characters such as [ have to be escaped in the same places.
        keeps_encodings: Whether Accept-Encoding has to be the same.
    """
    head, _, body = received.partition(b"\r\n\r\n")
    text = head.decode("latin-1")
    if not keeps_encodings:
        text = text.replace(ACCEPTED_ENCODINGS, "gzip, deflate")
    line, *rest = text.split("\r\n")
    line = line if is_exact else unquote(line)
    headers = [(n.lower(), v.strip()) for n, _, v in (h.partition(":") for h in rest)]
    boundary = next((v.partition("boundary=")[2] for n, v in headers if n == "content-type"), "")
    if boundary:
        body = body.replace(boundary.encode(), b"BOUNDARY")
        headers = [(n, v.replace(boundary, "BOUNDARY")) for n, v in headers]
    # The order and the length follow from the rest; keeping a connection open is up to a client.
    kept = sorted(pair for pair in headers if pair[0] not in OF_THE_CLIENT)
    return line, kept, body


ONE_AFTER_ANOTHER = """
import json, sys
for code in json.load(open(sys.argv[1], encoding="utf-8")):
    try:
        exec(compile(code, "code", "exec"), {"__name__": "__main__"})
    except BaseException:
        print(code)
        raise
"""
"""Runs programs in Python one after another: each start would import the library again."""


async def run_all(format_id: str, codes: list[str], folder: Path) -> None:
    """Run code for each request, in order."""
    if PROGRAMS[format_id][0] != sys.executable:
        for code in codes:
            await run(format_id, code, folder)
        return
    file = folder / "codes.json"
    file.write_text(json.dumps(codes), encoding="utf-8")
    await run(format_id, ONE_AFTER_ANOTHER, folder, str(file))


async def run(format_id: str, code: str, folder: Path, *arguments: str) -> None:
    """Run code with the secret in the variables that it reads."""
    environment = {**os.environ, "TOKEN": TOKEN, "A": TOKEN, "SECRET": TOKEN,
                   "ACCESS_TOKEN": "t0k3n-x"}  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        *PROGRAMS[format_id], code, *arguments, cwd=folder, env=environment,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    assert process.returncode == 0, f"{code}\n{output.decode()}"


def missing(format_id: str) -> str:
    """Return the program that is not here, or empty text."""
    program = NEEDED.get(format_id, "")
    if program and not shutil.which(program):
        return program
    if format_id == "python-requests":
        try:
            import_module("requests")
        except ImportError:
            return "requests"
    return ""


@pytest.mark.parametrize("format_id", PROGRAMS)
async def test_code_sends_the_same_bytes(tmp_path, format_id):
    if program := missing(format_id):
        pytest.skip(f"{program} is not installed")
    written = next(one for one in CODE_FORMATS if one.id == format_id)
    recorder, names, codes, expected = Recorder(), [], [], []
    same = partial(canonical, is_exact=format_id in EXACT, keeps_encodings=format_id == "curl")
    async with serving(recorder.record) as port, a_transport() as transport:
        for name, prepared in requests(f"http://127.0.0.1:{port}", tmp_path).items():
            if (format_id, name) in NOT_POSSIBLE:
                continue
            made = code_request(prepared)
            code = written.code(made)
            assert TOKEN not in code
            if name in HARD and any(written.lost(made)):
                # What it cannot send is said, and the other requests are the same.
                continue
            recorder.received.clear()
            await transport.send(prepared, LIMITS)
            names.append(name)
            codes.append(code)
            expected.append(same(*recorder.received))
        recorder.received.clear()
        await run_all(format_id, codes, tmp_path)
    assert len(recorder.received) == len(codes) > 10
    problems = [
        f"{name}:\n{code}\nexpected {sent}\nreceived {same(came)}\n"
        for name, code, sent, came in zip(names, codes, expected, recorder.received, strict=True)
        if same(came) != sent
    ]
    assert problems == []
