"""Saved requests: what is stored of a request, with its tests and captures."""

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.catalogue import Endpoints
from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.request.conversation import SILENT, Conversation
from aiurdesk.core.request.custom_url import endpoint_for_typed_url, needed_body, with_own_body
from aiurdesk.core.request.request import (
    USUAL_OPTIONS,
    Body,
    FileBody,
    FileValue,
    FormBody,
    Header,
    MultipartBody,
    NoBody,
    OffRow,
    Request,
    SendOptions,
    Value,
)
from aiurdesk.core.request.request_texts import (
    NO_ENDPOINT,
    Texts,
    address_texts,
    texts_beside_address,
    with_changes,
)
from aiurdesk.core.request.response_test import Capture, ResponseTest
from aiurdesk.core.request.socket_scheme import to_socket


class SavedRequest(msgspec.Struct, frozen=True, gc=False):
    """A request as it is stored in a file. It holds no secret."""

    endpoint_id: str = ""
    """Empty for a custom URL."""
    method: str = ""
    """Empty means that of the endpoint; a custom URL has one unless it is a WebSocket."""
    url: str = ""
    """The address of a custom URL; that of a WebSocket begins with ``ws://`` or ``wss://``."""
    dialect: str = ""
    """As in ``Request.dialect``; empty where that is None."""
    credential: str | None = None
    """As in ``Request.credential``."""
    is_forced: bool = False
    """As in ``Request.is_forced``."""
    not_secret: tuple[str, ...] = ()
    """Places that look like secrets and are not, as ``LiteralSecret.place`` names them."""
    notes: str = ""
    """Markdown."""
    values: tuple[tuple[str, Value], ...] = ()
    headers: tuple[Header, ...] = ()
    tests: tuple[ResponseTest, ...] = ()
    captures: tuple[Capture, ...] = ()
    body: Body | None = None
    """As in ``Request.body``, and the next ones too."""
    values_off: tuple[OffRow, ...] = ()
    headers_off: tuple[OffRow, ...] = ()
    conversation: Conversation = SILENT
    options: SendOptions = USUAL_OPTIONS

    @property
    def target(self) -> str:
        """The endpoint's id or the address, for lists of requests."""
        return self.endpoint_id or self.url


def saved_request(request: Request) -> SavedRequest:
    """Return what is stored of a request."""
    endpoint = request.endpoint
    is_custom, is_socket = not endpoint.service_id, endpoint.is_websocket
    address = to_socket(endpoint.path) if is_socket else endpoint.path
    # A handshake is always a GET, which the scheme of the address says.
    own_method = endpoint.method if is_custom and not is_socket else ""
    return SavedRequest(
        endpoint_id="" if is_custom else endpoint.id,
        method=request.method or own_method,
        url=address if is_custom else "",
        dialect=request.dialect or "",
        credential=request.credential,
        is_forced=request.is_forced,
        not_secret=request.not_secret,
        notes=request.notes,
        values=request.values,
        headers=request.headers,
        # Kept for a socket too, which does not send it: the address may become another one again.
        body=needed_body(request),
        values_off=request.values_off,
        headers_off=request.headers_off,
        tests=request.tests,
        captures=request.captures,
        conversation=request.conversation,
        options=request.options,
    )


def saved_texts(saved: SavedRequest, endpoint: Endpoint = NO_ENDPOINT) -> Texts[SavedRequest]:
    """Yield all texts of a saved request.

    Args:
        endpoint: That of the request.
    """
    url = yield from address_texts(saved.url)
    return (yield from texts_beside_address(with_changes(saved, url=url), endpoint))


