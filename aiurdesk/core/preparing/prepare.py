"""Turn a request into the bytes that go on the wire."""

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

import msgspec
from msgspec.structs import replace

from aiurdesk.core.addresses import encoding, path_template
from aiurdesk.core.addresses.address import (
    absolute_address,
    base_address,
    query_of,
    unresolved,
)
from aiurdesk.core.addresses.availability import is_available
from aiurdesk.core.addresses.custom_url import (
    BODILESS_METHODS,
    path_names,
    taking,
    with_path_values,
    with_resolved_names,
)
from aiurdesk.core.api.endpoint import (
    OWN_GENERATION,
    Endpoint,
    Location,
    Parameter,
    ParameterKind,
    Service,
)
from aiurdesk.core.api.text import surrogate_refusal
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.form.form_rules import (
    BODY_LOCATIONS,
    check,
    checked_endpoint,
    file_name_refusal,
    wire_text,
)
from aiurdesk.core.preparing.auth_parameters import (
    NO_AUTH_PARAMETERS,
    AuthParameters,
    refusal,
    values_to_add,
)
from aiurdesk.core.preparing.cookie import environment_jar, with_pairs
from aiurdesk.core.preparing.header import (
    check_header,
    check_subprotocol,
    resolve_headers,
    secrets_of,
)
from aiurdesk.core.preparing.resolved_value import Unresolved, resolve_value
from aiurdesk.core.preparing.wire_body import JSON, URLENCODED, BodyWay, WireBody, wire_body
from aiurdesk.core.request.request import (
    FieldError,
    FileContent,
    FileValue,
    FormBody,
    GraphqlBody,
    Header,
    MultipartBody,
    PreparedRequest,
    Request,
    Value,
)
from aiurdesk.core.request.request_secrets import secrets_of_address, secrets_of_text
from aiurdesk.core.request.rows import value_rows
from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import Environment

_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_METHODS_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
"""Methods that send a body of length zero if they have no values."""


def prepare(
    request: Request,
    service: Service | None,
    environment: Environment,
    boundary: str,
    auth_parameters: AuthParameters = NO_AUTH_PARAMETERS,
) -> PreparedRequest | tuple[FieldError, ...]:
    """Put address, variables and values of a request together into a prepared request.

    Whether the environment has the endpoint at all is asked before, with ``why_unavailable``.

    Args:
        service: None for a custom URL; the endpoint's path is absolute then.
        boundary: Separates the parts of a multipart body; random, at least 16 letters and digits.
        auth_parameters: What a credential adds; it goes to its own origins only.
    """
    if service is None:
        renamed = with_resolved_names(request, environment)
        if not isinstance(renamed, Request):
            return renamed
        request = renamed
        names = tuple(name for name, _ in auth_parameters.values)
        request = replace(request, endpoint=taking(request.endpoint, names, request.body))
    method = request.sent_method
    # Whatever it would be with another body.
    method = "GET" if request.endpoint.is_websocket else method
    address = _base(request.endpoint, service, environment)
    if isinstance(address, FieldError) and service and not is_available(service, environment):
        # Said alone: no form is to be filled in for a service that cannot be reached.
        return (address,)
    # All that can be wrong is collected, so that a person mends it in one go.
    values, value_errors = _resolve_values(request, environment, auth_parameters)
    headers, header_errors = resolve_headers(request.headers, environment)
    errors = [*_address_errors(address, auth_parameters), *value_errors, *header_errors]
    if not is_method(method):
        errors.append(FieldError("", tr("Enter a method of one word, such as GET or POST.")))
    if request.endpoint.is_websocket:
        troubles = map(check_subprotocol, request.conversation.subprotocols)
        errors += [FieldError("", trouble) for trouble in troubles if trouble]
    if errors or isinstance(address, FieldError):
        return tuple(errors)
    wire = tuple(_wire_values(request.endpoint, values))
    body = _own_body(request, environment, boundary, wire, method)
    # Only now, because where a value goes depends on its parameter and on the method.
    errors = [*_placing_errors(wire, method, request), *_path_errors(request, service, wire)]
    address = _with_path(address, request.endpoint, service, environment, wire)
    if errors or isinstance(body, tuple) or isinstance(address, FieldError):
        results = (*(body if isinstance(body, tuple) else ()), address)
        return (*errors, *(item for item in results if isinstance(item, FieldError)))
    # A custom URL may hold a token that was pasted with it.
    typed = secrets_of_address(address) if service is None else ()
    writing = _Writing(
        request.endpoint,
        method,
        address,
        wire,
        _with_auth_headers(headers, auth_parameters),
        _query_to_add(auth_parameters, address, wire),
        body,
    )
    secrets = (*typed, *_texts_of(auth_parameters), *environment.secrets)
    written = _written(writing, boundary, secrets, _jar(request, environment, auth_parameters))
    route = replace(environment.route, http_version=request.options.http_version)
    return replace(written, signed=auth_parameters.signed, route=route)


