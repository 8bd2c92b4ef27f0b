"""Shows what the tests of the socket of one tab find while it is open."""

from collections.abc import Awaitable, Callable

import msgspec
from shiboken6 import isValid

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.services.expectations.received_frames import ReceivedFrames
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.services.sockets.connection_tests import Tested
from aiurdesk.ui.sockets.frames_and_tests import FramesAndTests

Variables = tuple[tuple[str, str], ...]


class LiveTestParts(msgspec.Struct, frozen=True):
    """Parts of the window that the tests of a socket use."""

    examine: Callable[[PlannedRequest, Exchange, ReceivedFrames], Awaitable[Exchange]]
    """Carries out tests and captures, and holds what was captured."""
    keep_variables: Callable[[PlannedRequest, Variables, tuple[Secret, ...]], None]
    """Holds variables for later messages and requests."""


class LiveTests:
    """Shows the tests of one connection after the other."""

    def __init__(self, views: FramesAndTests, window: LiveTestParts) -> None:
        self._views = views
        self._window = window

    def show(self, tested: Tested) -> None:
        """Show what was found so far, and keep what was captured."""
        if tested.variables:
            plan = tested.examination.plan
            self._window.keep_variables(plan, tested.variables, tested.secrets)
        # A page whose tab was closed is deleted.
        if not isValid(self._views):
            return
        if tested.result is None:
            self._views.tests.show_progress(tested.examination)
        else:
            self._views.tests.show_result(tested.result.examination)

    def show_ended(self, ended: Tested | None) -> None:
        """Show what was found in a connection that has ended; None where it is shown already."""
        if ended is None or not isValid(self._views):
            return
        self._views.show_tested(ended.examination.plan.request)
        if ended.result is None:
            self._views.tests.show_nothing(has_ended=True)
        else:
            self._views.tests.show_result(ended.result.examination)
