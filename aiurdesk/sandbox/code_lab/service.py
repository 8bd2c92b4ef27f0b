"""The code lab, a service that exists only in the sandbox."""

from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.code_lab import broken_bodies, failures, result_codes, sockets, statuses
from aiurdesk.sandbox.state import State


def code_lab(state: State) -> WebService:
    """Return the service with its routes. ``resources/sandbox/code-lab.json`` describes them."""
    return WebService(
        id="code-lab",
        name="Code lab",
        supports_http_2=False,
        routes=(
            *result_codes.routes(),
            *broken_bodies.routes(),
            *statuses.routes(state.clock),
            *failures.routes(),
            *sockets.routes(),
        ),
    )
