"""Ask the sandbox what the real servers were asked, and compare the shapes of the answers.

A recording is replayed in its order against one fresh sandbox, so that what an earlier call made is
there for a later one. Ids and keys that the sandbox gives instead of the recorded ones are put into
the later calls.
"""

import base64
import http.client
import json
import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP
from aiurdesk.sandbox.server import SandboxServer
from tests.recorded import without_sentences
from tests.sandbox.conftest import MovableClock
from tests.sandbox.preparation import BEFORE

_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z")
_PLACEHOLDER = re.compile(r"<<([a-z -]+)>>")
_ORDINAL = re.compile(r"/rate-limit/the-(\d+)")
_MAY_BE_AN_ID = re.compile(r"(?=.*\d)\S{8,}")

Facts = dict[str, Any]


def shape(value: Any) -> Any:
    """Return members in order with the types of their values."""
    if isinstance(value, dict):
        return [(name, _item_shape(name, member)) for name, member in value.items()]
    if isinstance(value, list):
        found: list[Any] = []
        for member in map(shape, value):
            if member not in found:
                found.append(member)
        return {"list of": found}
    if isinstance(value, bool) or value is None:
        return type(value).__name__
    if isinstance(value, str):
        return "date" if _DATE.fullmatch(value) else "text"
    return "number" if isinstance(value, float) else "integer"


def _item_shape(name: str, member: Any) -> Any:
    if name == "code":
        return member
    if name == "items" and isinstance(member, list) and all(isinstance(m, str) for m in member):
        return [_validation_text(text) for text in member]
    return shape(member)


def _validation_text(text: str) -> str:
    """Keep the framework's own words; of the services' words only that there are some."""
    return str(without_sentences(text))


def doc_shape(entries: list[Facts]) -> list[Facts]:
    """Return ``/doc`` as it is but for the sentences of its samples."""
    return [
        {**entry, "possibleResponses": [shape(json.loads(t)) for t in entry["possibleResponses"]]}
        for entry in entries
    ]


def answer_shape(facts: Facts) -> Facts:
    """Return what has to be the same in the recorded and in the replayed answer."""
    found: Facts = {
        "status": facts["status"],
        "content_type": facts["content_type"],
        "further_headers": facts["further_headers"],
    }
    if "json" in facts:
        body = facts["json"]
        is_doc = isinstance(body, list) and all(isinstance(e, dict) and "routes" in e for e in body)
        found["json"] = doc_shape(body) if is_doc else shape(body)
    elif facts.get("answer", "").startswith("<"):
        found["body"] = "HTML"
    else:
        found["body"] = "something" if facts.get("answer") or "answer_base64" in facts else ""
    return found


