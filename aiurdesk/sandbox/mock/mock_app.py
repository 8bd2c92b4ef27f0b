"""A mock as an ASGI application: finds the endpoint, checks the request, and answers."""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urlsplit

from aiurdesk.core.api.endpoint import OWN_GENERATION, Endpoint, Service
from aiurdesk.core.translation import tr
from aiurdesk.sandbox.aspnet.form import parse_pairs, read_form
from aiurdesk.sandbox.aspnet.response import Response, WebSocket, WebSocketUpgrade, json_response
from aiurdesk.sandbox.aspnet.routing import Request, Router
from aiurdesk.sandbox.aspnet.web_service import ServiceApp, WebService
from aiurdesk.sandbox.mock.answers import Answer, Answers, MockedService, NoSuchAnswerError
from aiurdesk.sandbox.mock.built_in import built_in_app, coded
from aiurdesk.sandbox.mock.failure_bodies import problem_response
from aiurdesk.sandbox.mock.kept_objects import collection_of, roles
from aiurdesk.sandbox.mock.object_answers import Asked, ObjectAnswers
from aiurdesk.sandbox.mock.path_tree import PathTree
from aiurdesk.sandbox.mock.request_check import Compare, Sent, missing_credential, refusals
from aiurdesk.sandbox.mock.wishes import FAULTS, Wish, read_wish, with_fault

CONTROL = "/_mock"
"""Below this path a mock lists its answers, forgets what was created, and is told the next answer.
"""
_BODY_LIMIT_BYTES = 16 * 2**20
_MOST_MATCHES = 200
_MOST_NEXT = 1_000
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_HTTP_MOCK = Service(
    "mock", "Mock", "http://127.0.0.1", OWN_GENERATION, "", description="Of a description."
)
Told = Callable[[str, str, int, str], None]
"""Called with method, path, status and source of an answer, on the thread of the server."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The endpoint of a request."""

    service: MockedService
    endpoint: Endpoint
    values: tuple[tuple[str, str], ...] = ()
    app: ServiceApp | None = None
    """What answers for a service that comes with the program."""