def is_method(text: str) -> bool:
    """Tell whether a text can be the method of a request; servers may know any word."""
    return _METHOD.fullmatch(text) is not None


def _jar(request: Request, environment: Environment, auth_parameters: AuthParameters) -> str:
    if request.options.keeps_cookies is False:
        return ""
    # A credential without a jar has no session: cookies of others must not go with it.
    if auth_parameters.credential:
        return auth_parameters.jar
    return environment_jar(environment.cookie_jar)


class _WireValue(msgspec.Struct, frozen=True):
    """One text or file as it goes on the wire."""

    parameter: Parameter
    content: str | FileValue


class _Writing(msgspec.Struct, frozen=True):
    """Everything that the prepared request is written from."""

    endpoint: Endpoint
    method: str
    address: str
    """Absolute; without the query of the values."""
    values: tuple[_WireValue, ...]
    headers: tuple[Header, ...]
    added_query: tuple[tuple[str, str], ...] = ()
    """What a credential adds to the query."""
    body: WireBody | None = None
    """The body that the request brings; None leaves it to the endpoint."""

    def at(self, *locations: Location) -> tuple[_WireValue, ...]:
        return tuple(value for value in self.values if value.parameter.location in locations)


def _base(
    endpoint: Endpoint, service: Service | None, environment: Environment
) -> str | FieldError:
    if service is None:
        return absolute_address(endpoint.path, environment)
    return base_address(service, environment)


def _address_errors(
    address: str | FieldError, auth_parameters: AuthParameters
) -> Iterator[FieldError]:
    if isinstance(address, FieldError):
        yield address
    # The last check before a credential leaves: its origins against the address as it is sent.
    elif (foreign := refusal(auth_parameters, address)) is not None:
        yield foreign


def _with_auth_headers(
    headers: tuple[Header, ...], auth_parameters: AuthParameters
) -> tuple[Header, ...]:
    # A header that the person typed wins, as with values.
    own = {header.name.casefold() for header in headers}
    added = (
        Header(name, secret.reveal())
        for name, secret in auth_parameters.headers
        if name.casefold() not in own
    )
    return (*headers, *added)


def _texts_of(auth_parameters: AuthParameters) -> Iterator[Secret]:
    added = (*auth_parameters.values, *auth_parameters.headers, *auth_parameters.query)
    for _, secret in added:
        yield secret
    yield from auth_parameters.secrets


def _resolve_values(
    request: Request, environment: Environment, auth_parameters: AuthParameters
) -> tuple[tuple[tuple[str, Value], ...], list[FieldError]]:
    values: list[tuple[str, Value]] = []
    errors: list[FieldError] = []
    for name, value in request.values:
        resolved = resolve_value(value, environment.variables)
        if isinstance(resolved, Unresolved):
            errors.append(unresolved(name, resolved.names, environment))
        else:
            values.append((name, resolved))
            errors.extend(_never_sendable(name, resolved))
    # Added after the variables are resolved: ``{{…}}`` in a token is not a variable.
    values.extend(values_to_add(auth_parameters, request.endpoint, request.values))
    # "Send anyway" skips the rules of the form, but not what cannot be written at all.
    if not errors and not request.is_forced:
        errors.extend(check(checked_endpoint(request), tuple(values)))
    return tuple(values), errors


def _never_sendable(name: str, value: Value) -> Iterator[FieldError]:
    """Refuse a value that has no name, cannot be encoded, or would break the request."""
    if not name:
        yield FieldError("", tr("Give the parameter a name, such as id."))
    if isinstance(value, FileValue):
        refused = file_name_refusal(value)
        if refused is not None:
            yield FieldError(name, refused)
        return
    for text in (name, value) if isinstance(value, str) else (name, *value):
        refusal = surrogate_refusal(text)
        if refusal is not None:
            yield FieldError(name, refusal.text)


