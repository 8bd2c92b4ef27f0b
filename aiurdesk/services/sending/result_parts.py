"""Joins the parts of a result of GraphQL before anything else reads the response."""

from functools import partial

from msgspec.structs import replace

from aiurdesk.core.problem import Problem
from aiurdesk.core.request.graphql.incremental import MEDIA_TYPE, MOST_BYTES, Joined, joined
from aiurdesk.core.request.request import GraphqlBody, Header, Request
from aiurdesk.core.response.response import DeliveredParts, Outcome, Response, ResponseBody
from aiurdesk.core.translation import Phrase, marked, tr
from aiurdesk.services.processes.evaluation import Stopped, evaluate
from aiurdesk.services.processes.helper_processes import HelperProcesses

_JOINED_HERE_BYTES = 64 * 1024
"""A longer body is joined in the helper process."""
_MOST_S = 10.0
_JSON = "application/json"


async def with_joined_parts(
    request: Request, outcome: Outcome, processes: HelperProcesses
) -> tuple[Outcome, Phrase | None]:
    """Return an outcome whose body is one result, and a note that says so.

    What came in no parts, or in parts that cannot be joined, stays as it is.
    """
    if not isinstance(outcome, Response) or not isinstance(request.body, GraphqlBody):
        return outcome, None
    content_type = outcome.header("Content-Type") or ""
    if content_type.partition(";")[0].strip().lower() != MEDIA_TYPE:
        return outcome, None
    made = await _joined(outcome.body, content_type, processes)
    if isinstance(made, Problem):
        text = marked("The parts of the response were not joined. {reason}")
        return outcome, Phrase(text, {"reason": made.what})
    body = ResponseBody(made.data, None, len(made.data), outcome.body.received_bytes)
    headers = tuple(
        Header(header.name, _JSON) if header.name.casefold() == "content-type" else header
        for header in outcome.headers
    )
    text = (
        marked("The result came in {parts} parts as {media_type}, and was joined.")
        if made.is_whole
        else marked(
            "The result came in {parts} parts as {media_type}, and was joined. The server "
            "announced more parts, which did not come."
        )
    )
    note = Phrase(text, {"parts": made.part_count, "media_type": MEDIA_TYPE})
    in_parts = DeliveredParts(outcome.body, content_type)
    return replace(outcome, body=body, headers=headers, in_parts=in_parts), note


async def _joined(
    body: ResponseBody, content_type: str, processes: HelperProcesses
) -> Joined | Problem:
    if body.path is not None or body.size_bytes > MOST_BYTES:
        return Problem(tr("It is too long."))
    job = partial(joined, body.data, content_type)
    if body.size_bytes <= _JOINED_HERE_BYTES:
        return job()
    (came,) = await evaluate(processes, [job], None, body.size_bytes, _MOST_S)
    return Problem(came.text) if isinstance(came, Stopped) else came
