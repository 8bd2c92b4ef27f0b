"""Kahla v2: the parts of the service that a sign-in needs, and its two sockets.

These are accounts, the session cookie, and the profile of the signed-in user. The sandbox has one
thread, in which everybody is, and whose socket is there without the actions on threads. So nothing
ever happens on the socket for events.

Source:
    reference/aiursoft-api.md, generation 2024-2026; recorded/kahla-2026.jsonl.
"""

import json
import secrets
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from aiurdesk.sandbox.accounts import READY_PERSON
from aiurdesk.sandbox.aspnet.binding import email
from aiurdesk.sandbox.aspnet.generation_2023 import envelope_2023
from aiurdesk.sandbox.aspnet.response import (
    ApiError,
    Response,
    WebSocket,
    WebSocketUpgrade,
    to_json,
)
from aiurdesk.sandbox.aspnet.routing import Request
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.clock import DATETIME_MIN, Clock
from aiurdesk.sandbox.described_service import Action, Actions, described_service
from aiurdesk.sandbox.gateway.session import SESSION_COOKIE, SIGN_OUT_HEADERS, cookie
from aiurdesk.sandbox.state import State

LONGEST_FRAME = 65_535
"""Characters. A longer frame of a client is ignored."""
_PREVIEW_BYTES = 50

Commit = dict[str, Any]
"""A message: ``id``, ``item`` (``content``, ``preview``, ``ats``, ``senderId``), ``commitTime``."""


