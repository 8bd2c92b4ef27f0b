"""The code lab, a service that exists only in the sandbox."""

from dataclasses import replace

from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.code_lab import (
    broken_bodies,
    failures,
    result_codes,
    sockets,
    statuses,
    streams,
)
from aiurdesk.sandbox.described_service import described_service
from aiurdesk.sandbox.state import State


def code_lab(state: State) -> WebService:
    """Return the service with its routes. ``resources/sandbox/code-lab.json`` describes them."""
    actions = {
        **result_codes.actions(),
        **broken_bodies.actions(),
        **statuses.actions(state.clock),
        **failures.actions(),
        **sockets.ACTIONS,
        **streams.ACTIONS,
    }
    return replace(described_service(state, "code-lab", actions), supports_http_2=False)
