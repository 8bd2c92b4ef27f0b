"""An authorization server by other people than the client, with an API that takes its tokens.

The protocol is authlib's. The test decides about the person: who opens the authorization page is
signed in at once, and ``accept`` is what entering a code on another device does.
"""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

from authlib.oauth2 import OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749 import AuthorizationServer as Protocol
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7523 import JWTBearerGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc8628 import DeviceAuthorizationEndpoint, DeviceCodeGrant
from authlib.oauth2.rfc8628.models import DeviceCredentialDict
from authlib.oauth2.rfc9207 import IssuerParameter

CLIENT_ID = "client 7"
CLIENT_SECRET = "s%cret+/:é"
"""With characters that encodings handle in a special way."""
ADA = "ada"
_METHODS = ("client_secret_basic", "client_secret_post", "none")
_ENDPOINTS = {"/device": "device_authorization", "/revoke": "revocation"}
Answer = tuple[int, str, bytes]
"""Status, content type and body."""


def _always(*_: object) -> bool:
    return True


def _is_registered(_client: object, redirect_uri: str) -> bool:
    return redirect_uri.startswith(("http://127.0.0.1:", "https://app.example/"))


def _is_right(_client: object, client_secret: str) -> bool:
    return client_secret == CLIENT_SECRET


class _Client(ClientMixin):  # type: ignore[misc]
    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return ""

    def get_allowed_scope(self, scope: str | None) -> str:
        return " ".join(word for word in (scope or "").split() if word in ("read", "offline"))

    check_redirect_uri, check_client_secret = _is_registered, _is_right
    check_endpoint_auth_method = check_response_type = check_grant_type = _always


class _Code(dict[str, Any]):
    def get_redirect_uri(self) -> str:
        return str(self["redirect_uri"])

    def get_scope(self) -> str:
        return str(self["scope"])


class _Token(dict[str, Any]):
    check_client = _always

    def get_scope(self) -> str:
        return str(self.get("scope", ""))


