"""The settings of the window, as far as commands that send follow them."""

import argparse

from aiurdesk.cli.report import tell
from aiurdesk.core.request.limits import Limits
from aiurdesk.services.profile import Profile
from aiurdesk.services.services import Services


def follow_settings(arguments: argparse.Namespace, services: Services) -> Limits:
    """Record as the settings say, unless the arguments say not to, and return the limits."""
    profile = Profile(services.profile)
    saved = profile.read()
    for mistake in saved.mistakes:
        # The state of the window does not concern a command.
        if mistake.path == str(profile.places.settings_file):
            tell(f"{mistake.path}: {mistake.reason}.")
    if not arguments.no_history:
        services.history.configure(saved.settings.history)
        services.history.on_trouble = tell
    return saved.settings.limits
