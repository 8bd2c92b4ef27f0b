"""A server of GraphQL on loopback: graphql-core behind starlette and hypercorn, with a socket."""

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Iterator
from typing import Any, cast

import graphql
import msgspec
from graphql.execution import subscribe
from hypercorn.asyncio import serve
from hypercorn.config import Config
from hypercorn.typing import Framework
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

SUBPROTOCOL = "graphql-transport-ws"
SDL = '''
"""A kind of animal."""
enum Kind { CAT DOG "No longer kept." NEWT @deprecated(reason: "Fled.") }

"""What can be looked for."""
input PetFilter { kind: Kind, nameStarts: String = "", limit: Int! = 10 }

interface Named { name: String! }

type Pet implements Named {
  id: ID!
  "What it is called."
  name: String!
  kind: Kind!
  friends(first: Int = 3): [Pet!]!
}

type Shop implements Named { name: String!, city: String }

union Found = Pet | Shop

type Query {
  "One pet by its id."
  pet(id: ID!): Pet
  pets(filter: PetFilter): [Pet!]!
  search(text: String!): [Found!]!
  secret: String
}

type Mutation { rename(id: ID!, name: String!): Pet login(password: String!): String }

type Subscription { counted(to: Int!): Int! }
'''
PETS = {
    "1": {"id": "1", "name": "Miez", "kind": "CAT"},
    "2": {"id": "2", "name": "Rex", "kind": "DOG"},
}


class GraphqlServer(msgspec.Struct):
    """A server that is running."""

    url: str
    heard: list[tuple[str, dict[str, str], Any]] = msgspec.field(default_factory=list)
    """Method, headers and parameters of each request; of a socket, its messages."""
    allows_introspection: bool = True
    speaks_sockets: bool = True
    payloads: tuple[str, ...] = ()
    """What it sends instead of results, where a request accepts parts."""
    needs: str = ""
    """The value of ``Authorization`` that it wants, for requests and in the payload of sockets."""


class _Root:
    def pet(self, _info: object, id: str) -> Any:  # noqa: A002
        return PETS.get(id)

    def pets(self, _info: object, filter: Any = None) -> Any:  # noqa: A002
        kind = (filter or {}).get("kind")
        return [pet for pet in PETS.values() if kind in (None, pet["kind"])]

    def secret(self, _info: object) -> str:
        raise graphql.GraphQLError("Not for you.", extensions={"code": "FORBIDDEN"})

    def rename(self, _info: object, id: str, name: str) -> Any:  # noqa: A002
        return PETS[id] | {"name": name}

    def login(self, _info: object, password: str) -> str:
        if len(password) < 3:
            raise graphql.GraphQLError("Too short.", extensions={"code": "BAD_USER_INPUT"})
        return f"{len(password)} letters"

    async def counted(self, _info: object, to: int) -> AsyncIterator[dict[str, int]]:
        for number in range(1, to + 1):
            yield {"counted": number}


