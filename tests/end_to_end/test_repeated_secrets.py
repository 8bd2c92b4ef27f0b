"""Secrets that a server repeats outside the body are dots in what ``aiurdesk send`` prints."""

import base64
import json
import os
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.command_line import run_command
from tests.end_to_end.loopback_server import QuietHandler, http_serving

SECRET = "nEEdle/to+ken="
SPELLINGS = {
    "plain": SECRET,
    "upper case": SECRET.upper(),
    "percent": quote(SECRET, safe=""),
    "percent twice": quote(quote(SECRET, safe=""), safe=""),
    "hexadecimal": SECRET.encode().hex(),
    "bytes": SECRET.encode().hex(" "),
    "octal": "".join(f"\\{byte:03o}" for byte in SECRET.encode()),
    "base64": base64.b64encode(f"name:{SECRET}".encode()).decode(),
    "JSON": SECRET.replace("/", "\\/"),
}


class Repeater(QuietHandler):
    """Repeats the secret in the reason, in headers, and in the message of an unexpected code."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"code": 7, "message": " ".join(SPELLINGS.values())}).encode()
        self.send_response(200, f"OK {SECRET}")
        for name, spelling in SPELLINGS.items():
            self.send_header(f"X-{name.replace(' ', '-')}", f"a {spelling} b")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with http_serving(Repeater) as address:
        yield f"{address}/"


@pytest.mark.parametrize("show", ["all", "json"])
def test_repeated_secrets_are_dots_outside_the_body(base, tmp_path, show):
    call = ["send", base, "auth_token=env:NEEDLE", "--table", "2023", "--show", show]
    variables = os.environ | {"NEEDLE": SECRET}
    run = run_command(*call, "--profile", tmp_path, environment=variables)
    assert run.returncode == 4, run.stderr
    # The body is printed as it was received.
    record = json.loads(run.stdout) if show == "json" else {}
    if show == "json":
        record["response"]["body"] = ""
    head = json.dumps(record) if show == "json" else run.stdout.partition("\n\n")[0]
    log = (tmp_path / "aiurdesk.log").read_text(encoding="utf-8")
    assert "Unexpected code 7" in log
    for text in (head, run.stderr, log):
        assert [name for name, spelling in SPELLINGS.items() if spelling in text] == []
    assert head.count("••••" if show == "all" else r"\u2022" * 4) >= len(SPELLINGS)
