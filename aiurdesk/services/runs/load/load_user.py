"""One simulated user of a load: sends the requests of a collection over and over, in their order.

Imported by the process that sends, after gevent has patched the standard library.
"""

import ssl
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from http.cookiejar import Cookie, CookieJar
from itertools import count
from random import randint
from typing import Any, cast
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import gevent
from geventhttpclient.client import HTTPClient, HTTPClientPool
from geventhttpclient.url import URL
from locust import FastHttpUser, task
from locust.contrib.fasthttp import LocustUserAgent
from msgspec.structs import replace

from aiurdesk import __version__
from aiurdesk.core.credentials.credential import origin_of
from aiurdesk.core.environments.environment import Environment, used_names
from aiurdesk.core.environments.plain_http import plain_host
from aiurdesk.core.environments.scope import DYNAMIC, MOST_RANDOM, VariableScope, dynamic_values
from aiurdesk.core.load.load_ticks import LoadOutcome
from aiurdesk.core.preparing.address import unnamed_host
from aiurdesk.core.preparing.prepare import prepare
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import Outcome, Response
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.runs.load.load_judge import LoadJudge
from aiurdesk.services.runs.load.load_plan import NOT_SENT, LoadPlan, LoadRequest, TrustedHost
from aiurdesk.services.runs.load.measured import Measured
from aiurdesk.services.runs.load.received import ENCODINGS, failure, outcome_of, timed
from aiurdesk.transport.tls import ClientCertificate, TlsPolicy, TrustedCertificate

_NOT_SENT_S = 0.2
"""So long a user waits after a request that could not be sent: it would try without end."""
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_OF_CONTENT = frozenset(("content-type", "content-encoding", "content-length"))
_NOT_SENT = LoadOutcome(Severity.FAILURE, NOT_SENT)


def user_class(plan: LoadPlan, measured: Measured, first_row: int = 0) -> type[FastHttpUser]:
    """Return the class of the users of a plan.

    Args:
        plan: What they send.
        measured: What came of each request is told to it.
        first_row: With which row of the data they begin.
    """
    shared = _Shared(plan, measured, first_row)

    class LoadUser(FastHttpUser):
        # Never used: all addresses are whole.
        host = "http://127.0.0.1"
        network_timeout = plan.limits.read_s
        connection_timeout = plan.limits.connect_s
        insecure = False

        def __init__(self, environment: Any) -> None:
            super().__init__(environment)
            self.client.client = _Agent(client_pool=_Clients(shared))
            self.simulated = _SimulatedUser(shared, self)

        @task
        def pass_through(self) -> None:
            self.simulated.pass_through()

    return LoadUser


class _Shared:
    """What all users of a process have in common."""

    def __init__(self, plan: LoadPlan, measured: Measured, first_row: int) -> None:
        self.plan, self.measured = plan, measured
        self.judge = LoadJudge(plan.dialects)
        self._rows = count(first_row)
        self._contexts: dict[tuple[str, int], ssl.SSLContext] = {}
        self._trusted = {(one.host, one.port): one for one in plan.trusted}

    def next_row(self) -> Mapping[str, str]:
        """Return the variables of the next pass."""
        return self.plan.rows[next(self._rows) % len(self.plan.rows)]

    def trusted(self, host: str, port: int) -> TrustedHost:
        """Return what is known of a host."""
        return self._trusted.get((host, port)) or TrustedHost(host, port)

    def context(self, host: str, port: int) -> ssl.SSLContext:
        """Return the TLS context for a host, as for any other request."""
        key = host, port
        if key not in self._contexts:
            trusted = self.trusted(host, port)
            authorities = tuple(TrustedCertificate(pem, host) for pem in trusted.authorities)
            context = TlsPolicy(authorities).context(host, port)
            if trusted.client_pem:
                ClientCertificate(trusted.client_pem, trusted.passphrase).load_into(context)
            self._contexts[key] = context
        return self._contexts[key]

    def may_reach(self, url: str) -> bool:
        """Tell whether a request may go to an address, which a variable may have changed."""
        host = plain_host(url)
        is_allowed = not host or host in self.plan.plain_hosts
        return is_allowed and not unnamed_host(origin_of(url), self.plan.hosts)


