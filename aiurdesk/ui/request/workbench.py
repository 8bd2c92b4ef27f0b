"""The open requests and their responses, between the panels and the use cases."""

import sys
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.history.history_entry import id_at
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.preparing.wire_format import prefilled
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.request_texts import request_texts
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr
from aiurdesk.services.sending.connections import Connections
from aiurdesk.services.sending.planned_request import PlannedRequest
from aiurdesk.ui.request.sending import Sending

# Requests that can be opened again; each holds all that was typed.
_MOST_CLOSED = 20
_MOST_CLOSED_BYTES = 32 * 1024 * 1024
"""Of all that was typed in them; the one that was closed last stays in any case."""
_MEASURED_TEXTS = 10_000
"""Of each request: what is long consists of few texts, and looking at all takes a while."""


def _lies_in_file(exchange: Exchange | None) -> bool:
    outcome = None if exchange is None else exchange.outcome
    return isinstance(outcome, Response) and outcome.body.path is not None


class OpenRequest(msgspec.Struct, frozen=True):
    """A request in a tab."""

    key: int
    """Names the tab as long as the program runs."""
    request: Request
    is_edited: bool = False
    """Something differs from what was opened."""
    is_sent: bool = False
    is_kept: bool = False
    """It was edited, or open at the last end: looking at other requests does not replace it."""
    is_pinned: bool = False
    """Its tab stays before the others, and stays when others are closed."""
    copy: CollectionRequest | None = None
    """Its file; None for a request that was never saved."""
    name: str = ""
    """What it is called while it has no file; empty means like its endpoint."""
    entry_id: int = 0
    """The entry of the history with its last response, if that is recorded; 0 without any."""

    @property
    def effective(self) -> Request:
        """The request with what the folders of its collection add."""
        return self.request if self.copy is None else self.copy.with_inherited(self.request)


