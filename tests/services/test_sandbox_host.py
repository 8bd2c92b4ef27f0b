"""Starting and stopping the sandbox from a running loop."""

import asyncio
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aiurdesk.core.errors import ProblemError
from aiurdesk.sandbox.hypercorn_runner import bind
from aiurdesk.services.sandbox_host import SandboxHost
from tests.command_line import run_command
from tests.sandbox.conftest import described


def a_host(folder: Path) -> SandboxHost:
    """Return a host with its certificates in a folder."""
    return SandboxHost(lambda: folder, described)


async def test_a_running_sandbox_has_its_addresses_and_its_certificate(tmp_path):
    host = a_host(tmp_path / "sandbox")
    sandbox = await host.start()
    try:
        assert sandbox.environment.is_sandbox
        assert sandbox.environment.name == "Sandbox"
        assert set(sandbox.environment.base_urls.values()) == {
            f"https://{name}:{port}" for name, port in sandbox.hosts
        }
        served = {*sandbox.environment.base_urls.values(), *sandbox.environment.page_urls.values()}
        assert set(sandbox.environment.sandbox_origins) == served
        assert sandbox.ca_file.read_text() == sandbox.ca_pem
    finally:
        await host.aclose()


async def test_two_starts_at_the_same_time_give_one_sandbox(tmp_path):
    host = a_host(tmp_path)
    try:
        first, second = await asyncio.gather(host.start(), host.start())
        assert first == second
    finally:
        await host.aclose()
        await host.aclose()


def sandboxes():
    return [thread for thread in threading.enumerate() if thread.name == "sandbox"]


async def test_a_start_that_was_cancelled_gives_no_second_sandbox(tmp_path):
    asked, may_go_on = threading.Event(), threading.Event()

    def folder():
        asked.set()
        may_go_on.wait()
        return tmp_path

    host, before = SandboxHost(folder, described), len(sandboxes())
    async with asyncio.TaskGroup() as group:
        first = group.create_task(host.start())
        await asyncio.to_thread(asked.wait)
        # Such as by a person who closes the tab of the request that it is for.
        first.cancel()
        second = group.create_task(host.start())
        await asyncio.wait({first})
        may_go_on.set()
    assert len(sandboxes()) == before + 1
    assert second.result().environment.base_urls
    await host.aclose()
    assert len(sandboxes()) == before


async def test_a_sandbox_that_starts_while_the_host_is_closed_is_stopped(tmp_path):
    asked, may_go_on = threading.Event(), threading.Event()

    def folder():
        asked.set()
        may_go_on.wait()
        return tmp_path

    host, before = SandboxHost(folder, described), len(sandboxes())
    async with asyncio.TaskGroup() as group:
        starting = group.create_task(host.start())
        await asyncio.to_thread(asked.wait)
        starting.cancel()
        group.create_task(host.aclose())
        await asyncio.wait({starting})
        may_go_on.set()
    await asyncio.get_running_loop().shutdown_default_executor()
    assert len(sandboxes()) == before


COLD_START = """
import asyncio, pathlib, sys, time
from aiurdesk.sandbox.hypercorn_runner import bind
from aiurdesk.services.library import Library
from aiurdesk.services.sandbox_host import SandboxHost

async def main():
    folder = pathlib.Path(sys.argv[1])
    host = SandboxHost(lambda: folder, lambda: Library().with_code_lab.descriptions)
    started = time.process_time()
    await host.start()
    print(time.process_time() - started)
    await host.aclose()

asyncio.run(main())
"""


def cold_start_s(profile):
    """Return the processor time of one start in a process of its own."""
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", COLD_START, str(profile)]
    printed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return float(printed.stdout)


def test_a_cold_start_uses_less_than_a_second_of_cpu_time(tmp_path):
    # One of three is enough, because the time to generate a key varies a lot.
    assert any(cold_start_s(tmp_path / str(number)) < 1 for number in range(3))


async def test_a_port_in_use_is_an_error(tmp_path):
    host, other = a_host(tmp_path), a_host(tmp_path)
    sandbox = await host.start()
    try:
        with pytest.raises(ProblemError, match="in use"):
            await other.start(sandbox.hosts[0][1])
    finally:
        await other.aclose()
        await host.aclose()


async def test_after_a_failed_start_another_port_can_be_chosen(tmp_path):
    host = a_host(tmp_path)
    with bind(0) as taken:
        with pytest.raises(ProblemError, match="is in use"):
            await host.start(taken.getsockname()[1])
        try:
            assert (await host.start()).hosts
        finally:
            await host.aclose()


async def test_a_folder_that_cannot_be_created_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    host = a_host(tmp_path / "file" / "sandbox")
    with pytest.raises(ProblemError, match="cannot start"):
        await host.start()
    await host.aclose()


async def test_a_certificate_that_cannot_be_written_is_an_error_and_leaves_no_file(tmp_path):
    (tmp_path / "authority-key.pem" / "inside").mkdir(parents=True)
    host = a_host(tmp_path)
    with pytest.raises(ProblemError, match=r"cannot start\. .*authority-key\.pem could not be"):
        await host.start()
    await host.aclose()
    assert [path.name for path in tmp_path.iterdir()] == ["authority-key.pem"]


def test_many_programs_can_start_on_a_new_profile_at_once(tmp_path):
    command = ("send", "gateway.home.index", "--sandbox", "--profile", tmp_path)
    with ThreadPoolExecutor(6) as pool:
        ended = list(pool.map(lambda _: run_command(*command), range(6)))
    assert [process.returncode for process in ended] == [0] * len(ended), ended