class MockApp(ServiceApp):
    """The mock of one or several services on one port."""

    def __init__(
        self,
        services: Iterable[MockedService],
        seed: int,
        compare: Compare,
        tell: Told,
        *,
        asks_for_credentials: bool = True,
    ) -> None:
        """Prepare all services.

        Args:
            services: Of several with the same path, the first one answers.
            seed: Another one makes other values.
            compare: Holds what was sent against patterns and schemas of a stranger.
            tell: Is told each answer.
            asks_for_credentials: Whether a request needs those that its description requires.
        """
        # A body is cut off over HTTP/1.1 only.
        own = WebService(_HTTP_MOCK, (), has_doc=False, supports_http_2=False)
        super().__init__(own, lambda: datetime.now(UTC), body_limit_bytes=_BODY_LIMIT_BYTES)
        self.next: dict[str, str] = {}
        """The header Prefer that counts for the next request of an endpoint, by its id."""
        self._compare, self._tell = compare, tell
        self._asks_for_credentials = asks_for_credentials
        self._services = {one.description.service.id: one for one in services}
        self._answers = {id_: Answers(one, seed) for id_, one in self._services.items()}
        self._objects: dict[str, ObjectAnswers] = {}
        self._built_in: list[tuple[MockedService, Router, ServiceApp]] = []
        self._tree = PathTree()
        for id_, service in self._services.items():
            endpoints = service.description.endpoints
            if service.is_built_in:
                app = built_in_app(service, self._answers[id_])
                self._built_in.append((service, Router(app.service.routes), app))
                continue
            parameters = {
                collection_of(one.path): one.path.rstrip("/").rpartition("{")[2].rstrip("}")
                for one in endpoints
                if collection_of(one.path)
            }
            self._objects[id_] = ObjectAnswers(self._answers[id_], roles(endpoints), parameters)
            for endpoint in endpoints:
                path = endpoint.path.partition("?")[0]
                self._tree.add(endpoint, path)
                if service.prefix:
                    self._tree.add(endpoint, f"{service.prefix}{path}")

    def reset(self) -> None:
        """Forget what was created, and which answers come next."""
        self.next.clear()
        for objects in self._objects.values():
            objects.kept.reset()

    def options(self) -> Mapping[str, list[dict[str, str]]]:
        """Return the answers of each endpoint, by its id: the header Prefer of each, and words."""
        return {
            endpoint.id: [
                {"prefer": prefer, "title": title}
                for prefer, title in self._answers[service_id].options(endpoint)
            ]
            for service_id, service in self._services.items()
            for endpoint in service.description.endpoints
        }

    async def dispatch(self, head: Request, body: bytes) -> Response | WebSocketUpgrade:
        """Return what a request is answered with."""
        origin = head.headers.get("origin", "")
        if head.path == CONTROL or head.path.startswith(f"{CONTROL}/"):
            return self._control(head, body)
        if head.method == "OPTIONS" and "access-control-request-method" in head.headers:
            return _for_origin(Response(204, omits_security_headers=True), origin, head)
        found = self._found(head)
        if isinstance(found, Response):
            self._tell(head.method, head.path, found.status, tr("not described"))
            return _for_origin(found, origin)
        if head.is_websocket and found.endpoint.is_websocket:
            return WebSocketUpgrade(_echo)
        result = await self._wished(found, head, body)
        return result if isinstance(result, WebSocketUpgrade) else _for_origin(result, origin)

    async def _wished(
        self, found: _Found, head: Request, body: bytes
    ) -> Response | WebSocketUpgrade:
        wish = read_wish(self.next.pop(found.endpoint.id, head.headers.get("prefer", "")))
        if wish.fault and wish.fault not in FAULTS:
            text = tr("There is no fault {name}; there are: {names}.")
            words = text.format(name=wish.fault[:50], names=", ".join(FAULTS))
            return problem_response(400, words)
        if wish.wait_s:
            await asyncio.sleep(wish.wait_s)
        try:
            answer = await self._answered(found, head, body, wish)
        except NoSuchAnswerError as error:
            answer = Answer(problem_response(400, str(error)), tr("no such response"))
        self._tell(head.method, head.path, answer.response.status, answer.source)
        if wish.fault:
            return await with_fault(wish.fault, head, answer.response)
        return answer.response

    def _found(self, head: Request) -> _Found | Response:
        matches = list(islice(self._tree.matches(head.path), _MOST_MATCHES))
        allowed: set[str] = set()
        methods = (head.method, "GET") if head.method == "HEAD" else (head.method,)
        for method in methods:
            for endpoint, values in matches:
                if endpoint.method.upper() == method:
                    return _Found(self._services[endpoint.service_id], endpoint, values)
                allowed.add(endpoint.method.upper())
        for service, router, app in self._built_in:
            for route, values in router.matches(head.path):
                accepted = route.endpoint.accepted_methods
                if not accepted or head.method in accepted:
                    return _Found(service, route.endpoint, values, app)
                allowed |= set(accepted)
        if not allowed:
            words = tr("The description has no path like this.")
            return problem_response(404, words)
        words = tr("The description has this path with other methods only: {methods}.")
        names = ", ".join(sorted(allowed))
        refused = problem_response(405, words.format(methods=names))
        return replace(refused, headers=(("allow", names),))

    async def _answered(self, found: _Found, head: Request, body: bytes, wish: Wish) -> Answer:
        service, endpoint = found.service, found.endpoint
        answers = self._answers[service.description.service.id]
        if wish.names_answer:
            saved = answers.saved(endpoint, wish)
            if saved is not None:
                return saved
            if service.is_built_in and not wish.example and wish.code != "200":
                return coded(service, endpoint, wish.code)
        if found.app is not None:
            response = await found.app.dispatch(head, body)
            return Answer(
                response if isinstance(response, Response) else Response(400),
                tr("sample of the service"),
            )
        if wish.names_answer:
            return answers.named(endpoint, wish)
        sent = await _sent(found, head, body)
        lacking = missing_credential(endpoint, sent) if self._asks_for_credentials else ""
        if lacking:
            return answers.unauthorized(endpoint, lacking)
        wrong = await refusals(endpoint, sent, self._compare)
        if wrong:
            return answers.refused(endpoint, wrong)
        given = frozenset((*sent.query, *sent.path))
        usual = answers.saved(endpoint, wish, given) or answers.usual(
            endpoint, wish, head.headers.get("accept", "")
        )
        asked = Asked(head.path, dict(found.values), body)
        return self._objects[service.description.service.id].answer(endpoint, asked, usual)

    def _control(self, head: Request, body: bytes) -> Response:
        match (head.method, head.path.removeprefix(CONTROL).strip("/")):
            case ("GET", ""):
                return json_response({"endpoints": self.options(), "faults": FAULTS})
            case ("POST", "reset"):
                self.reset()
                return Response(204, omits_security_headers=True)
            case ("POST", "next"):
                return self._told_next(body)
        words = tr("A mock has GET {path}, POST {path}/reset and POST {path}/next here.")
        return problem_response(404, words.format(path=CONTROL))

    def _told_next(self, body: bytes) -> Response:
        try:
            given = json.loads(body)
            id_, prefer = str(given["endpoint"]), str(given["prefer"])
        except (ValueError, LookupError, TypeError, RecursionError):
            words = tr('Send JSON such as {"endpoint": "lamps.lamps.get", "prefer": "code=404"}.')
            return problem_response(400, words)
        known = any(
            endpoint.id == id_
            for service in self._services.values()
            for endpoint in service.description.endpoints
        )
        if not known or len(self.next) >= _MOST_NEXT:
            return problem_response(404, tr("There is no endpoint {name}.").format(name=id_[:100]))
        self.next[id_] = prefer
        return Response(204, omits_security_headers=True)


async def _sent(found: _Found, head: Request, body: bytes) -> Sent:
    content_type = head.headers.get("content-type", "")
    cookies = (one.partition("=") for one in head.headers.get("cookie", "").split(";"))
    return Sent(
        parse_pairs(head.query_string),
        found.values,
        tuple(head.headers.items()),
        tuple((name.strip(), value.strip()) for name, _, value in cookies),
        await read_form(content_type, body),
        body,
        content_type,
    )


async def _echo(socket: WebSocket) -> None:
    """Send back what comes, until the client closes the socket."""
    while (content := await socket.receive()) is not None:
        await socket.send(content)


def _for_origin(response: Response, origin: str, preflight: Request | None = None) -> Response:
    """Let a page of this computer read a response; another page may not."""
    try:
        is_here = urlsplit(origin).hostname in _LOOPBACK
    except ValueError:
        is_here = False
    if not is_here:
        return response
    given = [("access-control-allow-origin", origin), ("vary", "Origin")]
    if preflight is not None:
        for name in ("method", "headers"):
            asked = preflight.headers.get(f"access-control-request-{name}", "")
            given.append((f"access-control-allow-{name}{'s' if name == 'method' else ''}", asked))
    kept = (h for h in response.headers if not h[0].casefold().startswith("access-control-"))
    return replace(response, headers=(*kept, *given))
