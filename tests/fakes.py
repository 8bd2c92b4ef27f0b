"""Fakes with the interface of real parts that are slow, or whose failures are hard to cause."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import KeyringFailure, KeyringReason
from aiurdesk.core.request.limits import Limits, OnProgress
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.response.response import Outcome
from aiurdesk.services.credentials.accounts import Accounts
from aiurdesk.services.credentials.authenticator import Authenticator
from aiurdesk.services.credentials.credentials import Credentials
from aiurdesk.services.library import Library
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.response_judge import ResponseJudge
from aiurdesk.services.sending.send_pipeline import Record, SendPipeline, record_nothing
from aiurdesk.services.sending.trust import Trust
from aiurdesk.services.sockets.sockets import Sockets
from aiurdesk.services.sockets.street import Street
from aiurdesk.storage.keyring_worker import OnWaiting, ignore_waiting
from aiurdesk.storage.secrets import MemorySecrets, reject_lone_surrogates
from aiurdesk.transport.transport import Signer, Transport


class FakeTransport:
    """A transport that is a function from a prepared request to an outcome."""

    def __init__(self, respond: Callable[[PreparedRequest], Awaitable[Outcome]]) -> None:
        self._respond = respond

    async def send(
        self,
        request: PreparedRequest,
        limits: Limits,
        on_progress: OnProgress | None = None,
        sign: Signer | None = None,
    ) -> Outcome:
        return await self._respond(request)

    def cookie_pairs(self, jar: str, url: str) -> tuple[str, ...]:
        return ()


def no_accounts() -> tuple[Credentials, Authenticator]:
    """Fail the test: it has no credentials, so nothing may ask for them."""
    raise AssertionError("nothing should ask for credentials")


_OF_THIS_TEST: list[HelperProcesses] = []


def _with_tests() -> HelperProcesses:
    """Return processes that end with the test."""
    processes = HelperProcesses()
    _OF_THIS_TEST.append(processes)
    return processes


def end_processes() -> None:
    """End the helper processes of pipelines that a test made without giving any."""
    if _OF_THIS_TEST:
        # With a loop of its own: the one of the test has ended, and that of Qt stays.
        with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
            while _OF_THIS_TEST:
                runner.run(_OF_THIS_TEST.pop().aclose())


def a_pipeline(
    transport: Transport,
    library: Library,
    record: Record = record_nothing,
    processes: HelperProcesses | None = None,
    trust: Trust | None = None,
) -> SendPipeline:
    """Return a pipeline over a transport, without any credentials."""
    judge = ResponseJudge(library, processes or _with_tests())
    return SendPipeline(transport, library, judge, Accounts(no_accounts), record, trust)


def a_street(pipeline: SendPipeline, processes: HelperProcesses | None = None) -> Street:
    """Return a street over a pipeline, on which no stream stays open."""
    return Street(pipeline, processes or HelperProcesses(), None, _no_sockets)


def _no_sockets() -> Sockets:
    raise AssertionError("no socket is opened here")


class NullSecrets:
    """A store that stores nothing and never fails."""

    name = "nothing"
    is_persistent = False
    failure: KeyringFailure | None = None
    note = "Nothing is kept."

    def __init__(self) -> None:
        self.on_waiting: OnWaiting = ignore_waiting

    async def detect(self) -> None:
        pass

    async def get(self, key: str) -> Secret | None:
        return None

    async def set(self, key: str, secret: Secret) -> None:
        reject_lone_surrogates(secret)

    async def delete(self, key: str) -> bool:
        return False

    def close(self) -> None:
        pass


class FailingSecrets:
    """A store whose methods all fail, such as a keyring that stays locked."""

    name = "a broken keyring"
    is_persistent = True
    failure: KeyringFailure | None = None
    note = ""

    def __init__(self, reason: KeyringReason = KeyringReason.LOCKED) -> None:
        self.on_waiting: OnWaiting = ignore_waiting
        self._reason = reason

    async def detect(self) -> None:
        pass

    async def get(self, key: str) -> Secret | None:
        raise KeyringFailure(self._reason)

    async def set(self, key: str, secret: Secret) -> None:
        reject_lone_surrogates(secret)
        raise KeyringFailure(self._reason)

    async def delete(self, key: str) -> bool:
        raise KeyringFailure(self._reason)

    def close(self) -> None:
        pass


class HangingRing:
    """A keyring whose calls block until ``let_go``, as at a prompt that nobody responds to."""

    def __init__(self) -> None:
        self._is_let_go = threading.Event()
        self._texts: dict[str, str] = {}
        self.calls = 0

    def get_password(self, _service: str, key: str) -> str | None:
        self._wait()
        return self._texts.get(key)

    def set_password(self, _service: str, key: str, text: str) -> None:
        self._wait()
        self._texts[key] = text

    def delete_password(self, _service: str, key: str) -> None:
        self._wait()
        del self._texts[key]

    def let_go(self) -> None:
        self._is_let_go.set()

    def hold(self) -> None:
        self._is_let_go.clear()

    def _wait(self) -> None:
        self.calls += 1
        self._is_let_go.wait()


class CountingSecrets(MemorySecrets):
    """A store that records its calls and fails for those in ``failing``."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.failing: set[str] = set()
        """Verbs, or verbs with a key, such as ``set`` or ``set some-id/app_secret``."""

    async def get(self, key: str) -> Secret | None:
        self._count("get", key)
        return await super().get(key)

    async def set(self, key: str, secret: Secret) -> None:
        self._count("set", key)
        await super().set(key, secret)

    async def delete(self, key: str) -> bool:
        self._count("delete", key)
        return await super().delete(key)

    def _count(self, verb: str, key: str) -> None:
        self.calls.append(f"{verb} {key}")
        if self.failing & {verb, f"{verb} {key}"}:
            raise KeyringFailure(KeyringReason.LOCKED)
