"""The action that follows a short link."""

import asyncio
from html import escape

from aiurdesk.sandbox.aspnet.binding import Parameter
from aiurdesk.sandbox.aspnet.response import HTML, Response, UnhandledError, redirect
from aiurdesk.sandbox.aspnet.routing import Request, Route
from aiurdesk.sandbox.aspnet.validation import domain_name
from aiurdesk.sandbox.wrapgate.records import Records, RecordType
from aiurdesk.sandbox.wrapgate.reverse_proxy import UnreachableTargetError, forward


class WrapController:
    """Follows a short link to its target."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def routes(self) -> tuple[Route, ...]:
        """Return the route of this controller."""
        name = Parameter("RecordName", validators=(domain_name,), doc_required=False)
        return (
            Route(
                "/Wrap/{RecordName}/{**Path}",
                self.wrap,
                (name, Parameter("Path")),
                is_rate_limited=True,
                action="Wrap",
            ),
        )

    async def wrap(self, request: Request) -> Response:
        """Redirect to the target, frame it, or forward the request to it."""
        # Without ``lower``: the validator of the name has refused capitals.
        record = self._records.by_name.get(request.values.text("RecordName"))
        if record is None or not record.enabled:
            return Response(404)
        target = record.target(request.values.text("Path"), request.query_string)
        if record.type is RecordType.REVERSE_PROXY:
            return await _forward(request, target)
        if record.type is RecordType.I_FRAME:
            return _frame_page(target)
        return redirect(target, is_permanent=record.type is RecordType.PERMANENT_REDIRECT)


def _frame_page(target: str) -> Response:
    style = "html,body,iframe{margin:0;border:0;width:100%;height:100%}"
    page = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Short link</title>'
        f'<style>{style}</style></head><body><iframe title="Target of the short link"'
        f' src="{escape(target)}"></iframe></body></html>'
    )
    return Response(200, page.encode(), HTML)


async def _forward(request: Request, target: str) -> Response:
    try:
        # One thread serves all services, and must not wait for the target.
        response = await asyncio.to_thread(
            forward, request.method, target, request.headers.items(), request.body
        )
    except UnreachableTargetError:
        raise UnhandledError from None
    return Response(response.status, response.body, headers=response.headers)