class _Application:
    def __init__(self, server: GraphqlServer) -> None:
        self._server = server
        self._schema = graphql.build_schema(SDL)
        self.app = Starlette(
            routes=[
                Route("/graphql", self._respond, methods=["GET", "POST"]),
                WebSocketRoute("/graphql", self._subscribe),
            ]
        )

    async def _respond(self, request: Request) -> Response:
        given: dict[str, Any] = dict(request.query_params)
        if request.method == "POST":
            given = await request.json()
        elif "variables" in given:
            given["variables"] = json.loads(given["variables"])
        self._server.heard.append((request.method, dict(request.headers), given))
        if self._server.needs not in ("", request.headers.get("authorization")):
            error = {"message": "Who are you?", "extensions": {"code": "UNAUTHENTICATED"}}
            return JSONResponse({"errors": [error]}, 401)
        accepts = request.headers.get("accept", "")
        if self._server.payloads and "multipart/mixed" in accepts:
            return StreamingResponse(
                _as_parts(self._server.payloads), media_type='multipart/mixed; boundary="-"'
            )
        if "text/event-stream" in accepts:
            return StreamingResponse(self._events(given), media_type="text/event-stream")
        if "__schema" in given["query"] and not self._server.allows_introspection:
            error = {"message": "No.", "extensions": {"code": "INTROSPECTION_DISABLED"}}
            return JSONResponse({"errors": [error]}, 400)
        result = await graphql.graphql(
            self._schema,
            given["query"],
            _Root(),
            variable_values=given.get("variables"),
            operation_name=given.get("operationName"),
        )
        return JSONResponse(
            result.formatted, media_type="application/graphql-response+json; charset=utf-8"
        )

    async def _events(self, given: Any) -> AsyncIterator[str]:
        """Yield what graphql-sse calls distinct connections mode."""
        async for result in self._results(given):
            yield f"event: next\ndata: {json.dumps(result)}\n\n"
        yield "event: complete\ndata: \n\n"
        # Leaves it to the client to close.
        yield ":\n\n"
        await asyncio.sleep(60)

    async def _subscribe(self, client: WebSocket) -> None:
        if not self._server.speaks_sockets:
            await client.close()
            return
        offered = client.scope["subprotocols"]
        await client.accept(subprotocol=SUBPROTOCOL if SUBPROTOCOL in offered else None)
        messages: list[Any] = []
        self._server.heard.append(("socket", dict(client.headers), messages))
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                message = await client.receive_json()
                messages.append(message)
                if not await self._take(client, message):
                    return

    async def _take(self, client: WebSocket, message: Any) -> bool:
        match message["type"]:
            case "connection_init":
                payload = message.get("payload") or {}
                if self._server.needs not in ("", payload.get("Authorization")):
                    await client.close(4403, "Forbidden")
                    return False
                await client.send_json({"type": "connection_ack"})
                await client.send_json({"type": "ping"})
            case "subscribe":
                await self._send_results(client, message["id"], message["payload"])
        return True

    async def _send_results(self, client: WebSocket, number: str, payload: Any) -> None:
        async for result in self._results(payload):
            if "data" not in result:
                await client.send_json({"id": number, "type": "error", "payload": result["errors"]})
                return
            await client.send_json({"id": number, "type": "next", "payload": result})
        await client.send_json({"id": number, "type": "complete"})

    async def _results(self, payload: Any) -> AsyncIterator[dict[str, Any]]:
        """Yield the results of a subscription, or its errors alone."""
        errors = graphql.validate(self._schema, graphql.parse(payload["query"]))
        if not errors:
            made = subscribe(
                self._schema,
                graphql.parse(payload["query"]),
                _Root(),
                variable_values=payload.get("variables"),
                operation_name=payload.get("operationName"),
            )
            results = await made if isinstance(made, Awaitable) else made
            if isinstance(results, graphql.ExecutionResult):
                errors = results.errors or []
        if errors:
            yield {"errors": [error.formatted for error in errors]}
            return
        async for result in cast("AsyncIterator[graphql.ExecutionResult]", results):
            yield cast("dict[str, Any]", result.formatted)


async def _as_parts(payloads: tuple[str, ...]) -> AsyncIterator[str]:
    """Yield parts as Apollo Server 4 sends them."""
    for part in payloads:
        yield f"\r\n---\r\ncontent-type: application/json; charset=utf-8\r\n\r\n{part}"
    yield "\r\n-----\r\n"


@contextlib.contextmanager
def graphql_server() -> Iterator[GraphqlServer]:
    """Serve ``/graphql`` for GET, POST and WebSocket, in a thread of its own."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = GraphqlServer(f"http://127.0.0.1:{listener.getsockname()[1]}/graphql")
    loop, stop, started = asyncio.new_event_loop(), asyncio.Event(), threading.Event()
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.graceful_timeout = 1
    config.errorlog = None

    async def run() -> None:
        started.set()
        application = cast("Framework", _Application(server).app)
        await serve(application, config, shutdown_trigger=stop.wait)

    def work() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(run())

    thread = threading.Thread(target=work)
    thread.start()
    started.wait()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        listener.detach()
