"""Folders of saved requests: what is in them, and how it is changed."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    from aiurdesk.services.collections.environment_places import (
        EnvironmentPlaces as EnvironmentPlaces,
    )
else:
    __getattr__ = late(__name__, "environment_places.EnvironmentPlaces")