class AuthorizationServer:
    """A server on loopback; it runs inside ``running``."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, str], dict[str, str]]] = []
        """Path, values and headers of each call."""
        self.tokens: dict[str, _Token] = {}
        """Access token → what was issued."""
        self.refused: set[str] = set()
        """Access and refresh tokens that are void."""
        self.codes: dict[str, _Code] = {}
        self.devices: dict[str, DeviceCredentialDict] = {}
        self.accepted: dict[str, bool] = {}
        """User code → whether the person accepts."""
        self.answers: dict[str, Callable[[dict[str, str]], Answer]] = {}
        """Path → what answers there instead."""
        self.metadata: dict[str, object] = {}
        """What the discovery document says otherwise."""
        self.lifetime_s = 3600
        self.issues_refresh_tokens = True
        self.denies = False
        self.accepts_at_once = False
        """Whether a person enters each code as soon as it is shown."""
        self.assertion_key: object = None
        """Verifies the assertions of the client."""
        self.names_issuer = True
        self.url = ""
        self.protocol = _Protocol(self)

    def paths(self) -> list[str]:
        """Return the paths of all calls, in order."""
        return [path for path, _, _ in self.calls]

    def called(self, path: str) -> list[dict[str, str]]:
        """Return the values of the calls of a path."""
        return [values for name, values, _ in self.calls if name == path]

    def document(self) -> dict[str, object]:
        """Return the discovery document."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "device_authorization_endpoint": f"{self.url}/device",
            "revocation_endpoint": f"{self.url}/revoke",
            "authorization_response_iss_parameter_supported": self.names_issuer,
            **self.metadata,
        }

    def accept(self, *, is_allowed: bool = True) -> None:
        """Let the person enter the codes of all devices."""
        for device in self.devices.values():
            self.accepted[device["user_code"]] = is_allowed

    def answer(
        self, method: str, target: str, form: dict[str, str], headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body."""
        path, _, query = target.partition("?")
        values = form or dict(parse_qsl(query))
        self.calls.append((path, values, headers))
        if path in self.answers:
            status, kind, body = self.answers[path](values)
            return status, {"Content-Type": kind}, body
        if path == "/.well-known/openid-configuration":
            return 200, {"Content-Type": "application/json"}, json.dumps(self.document()).encode()
        if path == "/api":
            return self._api(headers)
        request = _request(method, f"{self.url}{target}", values, headers)
        answered: _Response
        if path in _ENDPOINTS:
            answered = self.protocol.create_endpoint_response(_ENDPOINTS[path], request)
        elif path == "/token":
            answered = self.protocol.create_token_response(request)
        elif path == "/authorize":
            answered = self._authorized(request)
        else:
            return 404, {"Content-Type": "text/plain"}, b"nothing here"
        return answered.status, answered.headers, answered.body

    def _authorized(self, request: OAuth2Request) -> "_Response":
        try:
            grant = self.protocol.get_consent_grant(request, ADA)
        except OAuth2Error as error:
            return _Response(400, {"error": error.error}, [])
        user = None if self.denies else ADA
        answered: _Response = self.protocol.create_authorization_response(request, user, grant)
        return answered

    def _api(self, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        token = headers.get("authorization", "").removeprefix("Bearer ")
        is_valid = token in self.tokens and token not in self.refused
        body = {"ok": is_valid, "scope": self.tokens[token].get("scope") if is_valid else None}
        kind = {"Content-Type": "application/json"}
        return 200 if is_valid else 401, kind, json.dumps(body).encode()


class _Response:
    def __init__(self, status: int, body: object, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, dict(headers)
        self.body = body.encode() if isinstance(body, str) else json.dumps(body).encode()

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    @location.setter
    def location(self, address: str) -> None:
        self.headers["Location"] = address


def _request(
    method: str, address: str, values: dict[str, str], headers: dict[str, str]
) -> OAuth2Request:
    request = _Request(method, address, headers={"Authorization": headers.get("authorization", "")})
    request.payload = BasicOAuth2Payload(values)
    if not headers.get("authorization"):
        request.headers = {}
    return request


class _Request(OAuth2Request):  # type: ignore[misc]
    @property
    def args(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.uri).query))

    @property
    def form(self) -> dict[str, str]:
        return {} if self.method == "GET" else dict(self.payload.data)


class _Protocol(Protocol):  # type: ignore[misc]
    """What authlib does of the server."""

    def __init__(self, running: AuthorizationServer) -> None:
        super().__init__()
        self.running = running
        self.register_token_generator("default", self._token)
        self.register_grant(_CodeGrant, [_Challenge(required=True)])
        for grant in (_RefreshGrant, _ClientGrant, _DeviceGrant, _JwtGrant):
            self.register_grant(grant)
        self.register_endpoint(_DeviceEndpoint)
        self.register_endpoint(_Revocation)
        self.register_extension(_Issuer())

    def query_client(self, client_id: str) -> _Client | None:
        return _Client() if client_id == CLIENT_ID else None

    def save_token(self, token: dict[str, Any], request: object) -> None:
        self.running.tokens[token["access_token"]] = _Token(token)

    def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
        return request

    def handle_response(
        self, status: int, body: object, headers: list[tuple[str, str]]
    ) -> _Response:
        return _Response(status, body, headers)

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        pass

    def _token(self, *, include_refresh_token: bool = True, **given: object) -> dict[str, Any]:
        lifetime_s = self.running.lifetime_s
        generator = BearerTokenGenerator(_random_text, _random_text, lambda *_: lifetime_s)
        kept = include_refresh_token and self.running.issues_refresh_tokens
        made: dict[str, Any] = generator(**given, include_refresh_token=kept)
        return made


class _Issuer(IssuerParameter):  # type: ignore[misc]
    def add_issuer_parameter(self, authorization_server: _Protocol, response: _Response) -> None:
        running = authorization_server.running
        self._issuer = running.url if running.names_issuer else None
        super().add_issuer_parameter(authorization_server, response)

    def get_issuer(self) -> str | None:
        return self._issuer


class _CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = _METHODS

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        data = request.payload.data
        self.server.running.codes[code] = _Code(
            redirect_uri=data["redirect_uri"],
            scope=data.get("scope", ""),
            challenge=data.get("code_challenge"),
            method=data.get("code_challenge_method"),
        )

    def query_authorization_code(self, code: str, client: object) -> _Code | None:
        code_: _Code | None = self.server.running.codes.get(code)
        return code_

    def delete_authorization_code(self, authorization_code: _Code) -> None:
        codes = self.server.running.codes
        self.server.running.codes = {k: c for k, c in codes.items() if c is not authorization_code}

    def authenticate_user(self, authorization_code: _Code) -> str:
        return ADA


class _Challenge(CodeChallenge):  # type: ignore[misc]
    def get_authorization_code_challenge(self, authorization_code: _Code) -> object:
        return authorization_code["challenge"]

    def get_authorization_code_challenge_method(self, authorization_code: _Code) -> object:
        return authorization_code["method"]


class _RefreshGrant(grants.RefreshTokenGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = _METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> _Token | None:
        running: AuthorizationServer = self.server.running
        issued = (t for t in running.tokens.values() if t.get("refresh_token") == refresh_token)
        return None if refresh_token in running.refused else next(issued, None)

    def authenticate_user(self, refresh_token: _Token) -> str:
        return ADA

    def revoke_old_credential(self, refresh_token: _Token) -> None:
        self.server.running.refused.add(refresh_token["refresh_token"])


class _ClientGrant(grants.ClientCredentialsGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = _METHODS


class _JwtGrant(JWTBearerGrant):  # type: ignore[misc]
    def resolve_issuer_client(self, issuer: str) -> _Client | None:
        client: _Client | None = self.server.query_client(issuer)
        return client

    def resolve_client_public_key(self, client: object) -> object:
        return self.server.running.assertion_key

    def authenticate_user(self, subject: str) -> str | None:
        return ADA if subject in (ADA, CLIENT_ID) else None

    def get_audiences(self) -> list[str]:
        return [f"{self.server.running.url}/token"]

    has_granted_permission = _always


class _DeviceGrant(DeviceCodeGrant):  # type: ignore[misc]
    def query_device_credential(self, device_code: str) -> DeviceCredentialDict | None:
        return self.server.running.devices.get(device_code)

    def query_user_grant(self, user_code: str) -> tuple[str, bool] | None:
        is_allowed = self.server.running.accepted.get(user_code)
        if is_allowed is None and not self.server.running.accepts_at_once:
            return None
        return ADA, is_allowed is not False

    def should_slow_down(self, credential: DeviceCredentialDict) -> bool:
        return False


class _Revocation(RevocationEndpoint):  # type: ignore[misc]
    CLIENT_AUTH_METHODS = _METHODS

    def query_token(self, token_string: str, token_type_hint: str) -> _Token | None:
        tokens: dict[str, _Token] = self.server.running.tokens
        return next((t for t in tokens.values() if t.get(token_type_hint) == token_string), None)

    def revoke_token(self, token: _Token, request: OAuth2Request) -> None:
        self.server.running.refused |= {token["access_token"], token["refresh_token"]}


class _DeviceEndpoint(DeviceAuthorizationEndpoint):  # type: ignore[misc]
    INTERVAL = 1

    def get_verification_uri(self) -> str:
        return f"{self.server.running.url}/enter"

    def save_device_credential(self, client_id: str, scope: str, data: dict[str, Any]) -> None:
        expires_at = time.time() + data["expires_in"]
        held = {**data, "client_id": client_id, "scope": scope, "expires_at": expires_at}
        self.server.running.devices[data["device_code"]] = DeviceCredentialDict(held)


def _random_text(*_: object, **__: object) -> str:
    return os.urandom(16).hex()


@contextmanager
def running() -> Iterator[AuthorizationServer]:
    """Start a server and end it."""
    server = AuthorizationServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            self._answer(dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True)))

        def _answer(self, form: dict[str, str]) -> None:
            given = {name.lower(): value for name, value in self.headers.items()}
            status, headers, body = server.answer(self.command, self.path, form, given)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            # Who has read enough of an endless body leaves.
            with suppress(ConnectionError):
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Print nothing on standard error."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.url = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    # The protocol refuses to be spoken without TLS, even on loopback.
    with patch.dict(os.environ, {"AUTHLIB_INSECURE_TRANSPORT": "1"}):
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            http.server_close()
            thread.join()