class Thread:
    """The messages of one thread, in their order."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._commits: list[Commit] = []
        self._sockets: list[WebSocket] = []

    async def talk(self, socket: WebSocket, user_id: str, start: int) -> None:
        """Send what is stored and what comes; take what the client sends, until one of them leaves.

        Args:
            socket: The socket of the user.
            user_id: Becomes the sender of all that comes from this socket.
            start: Number of the stored message to begin with.
        """
        position = max(start, 0)
        # Others may talk while it is being sent.
        while stored := self._commits[position:]:
            position += len(stored)
            await socket.send(to_json(stored))
        self._sockets.append(socket)
        try:
            while (content := await socket.receive()) is not None:
                if len(content) > LONGEST_FRAME:
                    continue
                commits = self._commits_in(content, user_id)
                if commits is None:
                    # The real server closes at what it cannot read.
                    return
                self._commits += commits
                for listener in tuple(self._sockets):
                    await listener.send(to_json(commits))
        finally:
            self._sockets.remove(socket)

    def _commits_in(self, content: str | bytes, user_id: str) -> list[Commit] | None:
        """Return the messages in a frame, or None where it holds anything else."""
        now = self._clock()
        try:
            sent_commits = json.loads(content)
            if not isinstance(sent_commits, list):
                return None
            return [
                {
                    "id": str(UUID(sent["id"])),
                    "item": {
                        "content": sent["item"]["content"],
                        "preview": _cut(sent["item"]["preview"]),
                        "ats": sent["item"]["ats"],
                        # Not what the client says: it could be anybody.
                        "senderId": user_id,
                    },
                    "commitTime": now,
                }
                for sent in sent_commits
            ]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None


def _cut(preview: str) -> str:
    return preview.encode()[:_PREVIEW_BYTES].decode(errors="ignore")


COOKIE_LIFETIME = timedelta(days=30)
"""Counted from the last request with the cookie."""
LOCKOUT_TIME = timedelta(minutes=5)
MAX_FAILED_ATTEMPTS = 5
"""Number of wrong passwords that lock an account for ``LOCKOUT_TIME``."""
PASSWORD_LIFETIME = timedelta(minutes=5)
"""How long the address of a socket is valid."""
THREAD_ID = 1
"""Of the only thread."""
_SETTINGS = {
    "themeId": 0,
    "allowHardInvitation": True,
    "enableEmailNotification": True,
    "allowSearchByName": True,
    "enableEnterToSendMessage": True,
    "enableHideMyOnlineStatus": False,
}


@dataclass(slots=True)
class _Account:
    """A user of the chat."""

    id: str
    email: str
    password: str
    nick_name: str
    created_at: datetime
    failed_attempts: int = 0
    locked_until: datetime = DATETIME_MIN


@dataclass(slots=True)
class _Session:
    """The session of a cookie."""

    account: _Account
    expires_at: datetime


class Kahla:
    """The actions of Kahla v2. It has its own users, separate from Gateway's."""

    def __init__(self, state: State) -> None:
        self._state, self._clock = state, state.clock
        self._accounts: dict[str, _Account] = {}
        self._sessions: dict[str, _Session] = {}
        self._socket_passwords: dict[str, _Session] = {}
        self._thread = Thread(state.clock)
        self._add(READY_PERSON.email, READY_PERSON.password).nick_name = READY_PERSON.nick_name

    def service(self) -> WebService:
        """Return the service with its routes."""
        actions: Actions = {
            "home.index": self.index,
            "auth.signin": self.sign_in,
            "auth.register": self.register,
            "auth.signoutuser": self.sign_out,
            "auth.me": self.me,
            "messages.initwebsocket": self.init_websocket,
            "messages.websocket": Action(self.websocket, optional=("otp",)),
            "messages.initwebsocketforthread": self.init_thread_websocket,
            "messages.websocketforthread": self.thread_websocket,
        }
        service = described_service(self._state, "kahla-v2", actions, checks={"Email": email})
        return replace(service, has_doc=False)

    async def index(self, request: Request) -> Response:
        """Return the name of the server."""
        members = {"vapidPublicKey": "none in the sandbox", "serverName": "Kahla of the sandbox"}
        return envelope_2023(0, "Kahla of the sandbox is at your service.", members)

    async def sign_in(self, request: Request) -> Response:
        """Check e-mail and password, and set the session cookie."""
        if self._session(request) is not None:
            raise ApiError(-7, "You are signed in already.")
        account = self._accounts.get(request.values.text("Email").casefold())
        if account is None:
            raise ApiError(-8, "E-mail and password do not match.")
        self._check(account, request.values.text("Password"))
        return self._start_session(account, "You are signed in.")

    async def register(self, request: Request) -> Response:
        """Create an account, and set its session cookie."""
        address = request.values.text("Email")
        if address.casefold() in self._accounts:
            raise ApiError(-7, f"There is an account {address} already.")
        account = self._add(address, request.values.text("Password"))
        return self._start_session(account, "The account is open.")

    async def sign_out(self, request: Request) -> Response:
        """End the session and delete the cookie."""
        self._require_account(request)
        self._sessions.pop(cookie(request.headers, SESSION_COOKIE) or "", None)
        return replace(envelope_2023(2, "You are signed out."), headers=SIGN_OUT_HEADERS)

    async def me(self, request: Request) -> Response:
        """Return the profile of the signed-in user."""
        account = self._require_account(request)
        user = {
            "id": account.id,
            "nickName": account.nick_name,
            "bio": None,
            "iconFilePath": None,
            "accountCreateTime": account.created_at,
            "emailConfirmed": False,
            "email": account.email,
        }
        return envelope_2023(0, "This is you.", {"user": user, "privateSettings": _SETTINGS})

    async def init_websocket(self, request: Request) -> Response:
        """Return the address of the socket for the events of the signed-in user."""
        account = self._require_account(request)
        password = self._new_password(account)
        return _address(request, f"websocket/{account.id}?otp={password}")

    async def websocket(self, request: Request) -> Response | WebSocketUpgrade:
        """Accept a socket, and wait until the client leaves or sends something that is not JSON."""
        if not request.is_websocket:
            return Response(400)
        self._check_password(request)
        return WebSocketUpgrade(_until_no_json)

    async def init_thread_websocket(self, request: Request) -> Response:
        """Return the address of the socket of a thread for the signed-in user."""
        account = self._require_account(request)
        if request.values.number("id") != THREAD_ID:
            raise ApiError(-4, "There is no such thread.")
        password = self._new_password(account)
        return _address(request, f"websocket-thread/{THREAD_ID}/{account.id}/{password}")

    async def thread_websocket(self, request: Request) -> Response | WebSocketUpgrade:
        """Accept a socket on which the members of a thread talk."""
        if not request.is_websocket:
            return Response(400)
        self._check_password(request)
        if request.values.number("threadId") != THREAD_ID:
            raise ApiError(-8, "You are in no such thread.")
        user_id, start = request.values.text("userId"), request.values.number("start")
        return WebSocketUpgrade(lambda socket: self._thread.talk(socket, user_id, start))

    def _new_password(self, account: _Account) -> str:
        """Return a one-time password for the address of a socket; in truth it works for a while."""
        password = secrets.token_urlsafe(64)
        self._socket_passwords[password] = _Session(account, self._clock() + PASSWORD_LIFETIME)
        return password

    def _check_password(self, request: Request) -> None:
        """Check the one-time password of a handshake.

        Raises:
            ApiError: It is wrong, too old, or another user's: −8.
        """
        password = self._socket_passwords.get(request.values.text_or_none("otp") or "")
        is_valid = password is not None and password.expires_at > self._clock()
        if password is None or not is_valid or password.account.id != request.values.text("userId"):
            raise ApiError(-8, "This one-time password is not valid.")

    def _add(self, address: str, password: str) -> _Account:
        name = address.partition("@")[0]
        account = _Account(str(uuid.uuid4()), address, password, name, self._clock())
        self._accounts[address.casefold()] = account
        return account

    def _check(self, account: _Account, password: str) -> None:
        now = self._clock()
        # A correct password does not unlock a locked account.
        if account.locked_until <= now and account.password == password:
            account.failed_attempts = 0
            return
        if account.locked_until <= now:
            account.failed_attempts += 1
            if account.failed_attempts < MAX_FAILED_ATTEMPTS:
                raise ApiError(-8, "E-mail and password do not match.")
            # The count starts again after the lock.
            account.failed_attempts, account.locked_until = 0, now + LOCKOUT_TIME
        raise ApiError(-11, "The account is locked for a while.")

    def _start_session(self, account: _Account, message: str) -> Response:
        value, until = secrets.token_urlsafe(64), self._clock() + COOKIE_LIFETIME
        self._sessions[value] = _Session(account, until)
        cookie_text = (
            f"{SESSION_COOKIE}={value}; expires={format_datetime(until, usegmt=True)}; "
            "path=/; samesite=lax; httponly"
        )
        # A sign-in has the same cache headers as a sign-out.
        no_cache = tuple(header for header in SIGN_OUT_HEADERS if header[0] != "set-cookie")
        headers = (*no_cache, ("set-cookie", cookie_text))
        return replace(envelope_2023(2, message), headers=headers)

    def _session(self, request: Request) -> _Session | None:
        session = self._sessions.get(cookie(request.headers, SESSION_COOKIE) or "")
        return None if session is None or session.expires_at <= self._clock() else session

    def _require_account(self, request: Request) -> _Account:
        """Return the signed-in account and extend its session.

        Raises:
            ApiError: The request has no valid session cookie: −8.
        """
        session = self._session(request)
        if session is None:
            raise ApiError(
                -8, f"Nobody is signed in. Your address {request.client_address} was noted."
            )
        session.expires_at = self._clock() + COOKIE_LIFETIME
        return session.account


def _address(request: Request, path: str) -> Response:
    host = request.origin.replace("http", "ws", 1)
    members = {"webSocketEndpoint": f"{host}/api/messages/{path}"}
    return envelope_2023(0, "Connect to this address.", members)


async def _until_no_json(socket: WebSocket) -> None:
    """Ignore what the client sends; the real server closes at a frame that is not JSON."""
    while (content := await socket.receive()) is not None:
        try:
            json.loads(content)
        except (ValueError, RecursionError):
            return