def _wire_values(endpoint: Endpoint, values: tuple[tuple[str, Value], ...]) -> Iterator[_WireValue]:
    strays = _stray_location(endpoint)
    for name, value in values:
        # A name that the endpoint does not have, which only a forced request may hold.
        parameter = endpoint.parameter(name) or Parameter(name, ParameterKind.TEXT, strays)
        if isinstance(value, FileValue):
            yield _WireValue(parameter, value)
            continue
        texts = [wire_text(parameter, t) for t in ((value,) if isinstance(value, str) else value)]
        if parameter.separator and texts:
            texts = [parameter.separator.join(texts)]
        yield from (_WireValue(parameter, text) for text in texts)


def _stray_location(endpoint: Endpoint) -> Location:
    # A JSON body has no place for a further pair; neither has a request without a body.
    has_json = any(p.location == Location.JSON for p in endpoint.parameters)
    has_form = endpoint.method not in BODILESS_METHODS and not has_json
    return Location.FORM if has_form else Location.QUERY


def _query_to_add(
    auth_parameters: AuthParameters, address: str, values: tuple[_WireValue, ...]
) -> tuple[tuple[str, str], ...]:
    typed = {unquote_plus(pair.partition("=")[0]) for pair in query_of(address).split("&")}
    typed |= {value.parameter.name for value in values}
    return tuple(
        (name, secret.reveal()) for name, secret in auth_parameters.query if name not in typed
    )


def _own_body(
    request: Request,
    environment: Environment,
    boundary: str,
    values: tuple[_WireValue, ...],
    method: str,
) -> WireBody | None | tuple[FieldError, ...]:
    """Write the body that the request brings; None where it brings none."""
    is_socket = request.endpoint.is_websocket
    # A handshake has none; what was typed before the address became a socket's is kept.
    if request.body is None or (is_socket and not isinstance(request.body, GraphqlBody)):
        return None
    in_query = BodyWay.QUERY if method in BODILESS_METHODS else BodyWay.CONTENT
    # What a credential adds goes into a form, where there is one.
    added = [v for v in values if v.parameter.location in BODY_LOCATIONS]
    return wire_body(
        request.body,
        environment,
        boundary,
        _texts(tuple(added)),
        is_forced=request.is_forced,
        way=BodyWay.SOCKET if is_socket else in_query,
    )


def _placing_errors(
    values: tuple[_WireValue, ...], method: str, request: Request
) -> Iterator[FieldError]:
    has_form = isinstance(request.body, FormBody | MultipartBody)
    for value in values:
        location, name = value.parameter.location, value.parameter.name
        if request.body is not None and location in BODY_LOCATIONS:
            if not has_form or location != Location.FORM:
                yield FieldError(name, tr("The request has another body. Leave this value out."))
        elif (
            isinstance(value.content, FileValue)
            and location != Location.MULTIPART
            and not value.parameter.is_file_body
        ):
            yield FieldError(name, tr("A file cannot be sent here. Enter text such as hello."))
        elif location is Location.HEADER or location is Location.COOKIE:
            line = Header(name if location is Location.HEADER else "Cookie", str(value.content))
            if (trouble := check_header(line)) is not None:
                yield FieldError(name, trouble)
        elif method in BODILESS_METHODS and location in {Location.MULTIPART, Location.JSON}:
            yield FieldError(
                name,
                tr("{method} cannot carry it. Choose a method such as POST.").format(method=method),
            )


def _path_errors(
    request: Request, service: Service | None, values: tuple[_WireValue, ...]
) -> Iterator[FieldError]:
    """Refuse an address with an empty segment, unless the request is forced."""
    if request.is_forced:
        return
    texts = _path_texts(values)
    if service is None:
        names = path_names(request.endpoint.path)
    else:
        path = path_template.without_absent_end(request.endpoint.path, texts)
        names = path_template.placeholders(path)
    # A custom URL may mean ":id" as it stands: switching the row off says so.
    rows = value_rows(request) if service is None else ()
    literal = {row.name.lower() for row in rows if not row.is_sent}
    for name in names:
        if name.lower() not in {*texts, *literal}:
            yield FieldError(
                name, tr("{name} is a part of the address: enter a value for it.").format(name=name)
            )


def _path_texts(values: tuple[_WireValue, ...]) -> dict[str, str]:
    return {
        value.parameter.name.lower(): value.content
        for value in values
        if value.parameter.location in {Location.PATH, Location.REST}
        and isinstance(value.content, str)
    }


def _with_path(
    address: str,
    endpoint: Endpoint,
    service: Service | None,
    environment: Environment,
    values: tuple[_WireValue, ...],
) -> str | FieldError:
    """Return an address with the values of its path parameters."""
    texts = _path_texts(values)
    if service is not None:
        path = path_template.without_absent_end(endpoint.path, texts)
        return address + path_template.fill(path, texts)
    if not texts:
        return address
    return absolute_address(with_path_values(endpoint.path, texts), environment)


