"""Saved requests: what is stored of a request, with its tests and captures."""

from collections.abc import Callable, Container, Iterator, Mapping

from msgspec.structs import replace

from aiurdesk.core.api.catalogue import Endpoints
from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.custom_url import needed_body, with_own_body
from aiurdesk.core.problem import Problem, add_service
from aiurdesk.core.request.field import PATHS
from aiurdesk.core.request.request import (
    FormBody,
    MultipartBody,
    NoBody,
    Request,
    Row,
    SavedRequest,
    Value,
    members_of,
)
from aiurdesk.core.request.request_text import RequestText, Texts, changed, with_changes
from aiurdesk.core.request.request_texts import NO_ENDPOINT, address_texts, texts_beside_address
from aiurdesk.core.request.typed import Typed, is_socket_address
from aiurdesk.core.translation import tr


def saved_request(request: Request) -> SavedRequest:
    """Return what is stored of a request."""
    # A handshake is always a GET, which the scheme of the address says.
    has_method = request.is_typed and not is_socket_address(request.url)
    stored = {
        "method": request.method or (request.endpoint.method if has_method else ""),
        # Kept for a socket too, which does not send it: the address may become another one again.
        "body": needed_body(request),
    }
    return SavedRequest(
        **members_of(request) | stored,
        endpoint_id="" if request.is_typed else request.endpoint.id,
        url=request.url,
    )


def saved_texts(saved: SavedRequest, endpoint: Endpoint = NO_ENDPOINT) -> Texts[SavedRequest]:
    """Yield all texts of a saved request.

    Args:
        endpoint: The endpoint of the request.
    """
    url = yield from address_texts(saved.url)
    return (yield from texts_beside_address(with_changes(saved, url=url), endpoint))


def request_of(saved: SavedRequest, endpoints: Endpoints) -> Request:
    """Return the request that was saved.

    Raises:
        ProblemError: There is no endpoint of that id.
    """
    if saved.endpoint_id:
        endpoint = endpoints.endpoint(saved.endpoint_id)
        if endpoint is None:
            raise ProblemError(unknown_endpoint(saved.endpoint_id, endpoints))
        return Request(endpoint, **members_of(saved))
    return _typed_request(saved)


def unknown_endpoint(endpoint_id: str, endpoints: Endpoints, more: str = "") -> Problem:
    """Return what to do about an endpoint that does not exist.

    Args:
        endpoint_id: As it was typed or saved.
        endpoints: Those that there are.
        more: What the sentence also says, such as which one may be meant.
    """
    text = tr("There is no endpoint {name}.{question} 'aiurdesk endpoints' lists all.")
    words = text.format(name=endpoint_id, question=more)
    service_id, dot, _ = endpoint_id.partition(".")
    # Where the service is known, its description has changed, or the name is mistyped.
    if not dot or endpoints.service(service_id) is not None:
        return Problem(words)
    return Problem(words, fixes=(add_service(service_id),))


def _typed_request(saved: SavedRequest) -> Request:
    # The method is part of the target. Only the address of a socket stands without one.
    target = Typed(saved.url, saved.method.upper() or "GET")
    return Request(target, **members_of(saved) | {"method": ""})


def with_values(saved: SavedRequest, given: Mapping[str, tuple[Value, ...]]) -> SavedRequest:
    """Return a saved request with other values, also of rows of its form.

    Args:
        saved: The request.
        given: Name → values, which replace those of this name without regard to case; without any
            it is left out.
    """
    left, names = dict(given), {name.casefold() for name in given}
    body = saved.body
    if isinstance(body, FormBody | MultipartBody):
        body = replace(body, rows=tuple(_rows_of(body.rows, left, names)))
    kept = [(name, value) for name, value in saved.values if name.casefold() not in names]
    added = ((name, value) for name, values in left.items() for value in values)
    return replace(saved, values=(*kept, *added), body=body)


def _rows_of(
    rows: tuple[Row, ...], left: dict[str, tuple[Value, ...]], names: Container[str]
) -> Iterator[Row]:
    """Yield the rows of a form with values of ``left``, from which those are taken out."""
    for row in rows:
        given = next((name for name in left if name.casefold() == row.name.casefold()), None)
        if given is not None:
            yield from (Row(row.name, value) for value in left.pop(given))
        elif row.name.casefold() not in names:
            yield row


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
    request = with_own_body(_typed_request(saved))
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

    def changed_path(text: RequestText) -> str | None:
        return change(text.text) if text.kind in PATHS and text.text else None

    return changed(texts_beside_address(saved, NO_ENDPOINT), changed_path)
