"""The browser of the person, and what a person does while a credential signs in."""

import asyncio
import hmac
import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qsl

import msgspec
from msgspec.structs import replace

from aiurdesk.core.auth.fields import is_received_here
from aiurdesk.core.auth.scheme import Question, Return, ShowCode
from aiurdesk.core.errors import AuthError
from aiurdesk.core.translation import Phrase, marked

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

VISIT_S = 300.0
"""Longest time that a person may take at the sign-in page."""
HELP_AFTER_S = 20.0
"""After a longer wait for the browser the person is told how to open the page by hand."""
_MOST_VALUES = 50
"""In an address that a person pastes."""


class OpenPage(msgspec.Struct, frozen=True):
    """A page that waits for the person in the browser."""

    address: str
    until: datetime
    """When the program stops waiting for it."""
    needs_help: bool = False
    """Whether no browser could be opened, or none has come back for a while."""
    redirect_address: str = ""
    """Where the page sends the browser to; empty where it sends it nowhere."""
    code: str = ""
    """What the person enters there; such a page may be opened on any device."""
    take_address: Callable[[str], None] | None = None
    """Takes the address at which a browser on another computer ended; None where none is taken."""


class Receiving(Protocol):
    """Waits on this computer for the browser to come back."""

    state: str

    @property
    def redirect_uri(self) -> str:
        """The redirect address for the browser."""
        ...

    async def wait(self, timeout_s: float) -> Return:
        """Return what the browser brought back.

        Raises:
            TimeoutError: The person did not come back in time.
        """
        ...