class _Agent(LocustUserAgent):
    """Leaves it to the judge what a status means, and follows no redirect by itself."""

    valid_response_codes = frozenset(range(100, 1000))
    redirect_response_codes = frozenset[int]()


class _Clients(HTTPClientPool):
    """The connections of one user: certificates are verified, and addresses replaced as planned."""

    def __init__(self, shared: _Shared) -> None:
        limits = shared.plan.limits
        super().__init__(network_timeout=limits.read_s, connection_timeout=limits.connect_s)
        self._shared = shared

    def get_client(self, url: str | URL) -> HTTPClient:
        url = url if isinstance(url, URL) else URL(url)
        key = url.host, url.port
        if key not in self.clients:
            host, port = url.host, url.port or (443 if url.scheme == "https" else 80)
            trusted = self._shared.trusted(host, port)

            def verified(cafile: str | None = None) -> ssl.SSLContext:
                # Not with that file: the trust store of the system counts, as for other requests.
                return self._shared.context(host, port)

            client = HTTPClient.from_url(url, ssl_context_factory=verified, **self.client_args)
            if trusted.addresses:
                client._connection_pool._connection_host = trusted.addresses[0]
            self.clients[key] = client
        return self.clients[key]


class _SimulatedUser:
    """Sends, with cookies and captured variables of its own."""

    def __init__(self, shared: _Shared, user: FastHttpUser) -> None:
        self._shared, self._user = shared, user
        self._jars: dict[str, CookieJar] = {}

    def pass_through(self) -> None:
        """Send all requests once, in their order."""
        plan = self._shared.plan
        row, captured = self._shared.next_row(), dict[str, str]()
        for planned in plan.requests:
            data = {**row, **dict(planned.row)}
            scope = VariableScope(captured=captured, data=data, given=plan.given)
            environment = _of_this_moment(planned, scope.over(planned.environment))
            prepared = self._prepared(planned, environment)
            if prepared is None:
                self._shared.measured.add(planned.name, _NOT_SENT, 0)
                gevent.sleep(_NOT_SENT_S)
                continue
            captured.update(self._send(planned, prepared, environment))

    def _prepared(self, planned: LoadRequest, environment: Environment) -> PreparedRequest | None:
        """Return what goes on the wire; None where something is missing, or it may not go there."""
        prepared = prepare(
            planned.request,
            planned.service,
            environment,
            uuid4().hex,
            planned.auth_parameters,
        )
        if isinstance(prepared, tuple) or not self._shared.may_reach(prepared.url):
            return None
        parts = tuple(
            part if isinstance(part, bytes) else planned.files.get(part.path, Problem(""))
            for part in prepared.body
        )
        if any(isinstance(part, Problem) for part in parts):
            return None
        return replace(prepared, body=tuple(part for part in parts if isinstance(part, bytes)))

    def _send(
        self, planned: LoadRequest, prepared: PreparedRequest, environment: Environment
    ) -> tuple[tuple[str, str], ...]:
        """Send a request, count what came of it, and return what it gave."""
        shared = self._shared
        limits = planned.request.options.applied_to(shared.plan.limits)
        started_at, started = datetime.now(UTC), time.perf_counter()
        self._user.client.client.cookiejar = self._jar(planned, prepared)
        response: Any = None
        try:
            with gevent.Timeout(limits.total_s):
                hops = limits.redirects if prepared.follows_redirects else 0
                sent = prepared
                while True:
                    response = self._request(planned.name, sent)
                    outcome = outcome_of(sent, response, limits)
                    following = _following(sent, outcome) if hops else None
                    if following is None:
                        break
                    hops, sent = hops - 1, following
        except gevent.Timeout as timeout:
            outcome = failure(timeout)
        elapsed_ms = (time.perf_counter() - started) * 1000
        outcome = timed(outcome, elapsed_ms)
        judged = shared.judge.judged(planned, prepared, environment.variables, outcome, started_at)
        shared.measured.add(planned.name, judged.outcome, elapsed_ms)
        self._tell_locust(planned, prepared, judged.outcome, elapsed_ms, outcome)
        return judged.variables

    def _request(self, name: str, prepared: PreparedRequest) -> Any:
        headers: dict[str, Any] = {"User-Agent": f"aiurdesk/{__version__}", "Accept": "*/*"}
        headers["Accept-Encoding"] = ENCODINGS
        own: dict[str, tuple[str, list[str]]] = {}
        for header in prepared.headers:
            own.setdefault(header.name.casefold(), (header.name, []))[1].append(header.value)
        replaced = {key: value for key, value in headers.items() if key.casefold() not in own}
        body = b"".join(part for part in prepared.body if isinstance(part, bytes))
        return self._user.client.request(
            prepared.method,
            prepared.url,
            name=name,
            # As the client sends it; the types of Locust know text only.
            data=cast(Any, body) or None,
            headers={**replaced, **dict(own.values())},
            # Told to Locust once it is judged.
            catch_response=True,
            stream=True,
            allow_redirects=False,
        )

    def _tell_locust(
        self,
        planned: LoadRequest,
        prepared: PreparedRequest,
        judged: LoadOutcome,
        elapsed_ms: float,
        outcome: Outcome,
    ) -> None:
        """Let the page and the statistics of Locust count by verdict, too."""
        length = outcome.body.size_bytes if isinstance(outcome, Response) else 0
        label = f"{judged.severity} {judged.label}"
        self._user.environment.events.request.fire(
            request_type=prepared.method,
            name=planned.name,
            response_time=elapsed_ms,
            response_length=length,
            exception=Exception(label) if judged.is_failure else None,
            context={},
        )

    def _jar(self, planned: LoadRequest, prepared: PreparedRequest) -> CookieJar | None:
        """Return the cookies of this user for a request; None where it keeps none."""
        if not prepared.jar:
            return None
        if prepared.jar not in self._jars:
            self._jars[prepared.jar] = CookieJar()
        jar = self._jars[prepared.jar]
        host = urlsplit(prepared.url).hostname or ""
        known = {cookie.name for cookie in jar}
        for pair in planned.cookies:
            name, _, value = pair.partition("=")
            if name not in known:
                jar.set_cookie(_cookie(name, value, host))
        return jar