def request_of(saved: SavedRequest, endpoints: Endpoints) -> Request:
    """Return the request that was saved.

    Raises:
        DataMistake: There is no endpoint of that id.
    """
    if saved.endpoint_id:
        endpoint = endpoints.endpoint(saved.endpoint_id)
        if endpoint is None:
            raise DataMistake(
                f"There is no endpoint {saved.endpoint_id}. 'aiurdesk endpoints' lists all."
            )
    else:
        names = tuple(name for name, _ in saved.values)
        # Only the address of a socket stands without its method.
        method = saved.method or "GET"
        endpoint = endpoint_for_typed_url(saved.url, method, names, saved.body)
    return Request(
        endpoint=endpoint,
        values=saved.values,
        headers=saved.headers,
        # That of a custom URL is part of its endpoint.
        method=saved.method if saved.endpoint_id else "",
        dialect=saved.dialect or None,
        is_forced=saved.is_forced,
        credential=saved.credential,
        notes=saved.notes,
        not_secret=saved.not_secret,
        body=saved.body,
        values_off=saved.values_off,
        headers_off=saved.headers_off,
        tests=saved.tests,
        captures=saved.captures,
        conversation=saved.conversation,
        options=saved.options,
    )


def as_written_before(saved: SavedRequest, before: SavedRequest) -> SavedRequest:
    """Return a request as its file already says the same, so that an edit is one line of a diff.

    The window gives each custom URL a body of its own. A person may write ``body = "none"`` without
    need, or ``values`` where the window has a form.

    Args:
        saved: What is to be saved.
        before: What the file holds.
    """
    if not saved.url or not before.url:
        return saved
    if saved.body is None and before.body == NoBody():
        return replace(saved, body=NoBody())
    if before.body is None and isinstance(saved.body, FormBody):
        return _with_values_only(saved, before)
    return saved


def _with_values_only(saved: SavedRequest, before: SavedRequest) -> SavedRequest:
    """Return a request without its form, whose rows become values, where it sends the same."""
    body = saved.body
    if not isinstance(body, FormBody) or not all(row.is_sent for row in body.rows):
        return saved
    in_path, in_form = list(saved.values), [(row.name, row.value) for row in body.rows]
    values: list[tuple[str, Value]] = []
    # In the order of the file, in which both may be mixed; what is new comes last.
    names = {name for name, _ in in_path}
    for name, _ in before.values:
        left = in_path if name in names else in_form
        values += [left.pop(0)] if left else []
    shorter = replace(saved, values=(*values, *in_path, *in_form), body=None)
    return shorter if _with_own_body(shorter) == _with_own_body(saved) else saved


def _with_own_body(saved: SavedRequest) -> SavedRequest:
    names = tuple(name for name, _ in saved.values)
    endpoint = endpoint_for_typed_url(saved.url, saved.method, names, saved.body)
    request = with_own_body(Request(endpoint, values=saved.values, body=saved.body))
    return replace(saved, values=request.values, body=request.body)


def paths_of(saved: SavedRequest) -> tuple[str, ...]:
    """Return the paths of the files that a saved request names, each once."""
    paths: dict[str, None] = {}

    def note(path: str) -> str:
        paths[path] = None
        return path

    with_paths(saved, note)
    return tuple(paths)


def with_paths(saved: SavedRequest, change: Callable[[str], str]) -> SavedRequest:
    """Return a saved request with other paths of its files; an empty path stays."""

    def changed(value: Value) -> Value:
        if isinstance(value, FileValue) and value.path:
            return replace(value, path=change(value.path))
        return value

    body = saved.body
    if isinstance(body, FileBody) and body.path:
        body = replace(body, path=change(body.path))
    elif isinstance(body, FormBody | MultipartBody):
        rows = tuple([replace(row, value=changed(row.value)) for row in body.rows])
        body = replace(body, rows=rows)
    return replace(
        saved,
        values=tuple([(name, changed(value)) for name, value in saved.values]),
        values_off=tuple([replace(row, value=changed(row.value)) for row in saved.values_off]),
        body=body,
        conversation=_with_message_paths(saved.conversation, change),
    )


def _with_message_paths(conversation: Conversation, change: Callable[[str], str]) -> Conversation:
    messages = tuple(
        replace(each, content=change(each.content))
        if each.kind in ("file", "request") and each.content
        else each
        for each in conversation.messages
    )
    # The same object where nothing changed: ten thousand requests are read without messages.
    is_same = messages == conversation.messages
    return conversation if is_same else replace(conversation, messages=messages)