class Browser:
    """The browser of the person, and the place on this computer where it comes back to."""

    def __init__(
        self,
        open_page: Callable[[str], bool],
        open_receiver: "Callable[[str], AbstractAsyncContextManager[Receiving]]",
        timeout_s: float = VISIT_S,
        help_after_s: float = HELP_AFTER_S,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            open_page: Opens an address in the browser, on a thread; False says that it cannot.
            open_receiver: Takes the redirect address; empty means any port. Entering what it
                returns raises ``OSError`` where the port is taken.
        """
        self.on_visit: Callable[[OpenPage | None], None] | None = None
        """Called with a page that waits for the person, again when the person may need help, and
        with None at the end. The listener shows the address, so that the person can open it."""
        self.is_attended = True
        """Whether there is a person who can open a page by hand where no browser opens."""
        self.ask_allowed: Callable[[Question], Awaitable[bool]] | None = None
        """Asks the person; None where there is no person to ask."""
        self.ask_address: Callable[[OpenPage], Awaitable[str]] | None = None
        """Asks for the address at which the browser ended; empty where the person gives up."""
        self.asks_while_waiting = False
        """Whether that may be asked while the browser may still come back to this computer."""
        self._open_page = open_page
        self._open_receiver = open_receiver
        self._timeout_s = timeout_s
        self._help_after_s = help_after_s

    async def visit(self, address: Callable[[str, str], str], redirect_address: str = "") -> Return:
        """Let the person visit a page, and return what their browser brings back.

        Args:
            address: Gives the address of the page for a redirect address and a state.
            redirect_address: The only one that the page redirects to. If it is not on this
                computer, the person pastes the address at which the browser ends.

        Raises:
            AuthError: There is no browser, it did not come back in time, or what came back belongs
                to another visit.
        """
        if redirect_address and not is_received_here(redirect_address):
            return await self._pasted(address, redirect_address)
        async with AsyncExitStack() as stack:
            try:
                # Listening before the page opens: who is signed in already is sent back at once.
                opened = self._open_receiver(redirect_address)
                receiver = await stack.enter_async_context(opened)
            except OSError:
                raise AuthError(
                    Phrase(
                        marked(
                            "The port of {redirect_address} cannot be used: another "
                            "program may have "
                            "it. End that program, then sign in again."
                        ),
                        {"redirect_address": redirect_address},
                    )
                ) from None
            redirect_uri = receiver.redirect_uri
            page = self._page(address(redirect_uri, receiver.state), redirect_uri)
            with self._showing(page):
                try:
                    returned = await self._returned(page, receiver)
                except TimeoutError:
                    raise self._timed_out() from None
            return replace(returned, redirect_address=receiver.redirect_uri)

    def show_code(self, code: ShowCode) -> None:
        """Show a code for the person to enter on a page, until another page is shown, or none.

        Raises:
            AuthError: It cannot be shown to a person.
        """
        if self.on_visit is None:
            raise AuthError(
                Phrase(
                    marked("There is nobody to enter the code. Sign in with 'credentials test'.")
                )
            )
        until = utc_now() + timedelta(seconds=code.expires_in_s)
        self.show(OpenPage(code.address, until, needs_help=True, code=code.code))

    async def is_allowed(self, question: Question) -> bool:
        """Ask the person whether signing in may go on.

        Raises:
            AuthError: There is no person to ask.
        """
        if self.ask_allowed is None:
            raise AuthError(question.otherwise)
        return await self.ask_allowed(question)

    async def _pasted(self, address: Callable[[str, str], str], redirect_address: str) -> Return:
        """Let the person paste the address at which the browser ended."""
        if self.ask_address is None:
            raise AuthError(
                Phrase(
                    marked(
                        "The browser ends at {redirect_address}, and there is nobody to paste "
                        "its address. Sign in with 'credentials test' in a terminal, or in the "
                        "window."
                    ),
                    {"redirect_address": redirect_address},
                )
            )
        state = secrets.token_urlsafe(32)
        page = self._page(address(redirect_address, state), redirect_address)
        with self._showing(page):
            await asyncio.to_thread(self._open_page, page.address)
            try:
                async with asyncio.timeout(self._timeout_s):
                    typed = await self.ask_address(page)
            except TimeoutError:
                raise self._timed_out() from None
        return Return(_values_of(typed, redirect_address, state), redirect_address)

    def _page(self, address: str, redirect_address: str) -> OpenPage:
        until = utc_now() + timedelta(seconds=self._timeout_s)
        return OpenPage(address, until, redirect_address=redirect_address)

    def _timed_out(self) -> AuthError:
        minutes = round(self._timeout_s / 60)
        return AuthError(
            Phrase(
                marked("Nobody signed in within {minutes} minutes. Sign in again."),
                {"minutes": minutes},
            )
        )

    async def _returned(self, page: OpenPage, receiver: Receiving) -> Return:
        """Open the page and wait for the browser to come back; offer help if that takes long."""
        is_open = await asyncio.to_thread(self._open_page, page.address)
        if not is_open and not (self.on_visit and self.is_attended):
            raise AuthError(
                Phrase(
                    marked(
                        "The browser could not be opened. Choose one in the settings of this "
                        "computer, then sign in again."
                    )
                )
            )
        unaided_s = min(self._help_after_s, self._timeout_s) if is_open else 0.0
        if is_open:
            with suppress(TimeoutError):
                return await receiver.wait(unaided_s)
        left_s = self._timeout_s - unaided_s
        if self.ask_address is not None and self.asks_while_waiting:
            self.show(replace(page, needs_help=True))
            return await self._received_or_pasted(page, receiver, self.ask_address, left_s)
        typed: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def take(address: str) -> None:
            if not typed.done():
                typed.set_result(address)

        async def typed_there(_page: OpenPage) -> str:
            return await typed

        self.show(replace(page, needs_help=True, take_address=take))
        return await self._received_or_pasted(page, receiver, typed_there, left_s)

    async def _received_or_pasted(
        self,
        page: OpenPage,
        receiver: Receiving,
        ask_address: Callable[[OpenPage], Awaitable[str]],
        timeout_s: float,
    ) -> Return:
        """Return what comes first: the browser of this computer, or what one elsewhere ended at."""
        came: asyncio.Future[Return] = asyncio.get_running_loop().create_future()

        async def first(coming: Awaitable[Return]) -> None:
            try:
                returned = await coming
            except (TimeoutError, AuthError) as error:
                if not came.done():
                    came.set_exception(error)
            else:
                if not came.done():
                    came.set_result(returned)

        async def pasted() -> Return:
            typed = await ask_address(page)
            return Return(_values_of(typed, page.redirect_address, receiver.state))

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(first(one)) for one in (receiver.wait(timeout_s), pasted())]
            # Not its result: an error in here would come wrapped.
            await asyncio.wait([came])
            for task in tasks:
                task.cancel()
        return came.result()

    @contextmanager
    def _showing(self, page: OpenPage) -> Iterator[None]:
        self.show(page)
        try:
            yield
        finally:
            self.show(None)

    def show(self, page: OpenPage | None) -> None:
        """Show a page to the person; None stops showing one, or a code."""
        if self.on_visit is not None:
            self.on_visit(page)


def utc_now() -> datetime:
    """Return this computer's time."""
    return datetime.now(UTC)


def _values_of(typed: str, redirect_address: str, state: str) -> dict[str, str]:
    """Return the values in the address at which the browser ended, if it belongs to a visit.

    Raises:
        AuthError: It is another address, or of another visit.
    """
    typed = typed.strip()
    if not typed:
        raise AuthError(Phrase(marked("Signing in was given up. Nothing was sent.")))
    if typed.partition("?")[0].rstrip("/") != redirect_address.partition("?")[0].rstrip("/"):
        raise AuthError(
            Phrase(
                marked(
                    "This is not the address at which the browser ends: it begins with "
                    "{redirect_address}. Sign in again."
                ),
                {"redirect_address": redirect_address},
            )
        )
    query = typed.partition("#")[0].partition("?")[2]
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_VALUES)
    except ValueError:
        pairs = []
    values = dict(pairs)
    is_own = hmac.compare_digest(values.pop("state", "").encode(), state.encode())
    # Parameters must not be repeated. RFC 6749 section 3.1.
    if not is_own or len(values) + 1 != len(pairs):
        raise AuthError(Phrase(marked("The address belongs to another sign-in. Sign in again.")))
    return values
