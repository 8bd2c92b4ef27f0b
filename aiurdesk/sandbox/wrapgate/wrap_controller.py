"""Following a short link."""

import asyncio
from html import escape

from aiurdesk.sandbox.aspnet.answer import HTML, Answer, Crash, redirect
from aiurdesk.sandbox.aspnet.binding import Field
from aiurdesk.sandbox.aspnet.check import domain_name
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.wrapgate.proxy import UnreachableTargetError, fetch
from aiurdesk.sandbox.wrapgate.records import Records, RecordType


class WrapController:
    """Sends the caller where the record says."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def routes(self) -> tuple[Route, ...]:
        """Return the row of this controller."""
        name = Field("RecordName", checks=(domain_name,), doc_required=False)
        return (
            Route(
                "/Wrap/{RecordName}/{**Path}",
                self.wrap,
                (name, Field("Path")),
                is_limited=True,
                action="Wrap",
            ),
        )

    async def wrap(self, call: Call) -> Answer:
        """Redirect, frame or fetch the target, with the rest of the path and the query."""
        record = self._records.by_name.get(call.values.text("RecordName"))
        if record is None or not record.enabled:
            return Answer(404)
        target = record.target(call.values.text("Path"), call.query_string)
        if record.type is RecordType.REVERSE_PROXY:
            return await _fetched(call, target)
        if record.type is RecordType.I_FRAME:
            return _framed(target)
        return redirect(target, is_permanent=record.type is RecordType.PERMANENT_REDIRECT)


def _framed(target: str) -> Answer:
    style = "html,body,iframe{margin:0;border:0;width:100%;height:100%}"
    page = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Short link</title>'
        f'<style>{style}</style></head><body><iframe title="Target of the short link"'
        f' src="{escape(target)}"></iframe></body></html>'
    )
    return Answer(200, page.encode(), HTML)


async def _fetched(call: Call, target: str) -> Answer:
    try:
        fetched = await asyncio.to_thread(
            fetch, call.method, target, call.headers.items(), call.body
        )
    except UnreachableTargetError:
        raise Crash from None
    return Answer(fetched.status, fetched.body, headers=fetched.headers)
