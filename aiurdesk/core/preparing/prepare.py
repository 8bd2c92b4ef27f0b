"""Turn a request into the bytes that go on the wire."""

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote_plus

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind, Service
from aiurdesk.core.credentials.credential import allowed_words, origin_of
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.preparing import encoding
from aiurdesk.core.preparing.address import (
    absolute_address,
    base_address,
    query_of,
    why_unresolved,
)
from aiurdesk.core.preparing.allowed_origin import binding_hint
from aiurdesk.core.preparing.availability import is_available
from aiurdesk.core.preparing.cookie import environment_jar, with_pairs
from aiurdesk.core.preparing.custom_url import (
    with_path_values,
    with_plain_path,
    with_resolved_names,
)
from aiurdesk.core.preparing.form_rules import (
    BODY_LOCATIONS,
    check,
    checked_endpoint,
    never_sendable,
)
from aiurdesk.core.preparing.header import (
    is_token,
    resolve_headers,
    secrets_of,
    subprotocol_problem,
)
from aiurdesk.core.preparing.json_template import Unresolved, resolve_value
from aiurdesk.core.preparing.wire_body import BodyWay, WireBody, wire_body
from aiurdesk.core.preparing.wire_values import (
    WireValue,
    endpoint_body,
    path_texts,
    placing_errors,
    texts_at,
    value_secrets,
    wire_values,
)
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.request import (
    Body,
    FormBody,
    GraphqlBody,
    Header,
    MultipartBody,
    Pairs,
    PreparedRequest,
    Request,
    Signed,
    Value,
)
from aiurdesk.core.request.request_secrets import secrets_of_address
from aiurdesk.core.request.rows import value_rows
from aiurdesk.core.request.typed import BODILESS_METHODS, path_names
from aiurdesk.core.translation import tr


class AuthParameters(msgspec.Struct, frozen=True):
    """Parameters and headers that a credential fills in; holds secrets, is never stored."""

    credential: str = ""
    """Name of the credential, for the words."""
    origins: tuple[str, ...] = ()
    """Where it may go, each as ``origin_of`` writes it."""
    values: tuple[tuple[str, Secret], ...] = ()
    """Parameter and text; a value that the person entered wins."""
    headers: tuple[tuple[str, Secret], ...] = ()
    """Header and text; a header of that name that the person entered wins."""
    query: tuple[tuple[str, Secret], ...] = ()
    """Name and text that go into the query with any method; one that the person entered, or
    that the address has, wins."""
    secrets: tuple[Secret, ...] = ()
    """Further texts to show as dots, such as parts of the ones above."""
    jar: str = ""
    """Name of the cookie jar that the request takes from and gives to; empty means none."""
    signed: Signed | None = None
    """What computes further headers when the request is sent."""

    @property
    def is_empty(self) -> bool:
        """Whether it adds nothing."""
        return not (self.values or self.headers or self.query or self.jar or self.signed)

    @property
    def all_secrets(self) -> tuple[Secret, ...]:
        """All texts to show as dots."""
        added = (*self.values, *self.headers, *self.query)
        return (*(secret for _, secret in added), *self.secrets)


NO_AUTH_PARAMETERS = AuthParameters()


def filled_names(auth_parameters: AuthParameters, endpoint: Endpoint) -> tuple[str, ...]:
    """Return the names of the endpoint's parameters that a credential fills in."""
    parameters = (endpoint.parameter(name) for name, _ in auth_parameters.values)
    return tuple(parameter.name for parameter in parameters if parameter is not None)


def values_to_add(auth_parameters: AuthParameters, endpoint: Endpoint, given: Pairs) -> Pairs:
    """Return the values of a credential for parameters that the person did not enter."""
    # Servers match names without regard to case, so two spellings would be one value too many.
    typed = {name.casefold() for name, _ in given}
    spelled = (
        (parameter.name if (parameter := endpoint.parameter(name)) else name, secret)
        for name, secret in auth_parameters.values
    )
    return tuple((n, secret.reveal()) for n, secret in spelled if n.casefold() not in typed)


def binding_problem(
    auth_parameters: AuthParameters, address: str, environment: Environment
) -> Problem | None:
    """Return why a credential must not go to an address, or None."""
    # Scheme, host and port: another port of the same host is another server.
    if auth_parameters.is_empty or origin_of(address) in auth_parameters.origins:
        return None
    origin, name = origin_of(address), auth_parameters.credential
    text = tr(
        "The credential {credential} is not sent to {origin_of}: it is {allowed}. "
        "Choose another credential, or send without one."
    ).format(credential=name, origin_of=origin, allowed=allowed_words(auth_parameters.origins))
    return Problem(text + binding_hint(name, origin, environment))


