"""Starting and stopping the sandbox from a running loop."""

import asyncio
import time

import pytest

from aiurdesk.core.errors import AiurdeskError
from aiurdesk.services.sandbox_host import SandboxHost


async def test_it_tells_where_each_service_is_and_whom_to_trust(tmp_path):
    host = SandboxHost(lambda: tmp_path / "sandbox")
    sandbox = await host.start()
    try:
        assert sandbox.environment.is_sandbox
        assert sandbox.environment.name == "Sandbox"
        assert set(sandbox.environment.base_urls.values()) == {
            f"https://{name}:{port}" for name, port in sandbox.hosts
        }
        assert sandbox.authority_file.read_text() == sandbox.authority_pem
    finally:
        await host.aclose()


async def test_starting_it_twice_at_once_gives_one_sandbox(tmp_path):
    host = SandboxHost(lambda: tmp_path)
    try:
        first, second = await asyncio.gather(host.start(), host.start())
        assert first == second
    finally:
        await host.aclose()
        await host.aclose()


async def test_it_starts_in_half_a_second_and_does_not_stall_the_loop(tmp_path):
    host = SandboxHost(lambda: tmp_path)
    started = time.perf_counter()
    await host.start()
    assert time.perf_counter() - started < 0.5
    await host.aclose()


async def test_a_port_in_use_is_one_sentence(tmp_path):
    host, other = SandboxHost(lambda: tmp_path), SandboxHost(lambda: tmp_path)
    sandbox = await host.start()
    try:
        with pytest.raises(AiurdeskError, match="in use"):
            await other.start(sandbox.hosts[0][1])
    finally:
        await other.aclose()
        await host.aclose()


async def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    host = SandboxHost(lambda: tmp_path / "file" / "sandbox")
    with pytest.raises(AiurdeskError, match="cannot start"):
        await host.start()
    await host.aclose()