def _cookie(name: str, value: str, host: str) -> Cookie:
    domain = host if "." in host else f"{host}.local"
    return Cookie(
        version=0,
        name=name,
        value=value,
        port=None,
        port_specified=False,
        domain=domain,
        domain_specified=False,
        domain_initial_dot=False,
        path="/",
        path_specified=True,
        secure=False,
        expires=None,
        discard=True,
        comment=None,
        comment_url=None,
        rest={},
    )


def _of_this_moment(planned: LoadRequest, environment: Environment) -> Environment:
    """Return an environment with the values of this moment that a request or its tests use."""
    names = used_names(planned.texts, environment.variables)
    used = [name for name in DYNAMIC if name in names]
    if not used:
        return environment
    values = dynamic_values(datetime.now(UTC), str(uuid4()), randint(0, MOST_RANDOM))
    of_now = {name: values[name] for name in used}
    return replace(environment, variables={**environment.variables, **of_now})


def _following(prepared: PreparedRequest, outcome: Outcome) -> PreparedRequest | None:
    """Return the request that follows a redirect within one server; None for anything else.

    RFC 9110 section 15.4.
    """
    if not isinstance(outcome, Response) or outcome.status not in _REDIRECTS:
        return None
    location = outcome.header("Location")
    if not location:
        return None
    url = urljoin(prepared.url, location).partition("#")[0]
    # A credential must not follow to another server, and nobody named that one.
    if origin_of(url) != origin_of(prepared.url):
        return None
    if outcome.status == 303 or (outcome.status in (301, 302) and prepared.method == "POST"):
        kept: tuple[Header, ...] = tuple(
            header for header in prepared.headers if header.name.casefold() not in _OF_CONTENT
        )
        method = "HEAD" if prepared.method == "HEAD" else "GET"
        return replace(prepared, method=method, url=url, headers=kept, body=())
    return replace(prepared, url=url)
