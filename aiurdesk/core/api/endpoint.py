"""Endpoints, their parameters, and the services that they belong to."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

import msgspec

from aiurdesk.core.api.parameter_kinds import KindTraits
from aiurdesk.core.api.parameter_kinds import ParameterKind as ParameterKind
from aiurdesk.core.api.readable_text import readable_name
from aiurdesk.core.api.value_rules import Choice as Choice
from aiurdesk.core.api.value_rules import Constraints
from aiurdesk.core.formats.schema import SomeText
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr

_LowerText: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"^[^A-Z ]+$", description=tr("in lower case and without spaces"))
]
_Path: TypeAlias = Annotated[
    str, msgspec.Meta(pattern="^/", description=tr("text that begins with a slash"))
]
SOCKET_METHOD = "WS"
"""Stands instead of a method for a WebSocket."""


class Location(StrEnum):
    """Part of an HTTP request that carries a parameter."""

    QUERY = "query"
    PATH = "path"
    """One path segment, ``{name}`` in the path template."""
    REST = "rest"
    """The rest of the path with its slashes, ``{**name}`` in the path template."""
    FORM = "form"
    """A pair of an ``application/x-www-form-urlencoded`` body, or of the multipart body as soon
    as the endpoint has a parameter there."""
    MULTIPART = "multipart"
    JSON = "json"
    """The whole body: JSON, or text or a file of the first of ``Endpoint.body_types``."""
    HEADER = "header"
    COOKIE = "cookie"
    """A pair of the header Cookie."""


ACCESS_TOKEN = "AccessToken"
"""What the services of Aiursoft call the parameter that takes the token of an app."""


class Authentication(StrEnum):
    """Kind of authentication that an endpoint requires of its callers."""

    NONE = "none"
    ACCESS_TOKEN = "access_token"
    """The ``AccessToken`` parameter, query on GET and form on POST."""
    COOKIE = "cookie"
    OAUTH = "oauth"
    """A page of the browser sign-in."""


class Returns(StrEnum):
    """Kind of response that an endpoint gives on success."""

    JSON = "json"
    HTML = "html"
    REDIRECT = "redirect"
    FILE = "file"
    XML = "xml"
    MARKDOWN = "markdown"
    WEBSOCKET = "websocket"
    STREAM = "stream"
    """Events that come one after the other."""


class NamedExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of several examples of a value, as a description lists them."""

    title: SomeText
    value: str


class Parameter(Constraints, frozen=True, forbid_unknown_fields=True):
    """A named input of an endpoint, with what limits its values."""

    name: SomeText
    """As the server declares it; servers match names without regard to case."""
    kind: ParameterKind
    location: Location
    required: bool = False
    default: str | None = None
    """What the server takes when the parameter is absent, as wire text."""
    member: SomeText | None = None
    """Name of the server's own class member where validation texts use it instead of ``name``."""
    description: str = ""
    title: str = ""
    """What people call it, where that is not its name: "App id"."""
    wire_name: str = ""
    """What is sent as its name, where another parameter of the endpoint has the same one."""
    separator: str = ""
    """Stands between the texts of a list; without it, the name is repeated for each."""
    schema: str = ""
    """Key of the JSON schema of the value among the service's; empty without one."""
    is_deprecated: bool = False
    examples: tuple[NamedExample, ...] = ()
    """All that its description lists, where those are several; ``example`` is the first one."""
    prefill: str = ""
    """What it begins with in a new request, where ``example`` was made of its schema; empty means
    the example."""

    @property
    def sent_name(self) -> str:
        """The name under which the parameter is sent."""
        return self.wire_name or self.name

    @property
    def traits(self) -> KindTraits:
        """Properties of the parameter's kind."""
        return self.kind.traits

    @property
    def is_file_body(self) -> bool:
        """Whether the content of a file is the whole body."""
        return self.kind.traits.is_file and self.location is Location.JSON

    @property
    def shown_name(self) -> str:
        """The title, or the name where there is none."""
        return self.title or self.name


class ResponseField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A member of a successful response, beside ``code`` and ``message``."""

    name: str
    type: str
    """As in the reference: ``string``, ``integer``, ``array<…>``, ``object{…}``, ``…|null``."""


class CodeCase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A result code that an endpoint can give, and when."""

    code: int | SomeText
    when: str = ""
    status: int | None = None
    """HTTP status that comes with it; None where the service promises none."""


