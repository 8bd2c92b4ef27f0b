"""A small API on loopback that describes itself, as frameworks do: hypercorn serves it."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any, cast

from hypercorn.asyncio import serve
from hypercorn.config import Config, Sockets
from hypercorn.typing import Framework
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

DESCRIPTION: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Lamp shop", "version": "1.0"},
    "tags": [{"name": "stock"}, {"name": "lamps"}],
    "paths": {
        "/lamps": {
            "get": {
                "tags": ["lamps"],
                "operationId": "list_lamps_lamps_get",
                "responses": {"200": {"description": "All lamps"}},
            },
            "post": {
                "tags": ["lamps"],
                "summary": "Add a lamp",
                "operationId": "add_lamp_lamps_post",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/LampIn"}}
                    },
                },
                "responses": {"201": {"description": "The new lamp"}},
            },
        },
        "/stock": {
            "get": {
                "tags": ["stock"],
                "summary": "Stock",
                "responses": {"200": {"description": ""}},
            }
        },
    },
    "components": {
        "schemas": {
            "LampIn": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "watts": {"type": "integer", "default": 7},
                },
            }
        }
    },
}
"""Without servers, as FastAPI writes it."""
KEY = "tok-8f2c91d4e7b3a650"
"""The header X-API-Key that orders take."""


async def _description(_request: Request) -> Response:
    return JSONResponse(DESCRIPTION)


async def _lamps(_request: Request) -> Response:
    return JSONResponse([{"id": 1, "name": "Desk lamp", "watts": 7}])


async def _add(request: Request) -> Response:
    given = await request.json()
    request.app.state.count += 1
    if not isinstance(given.get("name"), str):
        missing = {"loc": ["body", "name"], "msg": "Field required", "type": "missing"}
        return JSONResponse({"detail": [missing]}, 422)
    return JSONResponse({"id": 2, "watts": 7, **given}, 201)


async def _stock(request: Request) -> Response:
    return JSONResponse({"lamps": request.app.state.count})


async def _orders(request: Request) -> Response:
    if request.headers.get("x-api-key") != KEY:
        return JSONResponse({"detail": "Not authenticated"}, 401)
    return JSONResponse([])


_APP = Starlette(
    routes=[
        Route("/openapi.json", _description),
        Route("/lamps", _lamps, methods=["GET"]),
        Route("/lamps", _add, methods=["POST"]),
        Route("/stock", _stock),
        Route("/orders", _orders),
    ]
)


class _Config(Config):
    def __init__(self, listener: socket.socket) -> None:
        super().__init__()
        self._listener = listener
        self.errorlog = None
        self.graceful_timeout = 0.1

    def create_sockets(self) -> Sockets:
        return Sockets([], [self._listener], [])


@contextlib.contextmanager
def lamp_shop() -> Iterator[str]:
    """Serve in a thread; yields the address without a slash at the end."""
    _APP.state.count = 1
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    # From here on connections wait until they are accepted.
    listener.listen(20)
    listener.setblocking(False)
    loop = asyncio.new_event_loop()
    stopped = asyncio.Event()

    def run() -> None:
        asyncio.set_event_loop(loop)
        app = cast(Framework, _APP)
        loop.run_until_complete(serve(app, _Config(listener), shutdown_trigger=stopped.wait))
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join()
