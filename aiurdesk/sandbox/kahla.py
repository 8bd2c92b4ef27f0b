"""Kahla v2, as far as signing in goes: accounts, their cookie, and who it belongs to.

The real server also allows no more than 30 calls a minute; the sandbox does not count.

Source:
    reference/aiursoft-api.md, generation 2024-2026; recorded/kahla-2026.jsonl.
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from aiurdesk.core.api.endpoint import ParameterKind
from aiurdesk.sandbox.accounts import READY_PERSON
from aiurdesk.sandbox.aspnet.answer import Answer, Refusal
from aiurdesk.sandbox.aspnet.binding import Field, Source
from aiurdesk.sandbox.aspnet.check import Check, email
from aiurdesk.sandbox.aspnet.modern import modern_envelope
from aiurdesk.sandbox.aspnet.routing import Call, Route
from aiurdesk.sandbox.aspnet.web_service import WebService
from aiurdesk.sandbox.gateway.session import SESSION_COOKIE, SIGNED_OUT, Pair, cookie
from aiurdesk.sandbox.state import State

COOKIE_LIFETIME = timedelta(days=30)
"""From its last use."""
LOCK_TIME = timedelta(minutes=5)
TRIES = 5
"""Wrong passwords after which an account is locked for a while."""
_NEVER = datetime(1, 1, 1, tzinfo=UTC)
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
    """Somebody who chats."""

    id: str
    email: str
    password: str
    nick_name: str
    created_at: datetime
    wrong_tries: int = 0
    locked_until: datetime = _NEVER


@dataclass(slots=True)
class _Session:
    """What a cookie stands for."""

    account: _Account
    expires_at: datetime


class Kahla:
    """The actions of Kahla v2; its people are not those of Gateway."""

    def __init__(self, state: State) -> None:
        self._clock = state.clock
        self._accounts: dict[str, _Account] = {}
        self._sessions: dict[str, _Session] = {}
        self._add(READY_PERSON.email, READY_PERSON.password).nick_name = READY_PERSON.nick_name

    def service(self) -> WebService:
        """Return the service with its routes."""
        email_field = Field("Email", required=True, checks=(email,), source=Source.FORM)
        password = Field("Password", required=True, checks=(_length(6, 32),), source=Source.FORM)
        device = Field("DeviceId", ParameterKind.INTEGER, source=Source.FORM, is_nullable=True)
        post = ("POST",)
        return WebService(
            id="kahla-v2",
            name="Kahla",
            has_doc=False,
            is_modern=True,
            routes=(
                Route("api", self.index, methods=("GET",)),
                Route("api/auth/signin", self.sign_in, (email_field, password), post),
                Route("api/auth/register", self.register, (email_field, password), post),
                Route("api/auth/signout", self.sign_out, (device,), post),
                Route("api/auth/me", self.me, methods=("GET",)),
            ),
        )

    async def index(self, call: Call) -> Answer:
        """Tell which server it is."""
        members = {"vapidPublicKey": "none in the sandbox", "serverName": "Kahla of the sandbox"}
        return modern_envelope(0, "Kahla of the sandbox is at your service.", members)

    async def sign_in(self, call: Call) -> Answer:
        """Check e-mail and password and give the cookie."""
        if self._session(call) is not None:
            raise Refusal(-7, "You are signed in already.")
        account = self._accounts.get(call.values.text("Email").casefold())
        if account is None:
            raise Refusal(-8, "E-mail and password do not match.")
        self._check(account, call.values.text("Password"))
        return self._signed_in(account, "You are signed in.")

    async def register(self, call: Call) -> Answer:
        """Open an account and give its cookie."""
        address = call.values.text("Email")
        if address.casefold() in self._accounts:
            raise Refusal(-7, f"There is an account {address} already.")
        account = self._add(address, call.values.text("Password"))
        return self._signed_in(account, "The account is open.")

    async def sign_out(self, call: Call) -> Answer:
        """Make the cookie worthless."""
        self._known(call)
        self._sessions.pop(cookie(call.headers, SESSION_COOKIE) or "", None)
        answer = modern_envelope(2, "You are signed out.")
        return _with(answer, *SIGNED_OUT)

    async def me(self, call: Call) -> Answer:
        """Show the own profile."""
        account = self._known(call)
        user = {
            "id": account.id,
            "nickName": account.nick_name,
            "bio": None,
            "iconFilePath": None,
            "accountCreateTime": account.created_at,
            "emailConfirmed": False,
            "email": account.email,
        }
        return modern_envelope(0, "This is you.", {"user": user, "privateSettings": _SETTINGS})

    def _add(self, address: str, password: str) -> _Account:
        name = address.partition("@")[0]
        account = _Account(str(uuid.uuid4()), address, password, name, self._clock())
        self._accounts[address.casefold()] = account
        return account

    def _check(self, account: _Account, password: str) -> None:
        now = self._clock()
        if account.locked_until <= now and account.password == password:
            account.wrong_tries = 0
            return
        if account.locked_until <= now:
            account.wrong_tries += 1
            if account.wrong_tries < TRIES:
                raise Refusal(-8, "E-mail and password do not match.")
            account.wrong_tries, account.locked_until = 0, now + LOCK_TIME
        raise Refusal(-11, "The account is locked for a while.")

    def _signed_in(self, account: _Account, message: str) -> Answer:
        value, until = secrets.token_urlsafe(64), self._clock() + COOKIE_LIFETIME
        self._sessions[value] = _Session(account, until)
        kept = (
            f"{SESSION_COOKIE}={value}; expires={format_datetime(until, usegmt=True)}; "
            "path=/; samesite=lax; httponly"
        )
        # The same that forbids to store the answer when somebody signs out.
        uncached = tuple(pair for pair in SIGNED_OUT if pair[0] != "set-cookie")
        return _with(modern_envelope(2, message), *uncached, ("set-cookie", kept))

    def _session(self, call: Call) -> _Session | None:
        session = self._sessions.get(cookie(call.headers, SESSION_COOKIE) or "")
        return None if session is None or session.expires_at <= self._clock() else session

    def _known(self, call: Call) -> _Account:
        """Return whose cookie was sent, which then lasts anew.

        Raises:
            Refusal: It is nobody's: −8.
        """
        session = self._session(call)
        if session is None:
            raise Refusal(-8, f"Nobody is signed in. Your address {call.address} was noted.")
        session.expires_at = self._clock() + COOKIE_LIFETIME
        return session.account


def _length(least: int, most: int) -> Check:
    """Refuse a text that is too short or too long in words of Kahla's own."""

    def check(member: str, value: str | int) -> str | None:
        if least <= len(str(value)) <= most:
            return None
        return f"{member} has to have {least} to {most} characters."

    return check


def _with(answer: Answer, *headers: Pair) -> Answer:
    return Answer(answer.status, answer.body, answer.content_type, headers)
