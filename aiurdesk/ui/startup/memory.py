"""Gives memory that is free back to the system."""

import asyncio
import ctypes
import sys
from collections.abc import Callable
from functools import cache


@cache
def _trim() -> Callable[[int], object] | None:
    """Return the function of the C library that does it; only glibc has one."""
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None), "malloc_trim", None)


async def give_back() -> None:
    """Give free memory back, on a thread, where the C library can.

    glibc keeps what was freed below anything that is still in use: 150 MB after some bodies of
    10 MB. Source: malloc_trim(3).
    """
    trim = _trim()
    if trim is not None:
        await asyncio.to_thread(trim, 0)
