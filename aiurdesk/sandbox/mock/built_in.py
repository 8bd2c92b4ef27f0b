"""Mocks of the services that come with the program, which speak the protocol of Aiursoft."""

from dataclasses import replace
from datetime import UTC, datetime

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.translation import tr
from aiurdesk.sandbox.aspnet.doc import sample_members
from aiurdesk.sandbox.aspnet.generation_2023 import PROTOCOL_VERSION
from aiurdesk.sandbox.aspnet.response import INVALID_MESSAGE, Response, json_response
from aiurdesk.sandbox.aspnet.routing import Handler, Request, Route
from aiurdesk.sandbox.aspnet.web_service import ServiceApp
from aiurdesk.sandbox.described_service import described_service
from aiurdesk.sandbox.mock.answers import Answer, Answers, MockedService, NoSuchAnswerError
from aiurdesk.sandbox.mock.wishes import Wish
from aiurdesk.sandbox.state import State, fresh_state

_NOW = datetime(2026, 11, 24, 10, 11, 12, tzinfo=UTC)
_INVALID = -10
_ITEM = "a sample item"


def built_in_app(service: MockedService, answers: Answers) -> ServiceApp:
    """Return an application that checks requests as the service does, and answers with samples."""
    state: State = fresh_state(lambda: _NOW, [service.description])
    made = described_service(
        state,
        service.description.service.id,
        {},
        authorize=lambda _: None,
        is_wanted=lambda _: True,
    )
    routes = tuple(replace(r, handle=_saved_first(r, answers)) for r in made.routes)
    return ServiceApp(replace(made, routes=routes), lambda: _NOW)


def _saved_first(route: Route, answers: Answers) -> Handler:
    async def handle(request: Request) -> Response:
        answer = answers.saved(route.endpoint, Wish())
        if answer is not None:
            return answer.response
        response = await route.handle(request)
        return response if isinstance(response, Response) else Response(400)

    return handle


def coded(service: MockedService, endpoint: Endpoint, text: str) -> Answer:
    """Return an answer with a result code, documented at the endpoint or in the table.

    Raises:
        NoSuchAnswerError: The table has no such code.
    """
    cases = {str(case.code): case for case in endpoint.code_cases}
    rows = {} if service.dialect is None else service.dialect.codes
    code = next((c for c in (*(k.code for k in cases.values()), *rows) if str(c) == text), None)
    if code is None:
        # Rows may be ranges, and 0 may have none.
        if not text.lstrip("-").isdecimal() or len(text) > 6:
            words = tr("There is no result code {code}.")
            raise NoSuchAnswerError(words.format(code=text[:50]))
        code = int(text)
    case, row = cases.get(text), rows.get(code)
    message = (case.when if case else "") or (row.name if row else "") or tr("This is a sample.")
    status = (case.status if case else None) or (row.status if row else None) or 200
    members: dict[str, object] = {}
    if isinstance(code, int) and code >= 0:
        members = sample_members(endpoint, _NOW)
    elif code == _INVALID:
        members, message = {"items": [_ITEM]}, INVALID_MESSAGE
    if service.description.service.table == "2023":
        end = {"code": code, "message": message, "protocolVersion": PROTOCOL_VERSION}
        response = json_response({**members, **end}, status=status)
    else:
        response = json_response({**members, "code": code, "message": message}, status=status)
    return Answer(response, tr("code {code}").format(code=code))
