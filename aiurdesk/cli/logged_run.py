"""Runs what a command does, with the log of the profile open."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

from aiurdesk.services.profile import Profile
from aiurdesk.services.profile_writer import ProfileWriter
from aiurdesk.services.services import Services


def run_logged(services: Services, work: Coroutine[Any, Any, int]) -> int:
    """Run a coroutine to its end and return its exit status. Ctrl+C cancels it."""
    # Ctrl+C may come before it has begun, and Python warns of what was never begun nor closed.
    with contextlib.closing(work), ProfileWriter(Profile(services.profile)).logged():
        return asyncio.run(work)
