"""Replays recorded requests of the real services of 2020 against the sandbox.

A recording is replayed in order against one new sandbox, because later requests use what earlier
ones created. Ids and keys in the requests are replaced by those that the sandbox returned.
"""

import base64
import http.client
import json
import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from aiurdesk.sandbox.accounts import OTHER_APP, READY_APP, App
from aiurdesk.sandbox.server import SandboxServer
from tests.sandbox.conftest import MovableClock
from tests.sandbox.response_shapes import DATE, Facts, response_shape

_PLACEHOLDER = re.compile(r"<<([a-z -]+)>>")
_POSSIBLE_ID = re.compile(r"(?=.*\d)\S{8,}")
_FORM = [["Content-Type", "application/x-www-form-urlencoded"]]
_MULTIPART = [["Content-Type", "multipart/form-data; boundary=b"]]
_CONNECTION_HEADERS = {"date", "server", "content-length", "content-type", "transfer-encoding"}


def _post(target: str, body: str, token: str = "token") -> Facts:
    form = f"AccessToken=<<{token}>>&{body}"
    return {"method": "POST", "target": target, "headers": _FORM, "body": form}


def _upload(target: str, name: str) -> Facts:
    disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    part = f"--b\r\n{disposition}\r\n\r\n\r\n--b--\r\n"
    return {"method": "POST", "target": target, "headers": _MULTIPART, "body": part}


_MISSING_REQUESTS: dict[str, Facts] = {
    "probe/view-my-sites/empty": _post("/Sites/DeleteSite", "SiteName=sandbox"),
    "probe/create-new-site/ok-closed": _post(
        "/Sites/CreateNewSite", "NewSiteName=lab-6b05ad32&OpenToUpload=true&OpenToDownload=true"
    ),
    "probe/download-open/empty-file": _upload("/Files/UploadFile/lab-6b05ad32", "empty.bin"),
    "wrapgate/view-my-records/after-delete-app": _post(
        "/Records/DeleteApp", "AppId=<<other app>>", "other token"
    ),
}
"""Name of a recorded exchange → request to send before it, because it is not in the recording."""


class Replay:
    """Replays one recording against one service."""

    def __init__(
        self,
        server: SandboxServer,
        service_id: str,
        clock: MovableClock,
    ) -> None:
        self._server = server
        # Not the context of the httpx client, which negotiates HTTP/2.
        self._context = ssl.create_default_context(cadata=server.authority.pem)
        netloc = urlsplit(server.base_urls[service_id]).netloc
        self._connection = http.client.HTTPSConnection(netloc, context=self._context)
        self._replacements: dict[str, str] = {}
        self._last_etag = ""
        self.cookies = ""
        """Cookies to send instead of the recorded ones."""
        self._placeholders = {
            "app": READY_APP.id,
            "secret": READY_APP.secret,
            "other app": OTHER_APP.id,
            "other secret": OTHER_APP.secret,
            **self._tokens(clock),
        }

    def _tokens(self, clock: MovableClock) -> dict[str, str]:
        expired = self._token_of(READY_APP)
        clock.advance(minutes=21)
        token, other = self._token_of(READY_APP), self._token_of(OTHER_APP)
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

    def _token_of(self, app: App) -> str:
        archon = urlsplit(self._server.base_urls["archon"])
        connection = http.client.HTTPSConnection(archon.netloc, context=self._context)
        connection.request("GET", f"/API/AccessToken?appId={app.id}&appSecret={app.secret}")
        token = json.load(connection.getresponse())["accessToken"]
        connection.close()
        return str(token)

    def run(
        self, exchanges: list[Facts], steps: Mapping[str, Callable[[], None]]
    ) -> Iterator[tuple[str, Facts, Facts]]:
        """Yield name, recorded shape and sandbox shape of each exchange.

        Args:
            steps: Functions to call before some exchanges, by name of the exchange.
        """
        for facts in exchanges:
            name = facts["name"]
            if name in steps:
                steps[name]()
            if name in _MISSING_REQUESTS:
                self.send(_MISSING_REQUESTS[name])
            response = self.send(facts)
            self._learn(facts.get("json"), response.get("json"))
            yield name, response_shape(facts), response_shape(response)
        self._connection.close()

    def send(self, facts: Facts) -> Facts:
        """Send a recorded request and return the facts of the response."""
        headers = [tuple(header) for header in facts.get("headers", [])]
        is_handshake = any(name == "Upgrade" for name, _ in headers)
        if is_handshake:
            headers.append(("Sec-WebSocket-Key", "c2FuZGJveC1zYW5kYm94IQ=="))
        is_multipart = any("multipart" in value for _, value in headers)
        body = self._fill(facts.get("body", ""), is_quoted=not is_multipart).encode()
        body = base64.b64decode(facts["body_base64"]) if "body_base64" in facts else body
        connection = self._connection
        target = self._fill(facts["target"], is_quoted=True)
        connection.putrequest(facts["method"], target, skip_accept_encoding=True)
        current = {"If-None-Match": self._last_etag, "Cookie": self.cookies}
        for name, value in headers:
            connection.putheader(name, current.get(name, value))
        if body or facts["method"] in ("POST", "PUT", "PATCH"):
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        self._last_etag = response.headers.get("ETag") or self._last_etag
        received = _facts(response)
        if is_handshake:
            # The server uses the connection for nothing else. The next request opens a new one.
            connection.close()
        return received

    def _fill(self, text: str, *, is_quoted: bool) -> str:
        """Replace learned texts and placeholders."""
        text = replace_all(text, self._replacements)

        def value(match: re.Match[str]) -> str:
            text = self._placeholders[match[1]]
            return quote(text, safe="") if is_quoted else text

        return _PLACEHOLDER.sub(value, text)

    def _learn(self, recorded: Any, received: Any) -> None:
        """Store the ids that the sandbox returned in place of recorded ones."""
        if isinstance(recorded, dict) and isinstance(received, dict):
            for name in recorded.keys() & received.keys():
                self._learn(recorded[name], received[name])
        elif isinstance(recorded, list) and isinstance(received, list):
            for one, other in zip(recorded, received, strict=False):
                self._learn(one, other)
        elif _is_id(recorded) and _is_id(received):
            self.replace(recorded, received)

    def replace(self, recorded: str, replacement: str) -> None:
        """Replace a text in all later requests, both plain and percent-encoded."""
        self._replacements[quote(recorded, safe="")] = quote(replacement, safe="")
        self._replacements[recorded] = replacement


def replace_all(text: str, replacements: Mapping[str, str]) -> str:
    """Return the text with each recorded text replaced, the longest first.

    In one pass, because a replacement is random and may itself contain another recorded text.
    """
    if not replacements:
        return text
    recorded = sorted(replacements, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, recorded)))
    return pattern.sub(lambda match: replacements[match[0]], text)


def _is_id(value: Any) -> bool:
    return (
        isinstance(value, str) and bool(_POSSIBLE_ID.fullmatch(value)) and not DATE.fullmatch(value)
    )


def _facts(response: http.client.HTTPResponse) -> Facts:
    headers = {name.lower(): value for name, value in response.getheaders()}
    facts: Facts = {
        "status": response.status,
        "content_type": headers.get("content-type"),
        "further_headers": sorted(set(headers) - _CONNECTION_HEADERS),
    }
    body = b"" if response.status == 101 else response.read()
    try:
        facts["json"] = json.loads(body)
    except ValueError:
        facts["answer"] = body.decode(errors="replace").lstrip()
    return facts