class DocumentedResponse(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A response that a description promises, for one status and one content type."""

    status: str
    """A status, or ``4XX`` for a hundred of them, or ``default`` for all that are not listed."""
    description: str = ""
    """Markdown."""
    content_type: str = ""
    """Empty where there is no body."""
    schema: str = ""
    """Key of the JSON schema of the body among the service's; empty without one."""
    example: str = ""
    """Of services that were added before all examples were kept."""
    examples: tuple[NamedExample, ...] = ()
    """Bodies as they are sent."""

    @property
    def all_examples(self) -> tuple[NamedExample, ...]:
        """The bodies that are shown, with their titles."""
        own = (NamedExample(tr("Example"), self.example),) if self.example else ()
        return self.examples or own


class Endpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A method and path template with its parameters."""

    id: _LowerText
    """``service.group.name`` in lower case; unique in a catalogue."""
    service_id: str
    """The part of ``id`` before the first dot."""
    group: SomeText
    name: SomeText
    method: SomeText
    """The method that first-party clients use."""
    path: _Path
    """Template that begins with ``/``; ``{name}`` is a segment, ``{**name}`` the rest."""
    title: str = ""
    """What the tree and the tabs show, such as "Push message"."""
    description: str = ""
    accepted_methods: tuple[str, ...] = ()
    """All methods that the server takes; empty means any."""
    authentication: Authentication = Authentication.NONE
    authentication_note: str = ""
    security: tuple[tuple[str, ...], ...] = ()
    """Where a request has to have credentials, as its description says; one of the alternatives is
    enough. Texts, which are read fast: ``bearer``, ``basic`` or another scheme of the header
    Authorization, or ``header:NAME``, ``query:NAME`` or ``cookie:NAME``."""
    parameters: tuple[Parameter, ...] = ()
    response_fields: tuple[ResponseField, ...] = ()
    code_cases: tuple[CodeCase, ...] = ()
    """Read them with ``cases_of``: they belong to ``table`` and to no other one."""
    returns: Returns = Returns.JSON
    has_envelope: bool = True
    """False where even a success carries no ``code``."""
    is_websocket: bool = False
    rate_limit_per_min: int | None = None
    """Calls a minute for each client address and path; None means not limited."""
    generation: str = ""
    source: str = ""
    """Repository and path of the code that the facts were read from."""
    table: str = ""
    """Name of the dialect of its service, whose table has the codes; empty without a service."""
    is_deprecated: bool = False
    tags: tuple[str, ...] = ()
    """All groups of its description; ``group`` is the first one."""
    responses: tuple[DocumentedResponse, ...] = ()
    body_types: tuple[str, ...] = ()
    """Content types of the body; the first is sent, unless a header Content-Type says otherwise."""

    @property
    def is_typed(self) -> bool:
        """Whether it stands for an address that a person typed, and belongs to no service."""
        return not self.service_id

    @property
    def shown_title(self) -> str:
        """The title, or the name where there is none; that of an operation in words."""
        if self.title or self.generation != OWN_GENERATION:
            return self.title or self.name
        return readable_name(self.name, self.method, self.path)

    @property
    def shown_method(self) -> str:
        """The method as lists show it."""
        return SOCKET_METHOD if self.is_websocket else self.method

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of that name without regard to case, or None."""
        folded = name.casefold()
        for parameter in self.parameters:
            if parameter.name.casefold() == folded:
                return parameter
        return None

    def cases_of(self, table: str) -> tuple[CodeCase, ...]:
        """Return the documented codes, or none where another table judges the responses.

        The same code means different things in different tables.
        """
        return self.code_cases if self.table in ("", table) else ()


class Generation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Services of one time that share a dialect."""

    id: str
    """Name of its folder, such as ``2020-09``."""
    title: SomeText
    """Heading in the tree of endpoints."""
    table: SomeText
    """Name of the dialect of its services, where a service does not name its own."""
    order: int = 1_000
    """Place among the generations, the lowest first; those without a place come last."""


class Server(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the addresses of a service, as its description lists them."""

    name: SomeText
    url: SomeText
    """May hold ``{{variables}}``; without a slash at the end."""
    variables: tuple[tuple[str, str], ...] = ()
    """Names and defaults."""


class SecurityScheme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way to authenticate that an API description offers; a credential can be made of it."""

    name: SomeText
    """As in the description."""
    scheme: SomeText
    """``AuthScheme.id`` of the credential."""
    values: tuple[tuple[str, str], ...] = ()
    """Fields of the credential; no secrets."""


OWN_GENERATION = "own"
"""Of services that a person added; every environment but the sandbox has their addresses."""


class Service(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A web service: one base address and the endpoints below it."""

    id: _LowerText
    """Lower case; a later generation carries a suffix, such as ``stargate-2023``."""
    name: SomeText
    base_url: SomeText
    """Without a slash at the end."""
    generation: SomeText
    table: str
    """Name of the dialect that its responses are judged by, such as ``2020`` or ``slack``; empty
    where their own looks decide."""
    description: str = ""
    websocket_base_url: SomeText | None = None
    doc_url: SomeText | None = None
    other_base_urls: tuple[str, ...] = ()
    previous_names: tuple[str, ...] = ()
    source: str = ""
    servers: tuple[Server, ...] = ()
    security: tuple[SecurityScheme, ...] = ()


class ApiDescription(msgspec.Struct, frozen=True):
    """A service with its endpoints, as built in or imported."""

    service: Service
    endpoints: tuple[Endpoint, ...]
    mistakes: tuple[Problem, ...] = ()
    """One problem for each mistake in the source, with its place."""
    generation: Generation | None = None
    """None where the service belongs to none, such as an imported one."""


def references(schema: Any) -> Iterator[str]:
    """Return the names of the schemas that a JSON schema refers to, as often as it does."""
    waiting = [schema]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if isinstance(ref := one.get("$ref"), str):
                yield ref.removeprefix("#/")
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
