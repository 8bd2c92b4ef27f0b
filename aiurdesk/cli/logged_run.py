"""Runs what a command does, with the log of the profile open and its settings in force."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

from aiurdesk.cli.output import tell
from aiurdesk.core.request.limits import Limits
from aiurdesk.services.profile import Profile
from aiurdesk.services.profile_writer import ProfileWriter
from aiurdesk.services.services import Services


def run_logged(services: Services, work: Coroutine[Any, Any, int]) -> int:
    """Run a coroutine to its end and return its exit status. Ctrl+C cancels it."""
    # Ctrl+C may come before it has begun, and Python warns of what was never begun nor closed.
    with contextlib.closing(work), ProfileWriter(Profile(services.profile)).logged():
        return asyncio.run(work)


def follow_settings(services: Services, *, is_recorded: bool) -> Limits:
    """Return the limits of the settings, and record and connect as they say.

    Args:
        is_recorded: Whether the arguments allow to record anything.
    """
    profile = Profile(services.profile)
    saved = profile.read()
    for problem in saved.problems:
        # The state of the window does not concern a command.
        if problem.path == str(profile.places.settings_file):
            tell(f"{problem.path}: {problem.sentence}.")
    services.connections.usual_proxy = saved.settings.proxy.choice
    services.connections.plain.kept = saved.settings.plain_http
    if is_recorded:
        services.history.configure(saved.settings.history)
        services.history.on_trouble = tell
    return saved.settings.limits