class Replay:
    """Replays one file of recordings against one service."""

    def __init__(self, server: SandboxServer, service_id: str, clock: MovableClock) -> None:
        self._server = server
        self._address = urlsplit(server.base_urls[service_id])
        self._context = ssl.create_default_context(cadata=server.authority.pem)
        self._learnt: dict[str, str] = {}
        self._last_tag = ""
        self.cookies = ""
        """What a call with cookies sends in place of the recorded ones."""
        self._values = {
            "app": READY_APP.id,
            "secret": READY_APP.secret,
            "other app": OTHER_APP.id,
            "other secret": OTHER_APP.secret,
            **self._tokens(clock),
        }

    def _tokens(self, clock: MovableClock) -> dict[str, str]:
        expired = self._token(READY_APP.id, READY_APP.secret)
        clock.advance(minutes=21)
        token = self._token(READY_APP.id, READY_APP.secret)
        other = self._token(OTHER_APP.id, OTHER_APP.secret)
        signature = token.partition(".")[2]
        payload = json.dumps({"appId": READY_APP.id, "expires": "2020-09-21T13:03:41.1234567Z"})
        return {
            "token": token,
            "other token": other,
            "unsigned": token.partition(".")[0],
            "really-expired-token": expired,
            "other-app-in-token": f"{other.partition('.')[0]}.{signature}",
            "expired-payload-wrong-signature": (
                f"{base64.b64encode(payload.encode()).decode()}.{signature}"
            ),
        }

    def _token(self, app_id: str, secret: str) -> str:
        archon = urlsplit(self._server.base_urls["archon"])
        connection = http.client.HTTPSConnection(archon.netloc, context=self._context)
        connection.request("GET", f"/API/AccessToken?appId={app_id}&appSecret={secret}")
        token = json.load(connection.getresponse())["accessToken"]
        connection.close()
        return str(token)

    def run(
        self, exchanges: list[Facts], steps: Mapping[str, Callable[[], None]]
    ) -> Iterator[tuple[str, Facts, Facts]]:
        """Yield name, recorded shape and replayed shape of each exchange.

        Args:
            steps: What to do just before some of them, by name.
        """
        calls_made = 0
        for facts in exchanges:
            if facts["name"] in steps:
                steps[facts["name"]]()
            for preparing in BEFORE.get(facts["name"], []):
                self.ask(preparing)
            if ordinal := _ORDINAL.search(facts["name"]):
                # The calls between the first and the one that was recorded.
                for _ in range(int(ordinal[1]) - 1 - calls_made):
                    self.ask(facts)
                calls_made = int(ordinal[1]) - 1
            calls_made += "/rate-limit/" in facts["name"]
            replayed = self.ask(facts)
            self._learn(facts.get("json"), replayed.get("json"))
            yield facts["name"], answer_shape(facts), answer_shape(replayed)

    def ask(self, facts: Facts) -> Facts:
        """Ask the sandbox and return the facts of its answer."""
        headers = [tuple(header) for header in facts.get("headers", [])]
        if facts.get("is_plain"):
            headers.append(("X-Forwarded-Proto", "http"))
        if any(name == "Upgrade" for name, _ in headers):
            headers.append(("Sec-WebSocket-Key", "c2FuZGJveC1zYW5kYm94IQ=="))
        is_multipart = any("multipart" in value for _, value in headers)
        body = self._filled(facts.get("body", ""), is_quoted=not is_multipart).encode()
        body = base64.b64decode(facts["body_base64"]) if "body_base64" in facts else body
        connection = http.client.HTTPSConnection(self._address.netloc, context=self._context)
        try:
            target = self._filled(facts["target"], is_quoted=True)
            connection.putrequest(facts["method"], target, skip_accept_encoding=True)
            for name, value in headers:
                current = {"If-None-Match": self._last_tag, "Cookie": self.cookies}
                connection.putheader(name, current.get(name, value))
            if body or facts["method"] in ("POST", "PUT", "PATCH"):
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            self._last_tag = response.headers.get("ETag") or self._last_tag
            return _facts(response)
        finally:
            connection.close()

    def _filled(self, text: str, *, is_quoted: bool) -> str:
        for recorded, given in self._learnt.items():
            text = text.replace(recorded, given)

        def value(match: re.Match[str]) -> str:
            return quote(self._values[match[1]], safe="") if is_quoted else self._values[match[1]]

        return _PLACEHOLDER.sub(value, text)

    def _learn(self, recorded: Any, given: Any) -> None:
        """Remember the ids that the sandbox gives in the place of recorded ones."""
        if isinstance(recorded, dict) and isinstance(given, dict):
            for name in recorded.keys() & given.keys():
                self._learn(recorded[name], given[name])
        elif isinstance(recorded, list) and isinstance(given, list):
            for one, other in zip(recorded, given, strict=False):
                self._learn(one, other)
        elif isinstance(recorded, str) and isinstance(given, str) and _is_an_id(recorded):
            self.learn_text(recorded, given)

    def learn_text(self, recorded: str, given: str) -> None:
        """Put ``given`` into the calls to come wherever ``recorded`` was, escaped or not."""
        self._learnt[quote(recorded, safe="")] = quote(given, safe="")
        self._learnt[recorded] = given


def _is_an_id(text: str) -> bool:
    return bool(_MAY_BE_AN_ID.fullmatch(text)) and not _DATE.fullmatch(text)


def _facts(response: http.client.HTTPResponse) -> Facts:
    headers = {name.lower(): value for name, value in response.getheaders()}
    dull = {"date", "server", "content-length", "content-type", "transfer-encoding"}
    facts: Facts = {
        "status": response.status,
        "content_type": headers.get("content-type"),
        "further_headers": sorted(set(headers) - dull),
    }
    body = b"" if response.status == 101 else response.read()
    try:
        facts["json"] = json.loads(body)
    except ValueError:
        facts["answer"] = body.decode(errors="replace").lstrip()
    return facts
