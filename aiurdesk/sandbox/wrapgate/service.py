"""Wrapgate: short links that redirect to a target, frame it or forward requests to it."""

from aiurdesk.sandbox.aspnet.response import Response, envelope
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.state import State
from aiurdesk.sandbox.wrapgate.records import Records
from aiurdesk.sandbox.wrapgate.records_controller import RecordsController
from aiurdesk.sandbox.wrapgate.wrap_controller import WrapController

ID = "wrapgate"


def wrapgate(state: State) -> WebService:
    """Return the service with its routes and no records."""
    records = Records()

    async def index(request: Request) -> Response:
        pattern = f"{state.base_urls[ID]}/wrap/{{wrap}}"
        return envelope(0, "Wrapgate of the sandbox is at your service.", {"wrapPattern": pattern})

    return WebService(
        id=ID,
        name="Wrapgate",
        routes=(
            Route("Home/Index", index, is_rate_limited=True, is_documented=False),
            *RecordsController(state, records).routes(),
            *WrapController(records).routes(),
        ),
    )