def prepare(
    request: Request,
    service: Service | None,
    environment: Environment,
    boundary: str,
    auth_parameters: AuthParameters = NO_AUTH_PARAMETERS,
    checked: tuple[Problem, ...] | None = None,
) -> PreparedRequest | tuple[Problem, ...]:
    """Put address, variables and values of a request together into a prepared request.

    Whether the environment has the endpoint at all is asked before, with ``why_unavailable``.

    Args:
        service: None for a custom URL; the endpoint's path is absolute then.
        boundary: Separates the parts of a multipart body; random, at least 16 letters and digits.
        auth_parameters: What a credential adds; it goes to its own origins only.
        checked: What ``form_problems`` found, where it is known: values that are sent as they were
            typed are not checked again.
    """
    typed = request
    if service is None:
        renamed = with_resolved_names(request, environment)
        if not isinstance(renamed, Request):
            return renamed
        request = renamed
    endpoint = _endpoint_taking(auth_parameters, request)
    method = request.sent_method
    # Also where its endpoint or its body would have another one.
    method = "GET" if endpoint.is_websocket else method
    address = (
        absolute_address(endpoint.path, environment)
        if service is None
        else base_address(service, environment)
    )
    if isinstance(address, Problem) and service and not is_available(service, environment):
        # Said alone: no form is to be filled in for a service that cannot be reached.
        return (address,)
    # All that can be wrong is collected, so that a person mends it in one go.
    values, value_errors = _resolve_values(request, endpoint, environment, auth_parameters)
    is_as_typed = values == typed.values and endpoint is typed.endpoint
    known = checked if is_as_typed else None
    value_errors = value_errors or _rule_problems(request, endpoint, values, known)
    headers, header_errors = resolve_headers(request.headers, environment)
    # The last check before a credential leaves: its origins against the address as it is sent.
    misled = (
        address
        if isinstance(address, Problem)
        else binding_problem(auth_parameters, address, environment)
    )
    errors = [*filter(None, (misled,)), *value_errors, *header_errors]
    if not is_token(method):
        errors.append(Problem(tr("Enter a method of one word, such as GET or POST.")))
    if endpoint.is_websocket:
        errors += filter(None, map(subprotocol_problem, request.conversation.subprotocols))
    if errors or isinstance(address, Problem):
        return tuple(errors)
    wire = tuple(wire_values(endpoint, values))
    body = _wire_body(request, endpoint, environment, boundary, wire, method)
    # Only now, because where a value goes depends on its parameter and on the method.
    errors = [*placing_errors(wire, method, request)]
    address, missing = _with_path(address, request, service, environment, path_texts(wire))
    errors += missing
    if errors or isinstance(body, tuple) or isinstance(address, Problem):
        results = (*(body if isinstance(body, tuple) else ()), address)
        return (*errors, *(item for item in results if isinstance(item, Problem)))
    # A header that the person typed wins, as with values.
    added = ((name, secret.reveal()) for name, secret in auth_parameters.headers)
    headers = (*headers, *_untyped(added, headers))
    written = _written(
        body, method, address, wire, headers, is_form_in_query=_own_body(request) is None
    )
    query = _query_to_add(auth_parameters, address, wire)
    return replace(
        written,
        url=_as_signed(_with_query(written.url, query), auth_parameters),
        secrets=(
            # A custom URL may hold a token that was pasted with it.
            *(secrets_of_address(address) if service is None else ()),
            *auth_parameters.all_secrets,
            *environment.secrets,
            *written.secrets,
        ),
        jar=_jar(request, environment, auth_parameters),
        route=replace(environment.route, http_version=request.options.http_version),
        signed=auth_parameters.signed,
    )


def _jar(request: Request, environment: Environment, auth_parameters: AuthParameters) -> str:
    if request.options.keeps_cookies is False:
        return ""
    # A credential without a jar has no session: cookies of others must not go with it.
    if auth_parameters.credential:
        return auth_parameters.jar
    return environment_jar(environment.cookie_jar)


def _endpoint_taking(auth_parameters: AuthParameters, request: Request) -> Endpoint:
    """Return the endpoint of a request; a typed address also takes what a credential fills in.

    That is sent in the form, where the request has one.
    """
    endpoint, body = request.endpoint, request.body
    if not request.is_typed:
        return endpoint
    has_form = isinstance(body, FormBody | MultipartBody) or (
        body is None and endpoint.method not in BODILESS_METHODS
    )
    location = Location.FORM if has_form else Location.QUERY
    added = tuple(
        Parameter(name, ParameterKind.SECRET, location)
        for name, _ in auth_parameters.values
        if endpoint.parameter(name) is None
    )
    return replace(endpoint, parameters=(*endpoint.parameters, *added)) if added else endpoint


def _resolve_values(
    request: Request, endpoint: Endpoint, environment: Environment, auth_parameters: AuthParameters
) -> tuple[Pairs, tuple[Problem, ...]]:
    values: list[tuple[str, Value]] = []
    errors: list[Problem] = []
    for name, value in request.values:
        resolved = resolve_value(value, environment.variables)
        if isinstance(resolved, Unresolved):
            errors.append(why_unresolved(resolved.names, environment, FieldPlace(name)))
        else:
            values.append((name, resolved))
            errors.extend(never_sendable(name, resolved))
    # Added after the variables are resolved: ``{{…}}`` in a token is not a variable.
    values.extend(values_to_add(auth_parameters, endpoint, request.values))
    return tuple(values), tuple(errors)


