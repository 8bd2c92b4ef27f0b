import asyncio
import shutil
import socket
import subprocess
import sys
import threading

import pytest

from aiurdesk.transport.name_lookup import LOOPBACK, get_addresses, look_up

SOON_S = 20


async def test_this_computer_and_ip_addresses_need_no_lookup():
    def fail(_host: str, _port: int) -> list[str]:
        raise AssertionError

    for host in ("localhost", "shop.localhost", "a.b.localhost."):
        assert await look_up(host, 1, fail) == list(LOOPBACK)
    assert await look_up("192.0.2.1", 1, fail) == ["192.0.2.1"]
    assert await look_up("::1", 1, fail) == ["::1"]


@pytest.mark.parametrize(
    ("addresses", "tried"),
    [
        (["1.1.1.1", "2.2.2.2", "::1", "::2"], ["1.1.1.1", "::1", "2.2.2.2", "::2"]),
        (["::1", "::2", "1.1.1.1"], ["::1", "1.1.1.1", "::2"]),
        (["::1"], ["::1"]),
        ([], []),
    ],
)
async def test_ip_versions_alternate_at_the_beginning(addresses, tried):
    assert await look_up("a.example", 1, lambda *_: addresses) == tried


async def test_an_unknown_host_is_an_error():
    with pytest.raises(socket.gaierror):
        await look_up("nothing.invalid", 443)


def test_a_host_with_a_long_label_is_an_error_of_the_lookup():
    with pytest.raises(socket.gaierror):
        get_addresses("a" * 64 + ".invalid", 443)


async def test_cancelling_does_not_wait_for_a_silent_name_server():
    asked, may_end = threading.Event(), threading.Event()

    def silent(_host: str, _port: int) -> list[str]:
        asked.set()
        may_end.wait()
        return ["192.0.2.1"]

    async with asyncio.TaskGroup() as group:
        task = group.create_task(look_up("a.example", 1, silent))
        await asyncio.to_thread(asked.wait)
        task.cancel()
        # The server says nothing until the test lets it.
        async with asyncio.timeout(SOON_S):
            await asyncio.wait([task])
    assert task.cancelled()
    thread = next(thread for thread in threading.enumerate() if thread.name == "name lookup")
    assert thread.daemon
    may_end.set()
    await asyncio.to_thread(thread.join)


SILENT_NAME_SERVER = """
import asyncio, fcntl, socket, struct
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.transport.http import HttpTransport

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
fcntl.ioctl(server, 0x8914, struct.pack("16sh14x", b"lo", 1))  # switch the loopback device on
server.bind(("127.0.0.1", 53))

async def main() -> None:
    transport = HttpTransport()
    loop = asyncio.get_running_loop()
    request = PreparedRequest("GET", "https://silent.example/")
    sending = loop.create_task(transport.send(request, Limits()))
    server.setblocking(False)
    print(b"silent" in await loop.sock_recv(server, 512), flush=True)
    sending.cancel()
    await asyncio.wait([sending])
    await transport.aclose()

asyncio.run(main())
print("ended")
"""
IN_NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount", "--net"]


def may_have_a_name_server() -> bool:
    if shutil.which("unshare") is None:
        return False
    return not subprocess.run([*IN_NAMESPACE, "true"], capture_output=True, check=False).returncode


@pytest.mark.skipif(not may_have_a_name_server(), reason="needs a network of its own")
def test_a_silent_name_server_does_not_delay_the_exit(tmp_path):
    (tmp_path / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:30\n")
    mount = f"mount --bind {tmp_path}/resolv.conf /etc/resolv.conf"
    command = [*IN_NAMESPACE, "sh", "-c", f'{mount} && exec "$0" -c "$1"']
    process = subprocess.run(
        [*command, sys.executable, SILENT_NAME_SERVER],
        capture_output=True,
        text=True,
        timeout=25,
        check=False,
    )
    assert (process.stderr, process.stdout.split()[:2]) == ("", ["True", "ended"])
