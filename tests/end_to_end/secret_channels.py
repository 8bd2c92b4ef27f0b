"""What is written and shown of a request and its exchange, by channel."""

import json
from collections.abc import Iterator
from pathlib import Path

from aiurdesk.cli.response_text import exchange_text
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.literal_secrets import literal_secrets
from aiurdesk.core.collection.request_file import write_request
from aiurdesk.core.collection.saved_request import saved_request
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.environments.environment import CUSTOM_URLS, Environment
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.report import preview, report
from aiurdesk.core.exporters.exported import ExportedFolder, exported_item
from aiurdesk.core.exporters.postman import write_postman
from aiurdesk.core.history.recording import record_of
from aiurdesk.core.preparing.json_template import json_problem
from aiurdesk.core.request.conversation import Conversation, ResponseTest, SocketMessage
from aiurdesk.core.request.request import Body as RequestBody
from aiurdesk.core.request.request import (
    FormBody,
    GraphqlBody,
    Header,
    Request,
    Row,
    TextBody,
)
from aiurdesk.core.request.request_secrets import address_without_secrets
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.state.tab_state import tab_state
from aiurdesk.core.state.window_state import WindowState, window_record
from aiurdesk.services.imports.imported_files import imported_files
from aiurdesk.services.library import Library
from aiurdesk.services.runs.run_reports import RUN_REPORTS
from aiurdesk.services.runs.run_reports.run_record import result_record
from aiurdesk.services.runs.runner import RunResult
from aiurdesk.services.sending.exchange_record import as_json
from aiurdesk.storage.history import HistoryDatabase
from tests.fakes import FakeTransport, a_pipeline
from tests.services.run_records import a_run

LIBRARY = Library()
CONTROL = "this may be seen"
ADDRESS = "https://host.example/a"


def a_request(text: str, address: str = ADDRESS, kind: type[RequestBody] = FormBody) -> Request:
    """Return a request with a text wherever it takes one, and one that may be seen."""
    is_line = text.isprintable() and text.isascii()
    body = a_body(text, kind)
    return Request(
        Typed(address, "POST"),
        headers=(Header("X-Control", CONTROL), *((Header("X-Note", text),) if is_line else ())),
        body=body,
        notes=f"{CONTROL}\n\n{text}",
        tests=(ResponseTest("value", text, "equals", "note"),),
        conversation=Conversation(messages=(SocketMessage(text),)),
    )


def a_body(text: str, kind: type[RequestBody]) -> RequestBody:
    if kind is GraphqlBody:
        block = text.replace('"""', '\\"""')
        is_json = text.startswith("{") and not json_problem(text)
        variables = text if is_json else json.dumps({"note": CONTROL})
        return GraphqlBody(f'{{ a(b: """\n{block}\n""") }}', variables)
    return TextBody(f"{text}\n{CONTROL}") if kind is TextBody else FormBody((Row("note", text),))


async def sent(
    request: Request, response: Response, environment: Environment = CUSTOM_URLS
) -> Exchange:
    """Send a request to a server that responds in one way."""

    async def respond(prepared: object) -> Response:
        return response

    pipeline = a_pipeline(FakeTransport(respond), LIBRARY)
    exchange = await pipeline.send(pipeline.plan(request, environment))
    assert isinstance(exchange, Exchange), exchange
    return exchange


def a_response(body: bytes, status: int = 200, *headers: Header) -> Response:
    return Response(
        status,
        "HTTP/1.1",
        (Header("X-Control", CONTROL), *headers),
        ResponseBody(body, None, len(body), len(body)),
        ADDRESS,
    )


def written(request: Request) -> Iterator[tuple[str, str]]:
    """Yield what is written and shown of a request before it is sent."""
    saved = saved_request(request)
    refused = literal_secrets(saved, request.endpoint)
    yield "saved request", repr(refused) if refused else write_request(saved)
    path = request.endpoint.path
    state = WindowState(tabs=(tab_state(request, is_edited=True),))
    yield "window.json", json.dumps(window_record(state), ensure_ascii=False)
    yield "tab title", request.endpoint.title
    yield "address", f"{address_without_secrets(path)} {redact_unknown(path)}"
    exported = ExportedFolder("Shop", (exported_item("Request", request, ""),))
    # Files, what was left out, and what is offered, whose secrets are dots.
    yield (
        "imported",
        str(imported_files("shop.json", "Shop", write_postman(exported).text.encode())),
    )


def recorded(
    exchange: Exchange, folder: Path, *, has_headers: bool = False
) -> Iterator[tuple[str, str]]:
    """Yield what is written and shown of an exchange.

    Args:
        has_headers: What is printed has the headers of the response, too.
    """
    database = HistoryDatabase(folder / "history.sqlite", folder / "bodies")
    database.add([record_of(exchange, "Tests", 2**20)])
    database.close()
    files = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    # Without what stands between the letters of UTF-16.
    yield "history", files.replace(b"\0", b"").decode("utf-8", "replace")
    saved = saved_request(exchange.request)
    own = CollectionRequest("a", "/a", saved)
    result = RunResult(1, "a", 1, own, exchange)
    for name, format_ in RUN_REPORTS.items():
        run = a_run(result_record(result, has_exchange=format_.has_exchanges))
        yield f"report {name}", format_.write(run)
    yield "copied report", report(exchange)
    yield "preview", preview(exchange.prepared)
    members = json.loads(as_json(exchange))
    if members["response"] is not None:
        members["response"]["body"] = ""
        if not has_headers:
            members["response"]["headers"] = []
            # Like a body, what came over a stream is shown as it came.
            members.pop("frames", None)
    yield "standard output", json.dumps(members, ensure_ascii=False)
    yield "standard error", exchange_text(exchange)
