"""Sources of the command palette; each kind is a file here and a line in ``SOURCES``."""

from aiurdesk.ui.palette.source import Source
from aiurdesk.ui.palette.sources.actions import ActionSource
from aiurdesk.ui.palette.sources.credentials import CredentialSource
from aiurdesk.ui.palette.sources.custom_urls import CustomUrlSource
from aiurdesk.ui.palette.sources.endpoints import EndpointSource
from aiurdesk.ui.palette.sources.environments import EnvironmentSource
from aiurdesk.ui.palette.sources.open_requests import OpenRequestSource
from aiurdesk.ui.palette.sources.saved_requests import SavedRequestSource

SOURCES: tuple[type[Source], ...] = (
    OpenRequestSource,
    CustomUrlSource,
    ActionSource,
    EnvironmentSource,
    CredentialSource,
    SavedRequestSource,
    EndpointSource,
)
"""In the order in which equal matches are listed: hundreds of one kind must not hide the others."""
