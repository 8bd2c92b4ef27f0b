"""Imports modules while the window is open, without holding it up.

A class of Qt that is made on another thread can be asked for its meta object by the window's thread
before it is complete, such as when assistive technology reads the tree. Qt does not survive that.
So modules that use Qt are imported on the window's thread, and only the others on another one.
"""

import asyncio
import importlib
from collections.abc import Iterable


async def import_on_a_thread(names: Iterable[str]) -> None:
    """Import modules that neither use Qt nor import modules that do."""
    for name in names:
        await asyncio.to_thread(importlib.import_module, name)


async def import_in_turns(names: Iterable[str]) -> None:
    """Import modules that use Qt, one in each turn of the event loop.

    Each takes some 10 ms: in between, the window is painted and takes clicks. For that the names
    begin with the modules that the later ones import.
    """
    for name in names:
        importlib.import_module(name)
        await asyncio.sleep(0)
