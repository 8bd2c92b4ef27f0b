"""The values of a request as they go on the wire, and the body that an endpoint makes of them."""

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import (
    OWN_GENERATION,
    Endpoint,
    Location,
    Parameter,
    ParameterKind,
)
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.preparing import encoding
from aiurdesk.core.preparing.form_rules import BODY_LOCATIONS, wire_text
from aiurdesk.core.preparing.header import header_problem
from aiurdesk.core.preparing.wire_body import JSON, WireBody, form_body, multipart_body
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.request import (
    FileContent,
    FileValue,
    FormBody,
    Header,
    MultipartBody,
    Pairs,
    Request,
)
from aiurdesk.core.request.request_secrets import secrets_of_text
from aiurdesk.core.request.typed import BODILESS_METHODS, METHODS_WITH_FORM
from aiurdesk.core.translation import tr


class WireValue(msgspec.Struct, frozen=True):
    """One text or file as it goes on the wire."""

    parameter: Parameter
    content: str | FileValue


def wire_values(endpoint: Endpoint, values: Pairs) -> Iterator[WireValue]:
    """Yield the texts and files of values; a value of a list has several."""
    strays = _stray_location(endpoint)
    for name, value in values:
        # A name that the endpoint does not have, which only a forced request may hold.
        parameter = endpoint.parameter(name) or Parameter(name, ParameterKind.TEXT, strays)
        if isinstance(value, FileValue):
            yield WireValue(parameter, value)
            continue
        texts = [wire_text(parameter, t) for t in ((value,) if isinstance(value, str) else value)]
        if parameter.separator and texts:
            texts = [parameter.separator.join(texts)]
        yield from (WireValue(parameter, text) for text in texts)


def _stray_location(endpoint: Endpoint) -> Location:
    # A JSON body has no place for a further pair; neither has a request without a body.
    has_json = any(p.location == Location.JSON for p in endpoint.parameters)
    has_form = endpoint.method not in BODILESS_METHODS and not has_json
    return Location.FORM if has_form else Location.QUERY


def texts_at(values: Iterable[WireValue], *locations: Location) -> list[tuple[str, str]]:
    """Return names and texts of the values at some locations."""
    return [
        (value.parameter.sent_name, value.content)
        for value in values
        if value.parameter.location in locations and isinstance(value.content, str)
    ]


def path_texts(values: tuple[WireValue, ...]) -> dict[str, str]:
    """Return the texts that stand in the path; the names of their parameters are in lower case."""
    return {
        value.parameter.name.lower(): value.content
        for value in values
        if value.parameter.location in {Location.PATH, Location.REST}
        and isinstance(value.content, str)
    }


def placing_errors(
    values: tuple[WireValue, ...], method: str, request: Request
) -> Iterator[Problem]:
    """Refuse values that cannot be sent where their parameters or the method want them."""
    has_form = isinstance(request.body, FormBody | MultipartBody)
    for value in values:
        location, name = value.parameter.location, value.parameter.name
        if request.body is not None and location in BODY_LOCATIONS:
            if not has_form or location != Location.FORM:
                yield Problem(
                    tr("The request has another body. Leave this value out."), FieldPlace(name)
                )
        elif (
            isinstance(value.content, FileValue)
            and location != Location.MULTIPART
            and not value.parameter.is_file_body
        ):
            yield Problem(
                tr("A file cannot be sent here. Enter text such as hello."), FieldPlace(name)
            )
        elif location is Location.HEADER or location is Location.COOKIE:
            line = Header(name if location is Location.HEADER else "Cookie", str(value.content))
            if (trouble := header_problem(line)) is not None:
                yield replace(trouble, at=FieldPlace(name))
        elif method in BODILESS_METHODS and location in {Location.MULTIPART, Location.JSON}:
            yield Problem(
                tr("{method} cannot carry it. Choose a method such as POST.").format(method=method),
                FieldPlace(name),
            )


def endpoint_body(
    endpoint: Endpoint, method: str, values: tuple[WireValue, ...], boundary: str
) -> WireBody:
    """Return the body that an endpoint wants; an empty one where the method sends no body."""
    if method in BODILESS_METHODS:
        return WireBody()
    # The endpoint decides, not the values: an upload without a file is multipart, too.
    locations = {parameter.location for parameter in endpoint.parameters}
    if Location.MULTIPART in locations:
        return multipart_body(
            (
                encoding.FormPart(value.parameter.sent_name, value.content)
                for value in values
                if value.parameter.location in (Location.FORM, Location.MULTIPART)
            ),
            boundary,
        )
    if Location.JSON in locations:
        return _whole_body(endpoint, values)
    form = texts_at(values, Location.FORM)
    # A POST without values is an empty form, as the .NET client of the services sends it.
    has_form = method in METHODS_WITH_FORM
    if not form and (not has_form or endpoint.generation == OWN_GENERATION):
        return WireBody()
    return form_body(form)


def _whole_body(endpoint: Endpoint, values: tuple[WireValue, ...]) -> WireBody:
    contents = [v.content for v in values if v.parameter.location is Location.JSON]
    if endpoint.body_types and not contents:
        # An optional body that was left out.
        return WireBody()
    content_type = (*endpoint.body_types, JSON)[0]
    if contents and isinstance(contents[0], FileValue):
        return WireBody(content_type, (FileContent(contents[0].path),))
    text = "".join(content for content in contents if isinstance(content, str))
    return WireBody(content_type, (text.encode(),))


def value_secrets(values: tuple[WireValue, ...]) -> Iterator[Secret]:
    """Yield the secrets in values, by their parameters or by what they look like."""
    for value in values:
        if isinstance(value.content, str):
            if value.parameter.traits.is_secret:
                yield Secret(value.content)
            else:
                yield from secrets_of_text(value.content)
