"""``aiurdesk send`` with odd addresses, files and machines: a sentence, JSON and an exit status."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.child_process import children, running
from tests.command_line import run_command
from tests.end_to_end.loopback_server import QuietHandler, http_serving

LONG = b"[" + b'{"a": [1.5, {}]}, ' * 20_000 + b"0]"

BODIES = {"/": LONG, "/odd": b'{"code": 7, "message": "Never heard of it."}', "/huge": LONG * 5}


class Responder(QuietHandler):
    """Redirects to the address in the query, or responds with the body of the path."""

    def do_GET(self):
        _, _, address = self.path.partition("?to=")
        body = b"" if address else BODIES[self.path]
        location = {"Location": unquote(address)} if address else {}
        self.respond(body, 302 if address else 200, **location)


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with http_serving(Responder) as address:
        yield address


@pytest.fixture
def send(tmp_path: Path):
    def send(*arguments: str, before: str = "", **variables: str):
        call = ["send", *arguments, "--show", "json", "--profile", str(tmp_path)]
        if before:
            start = "from aiurdesk.cli.main import main; sys.exit(main(sys.argv[1:]))"
            code = f"import sys; {before}\n{start}"
            run = subprocess.run(
                [sys.executable, "-c", code, *call],
                env=os.environ | variables,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
        else:
            run = run_command(*call, environment=os.environ | variables)
        assert "Traceback" not in run.stderr
        assert "error in aiurdesk" not in run.stderr
        return run

    return send


@pytest.mark.parametrize("host", ["1.2.3.999", "0177.0.0.1", "0x7f.1", "127.1"])
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_a_number_that_is_not_an_address_is_refused(send, scheme, host):
    run = send(f"{scheme}://{host}/")
    assert run.returncode == 3
    assert run.stderr.startswith("No response: Invalid address")
    record = json.loads(run.stdout)
    assert record["verdict"]["kind"] == "no_answer"
    assert record["failure"]["kind"] == "address_invalid"
    assert "IP address" in record["failure"]["detail"]


@pytest.mark.parametrize("host", ["1.2.3.999", "0177.0.0.1"])
def test_it_is_refused_in_a_redirect_too(send, base, host):
    run = send(f"{base}/?to=https://{host}/")
    assert run.returncode == 3
    record = json.loads(run.stdout)
    assert record["failure"]["kind"] == "redirect_refused"
    assert record["failure"]["detail"] == "the redirect contains a broken address"


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "http://bücher.invalid:9"])
def test_a_name_in_another_alphabet_goes_through_a_proxy(send, proxy):
    run = send("https://bücher.invalid/", HTTPS_PROXY=proxy)
    assert run.returncode == 3
    assert json.loads(run.stdout)["failure"]["kind"] == "proxy_error"


def test_a_certificate_file_without_end_is_wrong_usage(send):
    run = send("https://127.0.0.1:9/", "--ca-file", "/dev/zero")
    assert (run.returncode, run.stdout) == (2, "")
    assert "/dev/zero is larger than 10 MB" in run.stderr


def test_twenty_files_are_enough(send, base):
    before = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))"
    run = send(base, before=before)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["response"]["status"] == 200


def test_half_of_a_character_in_a_name_is_refused(send):
    run = send("http://127.0.0.1:9/", "n\udcffame=x")
    assert (run.returncode, run.stdout) == (2, "")
    assert "half of a character (U+DCFF)" in run.stderr


def test_on_a_full_disk_the_verdict_gives_the_exit_status(send, base):
    before = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))"
    run = send(f"{base}/odd", "--table", "2023", before=before)
    assert run.returncode == 4
    assert json.loads(run.stdout)["verdict"]["kind"] == "unexpected_code"


@pytest.mark.parametrize("folder", ["/proc/none", "/dev/null/none"])
def test_a_profile_that_cannot_be_written_prevents_nothing(send, base, folder):
    run = send(f"{base}/odd", "--table", "2023", "--profile", folder)
    assert run.returncode == 4
    assert json.loads(run.stdout)["verdict"]["kind"] == "unexpected_code"


def test_a_full_temporary_folder_is_said(send, base, tmp_path):
    (tmp_path / "settings.json").write_text('{"limits": {"memory_bytes": 65536}}')
    before = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2**16, 2**16))"
    run = send(f"{base}/huge", before=before)
    assert run.returncode == 3
    failure = json.loads(run.stdout)["failure"]
    assert failure["kind"] == "disk_error"
    assert "limit" not in run.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
@pytest.mark.parametrize(
    "name",
    ["settings.json", "window.json", "credentials.json", "aiurdesk.log", "result_codes/my.toml"],
)
def test_a_named_pipe_in_the_profile_is_not_waited_for(send, base, tmp_path, name):
    (tmp_path / "result_codes").mkdir()
    os.mkfifo(tmp_path / name)
    run = send(f"{base}/odd", "--table", "2023")
    assert run.returncode == 4
    credential = send(f"{base}/odd", "--table", "2023", "--credential", "any")
    assert credential.returncode == 2


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_helper_process_that_is_killed_is_said(base, tmp_path):
    call = ["send", base, "--table", "2023", "--show", "json", "--profile", tmp_path]
    with (
        running(
            [sys.executable, "-m", "aiurdesk", *call],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process,
        ThreadPoolExecutor() as pool,
    ):
        communication = pool.submit(process.communicate)
        while not communication.done():
            for helper in children(process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(helper, signal.SIGKILL)
        output, errors = communication.result()
    assert (process.returncode, "Traceback" in errors) == (4, False)
    record = json.loads(output)
    assert record["verdict"]["kind"] == "not_an_envelope"
    assert record["verdict"]["headline"] == "200 OK, but the body could not be read here"