class Workbench(QObject):
    """Opens, edits, sends and closes requests; independent of widgets."""

    request_opened = Signal(OpenRequest)
    """Emitted when a request was opened; it is in front now."""
    requests_restored = Signal(tuple)
    """Emitted with every OpenRequest that is open behind the others, from the last start."""
    request_closed = Signal(int)
    """Emitted with the key of a request that was closed."""
    unsaved_closed = Signal(OpenRequest)
    """Emitted with a request that was closed although it differs from its file."""
    request_raised = Signal(int)
    """Emitted with the key of an open request that is to be in front."""
    request_changed = Signal(OpenRequest)
    """Emitted with a request after an edit or a save, or after another environment was chosen."""
    request_replaced = Signal(OpenRequest)
    """Emitted with a request that is another one now, such as after its file was changed."""

    def __init__(self, sending: Sending, connections: Connections) -> None:
        """Prepare; no request is open yet.

        Args:
            connections: Own the files of long bodies, which are deleted with their exchange.
        """
        super().__init__()
        self.sending = sending
        self._connections = connections
        # In the order of the tabs.
        self._open: dict[int, OpenRequest] = {}
        self._exchanges: dict[int, Exchange] = {}
        # What the same request gave in another environment, to be compared with.
        self._beside: dict[int, Exchange] = {}
        # Those before the last ones whose bodies lie in files: they cost no memory, and the history
        # may keep only their beginning.
        self._long_before: dict[int, Exchange] = {}
        # With the size of what was typed in each; the one that was closed last is at the end.
        self._closed: list[tuple[OpenRequest, int]] = []
        self._current: int | None = None
        self._next_key = 1

    @property
    def current(self) -> OpenRequest | None:
        """The request in front."""
        return self.opened(self._current)

    @property
    def current_exchange(self) -> Exchange | None:
        """The last exchange of the request in front."""
        return None if self._current is None else self._exchanges.get(self._current)

    @property
    def open_requests(self) -> tuple[OpenRequest, ...]:
        """All open requests in the order of their tabs."""
        return tuple(self._open.values())

    @property
    def can_revert(self) -> bool:
        """The request in front differs from its file."""
        current = self.current
        return current is not None and current.copy is not None and current.is_edited

    @property
    def has_unsaved(self) -> bool:
        """A request differs from its file."""
        return any(o.is_edited and o.copy is not None for o in self._open.values())

    @property
    def has_closed(self) -> bool:
        """A request was closed that can be opened again."""
        return bool(self._closed)

    def opened(self, key: int | None) -> OpenRequest | None:
        """Return an open request, or None."""
        return None if key is None else self._open.get(key)

    def plan(self, key: int) -> PlannedRequest:
        """Return an open request with what it would be sent with now."""
        return self.sending.plan(self._open[key].effective)

    def copy_as_curl(self, key: int) -> None:
        """Copy an open request as a command of curl, and tell it."""
        self.sending.copy_as_curl(self.plan(key))

    def copy_endpoint_as_curl(self, endpoint: Endpoint) -> None:
        """Copy an endpoint, with the values that its form begins with, as a command of curl."""
        request = Request(endpoint, values=prefilled(endpoint), is_forced=True)
        self.sending.copy_as_curl(self.sending.plan(request))

    def copy_saved_as_curl(self, copy: CollectionRequest) -> None:
        """Copy the request of a file as a command of curl: as its tab shows it, if it has one."""
        opened = self.with_file(copy.path)
        if opened is not None:
            self.copy_as_curl(opened.key)
        elif copy.opened is not None:
            self.sending.copy_as_curl(self.sending.plan(copy.with_inherited(copy.opened)))

    def exchange(self, key: int) -> Exchange | None:
        """Return the last exchange of an open request, or None."""
        return self._exchanges.get(key)

    def open(self, endpoint: Endpoint) -> None:
        """Open an endpoint: its unedited tab if there is one, else a new one.

        A request in front that was neither edited nor sent is replaced, so that looking around
        leaves no unused tabs.
        """
        # An edited tab is left alone: opening an endpoint is to show an empty form.
        if self._raise_unedited(lambda request: request.endpoint.id == endpoint.id) is None:
            self._replace_untouched(Request(endpoint, values=prefilled(endpoint)))

    def open_saved(self, copy: CollectionRequest) -> None:
        """Open a saved request: its tab if there is one, else a new one."""
        opened = self.with_file(copy.path)
        if opened is not None:
            self.bring_to_front(opened.key)
        elif copy.opened is not None:
            self._replace_untouched(copy.opened, copy)

    def bring_to_front(self, key: int) -> None:
        """Show an open request; one that was closed meanwhile is not opened again."""
        if key in self._open:
            self.set_current(key)
            self.request_raised.emit(key)

    def with_file(self, path: str) -> OpenRequest | None:
        """Return the open request of a file."""
        matches = (o for o in self._open.values() if o.copy is not None and o.copy.path == path)
        return next(matches, None)

    def capturing(self, variable: str, name: str) -> OpenRequest | None:
        """Return the open request that captures a variable; one of this name before others."""

        def is_other(opened: OpenRequest) -> bool:
            request = opened.effective
            return name not in (request.saved_name, request.endpoint.shown_title)

        matches = (
            opened
            for opened in self._open.values()
            if any(capture.variable == variable for capture in opened.request.captures)
        )
        return min(matches, key=is_other, default=None)

    def open_request(
        self,
        request: Request,
        *,
        is_edited: bool = False,
        copy: CollectionRequest | None = None,
        name: str = "",
    ) -> OpenRequest:
        """Open a request in a new tab and return it.

        Args:
            copy: Its file.
            name: What it is called without one.
        """
        return self._open_new(OpenRequest(0, request, is_edited, copy=copy, name=name))

    def _open_new(self, opened: OpenRequest) -> OpenRequest:
        opened = replace(opened, key=self._next_key)
        self._next_key += 1
        self._open[opened.key] = opened
        # Before the signal: what it leads to asks for the request in front.
        self._current = opened.key
        self.request_opened.emit(opened)
        return opened

    def open_once(self, request: Request) -> OpenRequest:
        """Open a request: its unedited tab if there is one, else a new one."""
        opened = self._raise_unedited(lambda other: other == request)
        return self.open_request(request) if opened is None else opened

    def _raise_unedited(self, is_same: Callable[[Request], bool]) -> OpenRequest | None:
        unedited = (o for o in self._open.values() if not o.is_edited and o.copy is None)
        opened = next((o for o in unedited if is_same(o.request)), None)
        if opened is not None:
            self.bring_to_front(opened.key)
        return opened

    def restore(self, requests: Iterable[OpenRequest], current: int) -> None:
        """Open the requests of the last start; only one of them is in front.

        Args:
            requests: Their keys are replaced.
            current: Place of the one that is to be in front.
        """
        opened = tuple(
            replace(request, key=key, is_kept=True)
            for key, request in enumerate(requests, self._next_key)
        )
        if not opened:
            return
        self._next_key += len(opened)
        self._open.update((request.key, request) for request in opened)
        self.requests_restored.emit(opened)
        self.request_raised.emit(opened[min(max(current, 0), len(opened) - 1)].key)

    def duplicate(self, key: int) -> None:
        """Open a copy of an open request in a new tab."""
        opened = self._open.get(key)
        if opened is None:
            return
        is_edited = opened.is_edited or opened.copy is not None
        name = opened.name
        if opened.copy is not None:
            name = tr("{name} copy").format(name=opened.copy.name)
        self.open_request(opened.request, is_edited=is_edited, name=name)

    def pin(self, key: int, is_pinned: bool) -> None:
        """Let the tab of a request stay before the others, or be like them again."""
        if key in self._open:
            self._change(key, is_pinned=is_pinned, is_kept=True)

    def reorder(self, keys: tuple[int, ...]) -> None:
        """Put the requests into the order of their tabs."""
        self._open = {key: self._open[key] for key in keys}

    def open_exchange(self, exchange: Exchange) -> None:
        """Open a request that was sent already, with its response."""
        opened = self.open_request(exchange.request)
        self._open[opened.key] = replace(opened, is_sent=True)
        self.sending.exchange_finished.emit(opened.key, exchange)

    def open_custom_url(self) -> None:
        """Open a request for an address that is still to be typed."""
        self.open_request(custom_request())

    def close(self, key: int, *, is_remembered: bool = True) -> None:
        """Close a request; what runs in it is cancelled.

        It may be closed already, as the menu of a tab stays open when a request from elsewhere
        takes the place of one that was only looked at.
        """
        if key not in self._open:
            return
        # Before the request is gone: an exchange that comes later would have no tab.
        self.sending.forget(key)
        closed = self._open.pop(key)
        self._release(self._exchanges.pop(key, None))
        self._release(self._beside.pop(key, None))
        self._release(self._long_before.pop(key, None))
        if is_remembered:
            self._remember(closed)
        # The tabs bring the neighbour to the front, and say so.
        if self._current == key:
            self._current = None
        self.request_closed.emit(key)
        if is_remembered and closed.is_edited and closed.copy is not None:
            self.unsaved_closed.emit(closed)

    def _remember(self, closed: OpenRequest) -> None:
        texts = islice(request_texts(closed.request), _MEASURED_TEXTS)
        self._closed.append((closed, sum(sys.getsizeof(text.text) for text in texts)))
        size_bytes = sum(size for _, size in self._closed)
        while len(self._closed) > 1 and (
            size_bytes > _MOST_CLOSED_BYTES or len(self._closed) > _MOST_CLOSED
        ):
            size_bytes -= self._closed.pop(0)[1]

    def close_others(self, key: int) -> None:
        """Close all requests but one and the pinned, unless that one is closed itself."""
        if key in self._open:
            self.close_all(self._unpinned(other for other in self._open if other != key))

    def close_right_of(self, key: int) -> None:
        """Close the requests in the tabs behind one; pinned ones stay."""
        keys = list(self._open)
        behind = keys[keys.index(key) + 1 :] if key in self._open else []
        self.close_all(self._unpinned(behind))

    def close_unpinned(self) -> None:
        """Close all requests but the pinned."""
        self.close_all(self._unpinned(self._open))

    def _unpinned(self, keys: Iterable[int]) -> list[int]:
        return [key for key in keys if not self._open[key].is_pinned]

    def close_all(self, keys: Iterable[int] | None = None) -> None:
        """Close some requests, or all."""
        # A list first: closing takes requests out of ``_open``.
        for key in list(self._open if keys is None else keys):
            self.close(key)

    def can_reopen(self, key: int) -> bool:
        """Tell whether a request that was closed can be opened again, by the key that it had."""
        return any(closed.key == key for closed, _ in self._closed)

    def reopen(self, key: int | None = None) -> None:
        """Open a request that was closed, as it was.

        Args:
            key: The key that it had; None for the one that was closed last.
        """
        places = [i for i, (closed, _) in enumerate(self._closed) if key in (None, closed.key)]
        if places:
            closed, _ = self._closed.pop(places[-1])
            copy = closed.copy
            if copy is not None and self.with_file(copy.path) is not None:
                copy = None  # The file has a tab again.
            opened = replace(closed, copy=copy, is_sent=False, is_kept=False, is_pinned=False)
            self._open_new(opened)

    def follow_files(self, path_after: Callable[[str], str]) -> None:
        """Let requests that can be reopened follow their files.

        Args:
            path_after: Returns where the file of a path is now.
        """
        for index, (closed, size_bytes) in enumerate(self._closed):
            if closed.copy is not None:
                copy = closed.copy.moved_to(path_after(closed.copy.path))
                self._closed[index] = replace(closed, copy=copy), size_bytes

    def set_current(self, key: int | None) -> None:
        """Set the request in front."""
        self._current = key

    def edit(self, key: int, request: Request) -> None:
        """Replace a request by its edited version."""
        copy = self._open[key].copy
        is_edited = copy is None or copy.differs(request)
        self._change(key, request=request, is_edited=is_edited, is_kept=True)

    def take_copy(self, key: int, copy: CollectionRequest | None) -> None:
        """Give a request another file, or another version of its file; it stays as it is.

        Args:
            copy: None if it has no file any more, so that it is to be saved.
        """
        opened = self._open.get(key)
        if opened is None:
            return
        # A tab that loses its file is still called like it.
        name = opened.copy.name if opened.copy is not None else opened.name
        is_edited = copy is None or copy.differs(opened.request)
        self._change(key, copy=copy, is_edited=is_edited, name=name)

    def replace_request(self, key: int, request: Request, copy: CollectionRequest | None) -> None:
        """Show another request in a tab, such as the one that its file holds now."""
        if key in self._open:
            is_edited = copy is None or copy.differs(request)
            self._change(key, is_another=True, request=request, copy=copy, is_edited=is_edited)

    def _change(self, key: int, *, is_another: bool = False, **members: object) -> None:
        opened = self._open[key] = replace(self._open[key], **members)
        if is_another:
            self.request_replaced.emit(opened)
        self.request_changed.emit(opened)

    def send_request(self, key: int, *, is_forced: bool = False, is_renewing: bool = False) -> None:
        """Send an open request.

        Args:
            is_forced: "Send anyway": what breaks a rule of the form goes out as it was typed.
            is_renewing: With a new token, even while the old one is valid.
        """
        opened = self._open.get(key)
        if opened is None:
            return
        self._open[key] = replace(opened, is_sent=True)
        request = replace(opened.effective, is_forced=is_forced or opened.request.is_forced)
        folder = None if opened.copy is None else Path(opened.copy.path).parent
        self.sending.send(key, request, folder, is_renewing=is_renewing)

    def follow_environment(self) -> None:
        """Emit ``request_changed`` for all requests: their addresses may differ now."""
        # A copy, because a listener may open or close a request.
        for opened in self.open_requests:
            self.request_changed.emit(opened)

    def follow_services(self, endpoint_of: Callable[[str], Endpoint | None]) -> None:
        """Show the requests with their endpoints as they are now; values stay.

        Args:
            endpoint_of: Returns the endpoint of an id. A request whose endpoint is gone keeps it.
        """
        for opened in self.open_requests:
            endpoint = endpoint_of(opened.request.endpoint.id)
            if endpoint is not None and endpoint != opened.request.endpoint:
                request = replace(opened.request, target=endpoint)
                self._change(opened.key, is_another=True, request=request)

    def keep_exchange(self, key: int, exchange: Exchange) -> None:
        """Store the last exchange of a request; of those before, only one whose body is long."""
        if key in self._open:
            before = self._exchanges.get(key)
            self._release(self._long_before.pop(key, None))
            if before is not None and _lies_in_file(before):
                self._long_before[key] = before
            else:
                self._release(before)
            self._exchanges[key] = exchange
            self._open[key] = replace(self._open[key], entry_id=id_at(exchange.started_at))

    def keep_beside(self, key: int, exchange: Exchange) -> None:
        """Store what a request gave in another environment, and release the one before it."""
        self._release(self._beside.pop(key, None))
        if key in self._open:
            self._beside[key] = exchange
        else:
            self._release(exchange)

    def long_before(self, key: int) -> Exchange | None:
        """Return the exchange before the last one of a request if its body lies in a file."""
        return self._long_before.get(key)

    def take_verdict(self, key: int, exchange: Exchange) -> None:
        """Store the last exchange of a request with another verdict on the same response."""
        if key in self._open:
            self._exchanges[key] = exchange

    def _replace_untouched(self, request: Request, copy: CollectionRequest | None = None) -> None:
        before = self.current
        # In this order: without any tab, the things to try would flash up.
        self.open_request(request, copy=copy)
        if before is not None and not (before.is_edited or before.is_sent or before.is_kept):
            self.close(before.key, is_remembered=False)

    def _release(self, exchange: Exchange | None) -> None:
        """Delete the temporary file of a response that is not shown any more."""
        if exchange is not None and isinstance(exchange.outcome, Response):
            self._connections.files.remove(exchange.outcome.body.path)