def _rule_problems(
    request: Request, endpoint: Endpoint, values: Pairs, known: tuple[Problem, ...] | None
) -> tuple[Problem, ...]:
    # "Send anyway" skips the rules of the form, but not what cannot be written at all.
    if request.is_forced:
        return ()
    if known is not None:
        return known
    return check(endpoint if request.is_typed else checked_endpoint(request), values)


def _as_signed(url: str, auth_parameters: AuthParameters) -> str:
    """Return an address with its path as the server signs it, where a credential signs."""
    signed = auth_parameters.signed
    return with_plain_path(url) if signed is not None and signed.encodes_path else url


def _query_to_add(
    auth_parameters: AuthParameters, address: str, values: tuple[WireValue, ...]
) -> tuple[tuple[str, str], ...]:
    typed = {unquote_plus(pair.partition("=")[0]) for pair in query_of(address).split("&")}
    typed |= {value.parameter.name for value in values}
    return tuple(
        (name, secret.reveal()) for name, secret in auth_parameters.query if name not in typed
    )


def _own_body(request: Request) -> Body | None:
    """Return the body that the request brings; None leaves it to the endpoint."""
    # A handshake has none; what was typed before the address became a socket's is kept.
    is_handshake = request.endpoint.is_websocket and not isinstance(request.body, GraphqlBody)
    return None if is_handshake else request.body


def _wire_body(
    request: Request,
    endpoint: Endpoint,
    environment: Environment,
    boundary: str,
    values: tuple[WireValue, ...],
    method: str,
) -> WireBody | tuple[Problem, ...]:
    own_body = _own_body(request)
    if own_body is None:
        return endpoint_body(endpoint, method, values, boundary)
    in_query = BodyWay.QUERY if method in BODILESS_METHODS else BodyWay.CONTENT
    return wire_body(
        own_body,
        environment,
        boundary,
        # What a credential adds goes into a form, where there is one.
        texts_at(values, *BODY_LOCATIONS),
        is_forced=request.is_forced,
        way=BodyWay.SOCKET if request.endpoint.is_websocket else in_query,
    )


def _written(
    body: WireBody,
    method: str,
    address: str,
    values: tuple[WireValue, ...],
    headers: tuple[Header, ...],
    *,
    is_form_in_query: bool,
) -> PreparedRequest:
    """Return a request with its values and its body, and the secrets in these."""
    # A method without a body has only the query, also for parameters of a form.
    is_form_in_query = is_form_in_query and method in BODILESS_METHODS
    locations = (Location.QUERY, Location.FORM) if is_form_in_query else (Location.QUERY,)
    headers = (*headers, *_untyped(texts_at(values, Location.HEADER), headers))
    of_body = (("Content-Type", body.content_type), *body.headers)
    prepared = PreparedRequest(
        method=method,
        url=_with_query(address, (*texts_at(values, *locations), *body.query)),
        headers=(*_untyped((pair for pair in of_body if pair[1]), headers), *headers),
        body=body.content,
        # What redaction hides: secret parameters, Authorization etc.
        secrets=(*value_secrets(values), *secrets_of(headers), *body.secrets),
        messages=body.messages,
    )
    cookies = [f"{name}={text}" for name, text in texts_at(values, Location.COOKIE)]
    return with_pairs(prepared, cookies) if cookies else prepared


def _untyped(added: Iterable[tuple[str, str]], headers: tuple[Header, ...]) -> list[Header]:
    """Return headers to add, without those that are there: two would contradict each other."""
    names = {header.name.casefold() for header in headers}
    return [Header(name, text) for name, text in added if name.casefold() not in names]


def _with_query(address: str, pairs: tuple[tuple[str, str], ...]) -> str:
    if not pairs:
        return address
    # A query that was typed into a custom URL stays as it is; the values follow it.
    sign = "?" if "?" not in address else "" if address.endswith(("?", "&")) else "&"
    return address + sign + encoding.pairs(pairs)


def _with_path(
    address: str,
    request: Request,
    service: Service | None,
    environment: Environment,
    texts: Mapping[str, str],
) -> tuple[str | Problem, Iterator[Problem]]:
    """Return an address with the values of its path parameters, and which of them it lacks."""
    path = request.endpoint.path
    filled: str | Problem = address
    given = {*texts}
    if service is not None:
        path = encoding.without_absent_end(path, texts)
        names = encoding.placeholders(path)
        filled = address + encoding.fill(path, texts)
    else:
        names = path_names(path)
        # It may mean ":id" as it stands: switching the row off says so.
        given |= {row.name.lower() for row in value_rows(request) if not row.is_sent}
        if texts:
            filled = absolute_address(with_path_values(path, texts), environment)
    words = tr("{name} is a part of the address: enter a value for it.")
    lacking = (name for name in names if name.lower() not in given and not request.is_forced)
    return filled, (Problem(words.format(name=name), FieldPlace(name)) for name in lacking)