def _written(
    writing: _Writing, boundary: str, secrets: tuple[Secret, ...], jar: str
) -> PreparedRequest:
    # A method without a body has only the query, whatever the location of a parameter says.
    in_query = writing.at(Location.QUERY)
    if writing.method in BODILESS_METHODS and writing.body is None:
        in_query = writing.at(Location.QUERY, Location.FORM)
    body = _body(writing, boundary) if writing.body is None else writing.body
    headers = (*writing.headers, *_header_values(writing))
    query = (*_texts(in_query), *body.query, *writing.added_query)
    prepared = PreparedRequest(
        method=writing.method,
        url=_with_query(writing.address, encoding.pairs(query)),
        headers=(*_own_headers(body, headers), *headers),
        body=body.parts,
        # What redaction hides: texts of the credential, secret parameters, Authorization etc.
        secrets=(
            *secrets,
            *_value_secrets(writing.values),
            *secrets_of(headers),
            *body.secrets,
        ),
        jar=jar,
        messages=body.messages,
    )
    cookies = [f"{name}={text}" for name, text in _texts(writing.at(Location.COOKIE))]
    return with_pairs(prepared, cookies) if cookies else prepared


def _own_headers(body: WireBody, typed: tuple[Header, ...]) -> Iterator[Header]:
    """Yield what a body adds, unless the person typed it: two would contradict each other."""
    names = {header.name.casefold() for header in typed}
    for name, value in (("Content-Type", body.content_type), ("Accept", body.accept)):
        if value and name.casefold() not in names:
            yield Header(name, value)


def _header_values(writing: _Writing) -> Iterator[Header]:
    """Yield the headers that are parameters, but for those that the person typed otherwise."""
    typed = {header.name.casefold() for header in writing.headers}
    for name, text in _texts(writing.at(Location.HEADER)):
        if name.casefold() not in typed:
            yield Header(name, text)


def _texts(values: tuple[_WireValue, ...]) -> list[tuple[str, str]]:
    return [(v.parameter.sent_name, v.content) for v in values if isinstance(v.content, str)]


def _with_query(address: str, query: str) -> str:
    if not query:
        return address
    # A query that was typed into a custom URL stays as it is; the values follow it.
    if "?" not in address:
        return f"{address}?{query}"
    return address + ("" if address.endswith(("?", "&")) else "&") + query


def _body(writing: _Writing, boundary: str) -> WireBody:
    """Return the body that the endpoint wants; an empty one where the method sends no body."""
    if writing.method in BODILESS_METHODS:
        return WireBody()
    # The endpoint decides, not the values: an upload without a file is multipart, too.
    locations = {parameter.location for parameter in writing.endpoint.parameters}
    if Location.MULTIPART in locations:
        return _multipart(writing, boundary)
    if Location.JSON in locations:
        return _whole_body(writing)
    form = encoding.pairs(_texts(writing.at(Location.FORM)))
    # A POST without values is an empty form, as the .NET client of the services sends it.
    has_body = writing.method in _METHODS_WITH_BODY
    if not form and (not has_body or writing.endpoint.generation == OWN_GENERATION):
        return WireBody()
    return WireBody(URLENCODED, (form.encode(),))


def _whole_body(writing: _Writing) -> WireBody:
    values = writing.at(Location.JSON)
    if writing.endpoint.body_types and not values:
        # An optional body that was left out.
        return WireBody()
    content_type = (*writing.endpoint.body_types, JSON)[0]
    if values and isinstance(values[0].content, FileValue):
        return WireBody(content_type, (FileContent(values[0].content.path),))
    text = "".join(text for _, text in _texts(values))
    return WireBody(content_type, (text.encode(),))


def _multipart(writing: _Writing, boundary: str) -> WireBody:
    values = writing.at(Location.FORM, Location.MULTIPART)
    parts = [encoding.Part(value.parameter.sent_name, value.content) for value in values]
    boundary = encoding.free_boundary(boundary, parts)
    return WireBody(
        f"multipart/form-data; boundary={boundary}", encoding.multipart(parts, boundary)
    )


def _value_secrets(values: tuple[_WireValue, ...]) -> Iterator[Secret]:
    for value in values:
        if isinstance(value.content, str):
            if value.parameter.traits.is_secret:
                yield Secret(value.content)
            else:
                yield from secrets_of_text(value.content)
