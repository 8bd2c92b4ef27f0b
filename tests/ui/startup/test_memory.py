import platform
import sys

import pytest

from aiurdesk.ui.startup import running

MEGABYTE = 2**20


def resident():
    """Return how much memory of this process is in use, in bytes."""
    with open("/proc/self/statm", encoding="ascii") as numbers:
        return int(numbers.read().split()[1]) * 4096


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can")
async def test_free_memory_goes_back_to_the_system():
    # Pieces that are too small to be mapped by themselves, with one in use above all of them.
    pieces = [bytes(8_000) for _ in range(10_000)]
    kept = bytes(8_000)
    full = resident()
    pieces.clear()
    await running.give_back()
    assert resident() < full - 50 * MEGABYTE
    assert len(kept) == 8_000


async def test_only_glibc_is_asked(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    running._trim.cache_clear()
    try:
        assert running._trim() is None
        await running.give_back()
    finally:
        running._trim.cache_clear()
