"""The request that a person composes, and the prepared request that is sent."""

from functools import cached_property
from itertools import chain
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.route import DIRECT, HttpVersion, Route
from aiurdesk.core.formats.measure import DURATION, SIZE
from aiurdesk.core.request.conversation import (
    EXPECTED,
    SAID,
    SILENT,
    Capture,
    Conversation,
    FrameTest,
    ResponseTest,
    SocketMessage,
)
from aiurdesk.core.request.conversation import SOCKET_FIELDS as SOCKET_FIELDS
from aiurdesk.core.request.field import Field, FieldUse, TextKind, fields_of
from aiurdesk.core.request.graphql.schema import is_subscription
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.typed import Typed, typed_endpoint
from aiurdesk.core.translation import tr


class Header(msgspec.Struct, frozen=True):
    """One header. The case of the name, the order and repeated headers are preserved."""

    name: str
    value: str


class FileValue(msgspec.Struct, frozen=True):
    """A file as the value of a parameter. Its content is read while it is sent."""

    path: Annotated[str, TextKind.PATH]
    filename: Annotated[str, TextKind.WORD]
    """The name that is sent to the server."""
    content_type: Annotated[str, TextKind.FIXED] = "application/octet-stream"


Value: TypeAlias = str | tuple[str, ...] | FileValue
"""Text for most kinds, texts for LIST, a file for FILE; text may hold ``{{variables}}``."""


Pairs: TypeAlias = tuple[tuple[str, Value], ...]
"""Names and values: their order counts, and a name may come twice."""


class Row(msgspec.Struct, frozen=True):
    """One row of the editors: a name with its value."""

    name: str
    value: Value
    is_sent: bool = True
    """False where the row is switched off; it stays in the editor and in the file."""


class OffRow(msgspec.Struct, frozen=True):
    """A row that is switched off, beside the ones that are sent; ``rows.all_rows`` joins them."""

    index: int
    """Its place among all rows, from 0."""
    name: str
    value: Value


class NoBody(msgspec.Struct, frozen=True, tag="none"):
    """An empty body, not even an empty form."""


class FormBody(msgspec.Struct, frozen=True, tag="form"):
    """Pairs as ``application/x-www-form-urlencoded``."""

    rows: tuple[Row, ...] = ()


class MultipartBody(msgspec.Struct, frozen=True, tag="multipart"):
    """Texts and files as ``multipart/form-data``."""

    rows: tuple[Row, ...] = ()


class JsonBody(msgspec.Struct, frozen=True, tag="json"):
    """JSON, sent as it is written."""

    text: Annotated[str, TextKind.BODY] = ""


class GraphqlBody(msgspec.Struct, frozen=True, tag="graphql"):
    """A document of GraphQL with the values of its variables."""

    query: Annotated[str, TextKind.BODY] = ""
    variables: Annotated[str, TextKind.BODY] = ""
    """A JSON object as it is written, or empty."""
    operation: Annotated[str, TextKind.WORD] = ""
    """The name of the operation to carry out, where the document has several."""
    connection: Annotated[str, TextKind.BODY] = ""
    """A JSON object that a server gets with the first message of a subscription, or empty."""
    transport: Annotated[Literal["", "sse"], TextKind.FIXED] = ""
    """What a subscription goes over: ``SSE``, or empty for a WebSocket."""


SSE: Final = "sse"
"""Server-sent events, each subscription over a connection of its own."""
PLAIN_TEXT = "text/plain; charset=utf-8"
ANY_BYTES = "application/octet-stream"


class TextBody(msgspec.Struct, frozen=True, tag="text"):
    """Text of any type, sent in UTF-8."""

    text: Annotated[str, TextKind.BODY] = ""
    content_type: Annotated[str, TextKind.WORD] = PLAIN_TEXT


class FileBody(msgspec.Struct, frozen=True, tag="file"):
    """The content of a file, read while it is sent."""

    path: Annotated[str, TextKind.PATH] = ""
    content_type: Annotated[str, TextKind.WORD] = ANY_BYTES


Body: TypeAlias = NoBody | FormBody | MultipartBody | JsonBody | GraphqlBody | TextBody | FileBody


def has_subscription(body: Body | None, transport: str = "") -> bool:
    """Tell whether a body is a subscription that goes over a transport, a socket without one."""
    if not isinstance(body, GraphqlBody) or body.transport != transport:
        return False
    return is_subscription(body.query, body.operation)


def value_names(values: Pairs) -> tuple[str, ...]:
    """Return the names of values; that of a list comes twice, also if it is given once."""
    names = ((name, name) if isinstance(value, tuple) else (name,) for name, value in values)
    return tuple(chain.from_iterable(names))


class Case(msgspec.Struct, frozen=True, gc=False):
    """Other values for a saved request, and what comes of them."""

    name: str
    """No other case of the request has it."""
    values: Pairs = ()
    """Values instead of those of the request, each name once; a name that the request uses as a
    variable is one for this case."""
    left_out: tuple[str, ...] = ()
    """The names of values that are not sent."""
    body: Body | None = None
    """Instead of the body of the request."""
    expected: tuple[ResponseTest, ...] = ()
    """The code, severity or status that the file has beside the name."""
    tests: tuple[ResponseTest, ...] = ()
    further: tuple[tuple[str, Any], ...] = ()
    """What else the file has; it comes from a later version, or is a note of a person."""


class SendOptions(msgspec.Struct, frozen=True):
    """Options for sending one request; None means the setting of the program."""

    timeout_ms: Annotated[
        int | None,
        Field("timeout_ms", label=tr("Timeout"), least=1, most=86_400_000, measure=DURATION),
    ] = None
    """How long it may take in all."""
    max_bytes: Annotated[
        int | None,
        Field("max_bytes", label=tr("Largest response"), least=1, most=2**40, measure=SIZE),
    ] = None
    """The largest body of its response."""
    follows_redirects: Annotated[bool | None, Field("redirects", label=tr("Follow redirects"))] = (
        None
    )
    is_recorded: Annotated[bool | None, Field("history", label=tr("Record in the history"))] = None
    """Whether it goes into the history, if that is on. It counts before what a run says."""
    keeps_cookies: Annotated[bool | None, Field("cookies", label=tr("Send and keep cookies"))] = (
        None
    )
    """Whether it has the cookies of its environment or credential, and adds to them."""
    http_version: Annotated[
        HttpVersion | None, Field("http_version", label="HTTP version", choices=HttpVersion)
    ] = None
    """The only version it is sent over. None means HTTP/2 if the server offers it."""

    @classmethod
    def usual(cls, limits: Limits) -> "SendOptions":
        """Return what the settings of the program say, as far as they are limits."""
        return cls(
            timeout_ms=round(limits.total_s * 1000),
            max_bytes=limits.body_bytes,
            follows_redirects=limits.redirects > 0,
        )

    def applied_to(self, limits: Limits) -> Limits:
        """Return the limits for this request: the program's, overridden by these options."""
        if self.timeout_ms is not None:
            total_s = self.timeout_ms / 1000
            # Who waits longer in all also waits longer for the first byte.
            limits = replace(limits, total_s=total_s, read_s=max(limits.read_s, total_s))
        if self.max_bytes is not None:
            limits = replace(limits, body_bytes=self.max_bytes)
        if self.follows_redirects and not limits.redirects:
            limits = replace(limits, redirects=Limits().redirects)
        return limits


USUAL_OPTIONS = SendOptions()


class RequestFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a person writes into a request beside its target, in the order of its file.

    A request and what is saved of it have the same fields. A parameter that is not in ``values``
    is not sent. One with empty text is sent.
    """

    method: Annotated[str, Field("method", FieldUse.SENT)] = ""
    """HTTP method; empty means the endpoint's."""
    dialect: Annotated[str, Field("dialect", FieldUse.CHOSEN, noun=tr("dialect"))] = ""
    """Name of the dialect that the person chose for its response, ``http`` for none. Empty means
    the service's, or else the host's."""
    credential: Annotated[str | None, Field("credential", FieldUse.CHOSEN)] = None
    """Name of the credential to send with. None means the one chosen for the environment, and
    ``NO_CREDENTIAL`` means no credential."""
    is_forced: Annotated[bool, Field("send_anyway", FieldUse.CHOSEN)] = False
    """Whether "Send anyway" was chosen: invalid values are sent as they were typed."""
    not_secret: Annotated[tuple[str, ...], Field("not_secret")] = ()
    """Places that look like secrets and are not, as ``LiteralSecret.location`` names them."""
    notes: Annotated[str, Field("notes", text=TextKind.NOTES)] = ""
    """Markdown."""
    values: Annotated[Pairs, Field(use=FieldUse.SENT, noun=tr("parameter"))] = ()
    """Parameter name and value, in the order in which they go on the wire."""
    values_off: Annotated[tuple[OffRow, ...], Field(use=FieldUse.SENT)] = ()
    """The values that are switched off; ``rows.value_rows`` has both."""
    headers: Annotated[tuple[Header, ...], Field(use=FieldUse.SENT, noun=tr("header"))] = ()
    """Headers that the person added."""
    headers_off: Annotated[tuple[OffRow, ...], Field(use=FieldUse.SENT)] = ()
    body: Annotated[Body | None, Field(use=FieldUse.SENT)] = None
    """None leaves the body to the endpoint. A custom URL then sends its values in the query, or as
    a form where the method takes one; with a body of its own, in the query."""
    conversation: Annotated[Conversation, Field()] = SILENT
    """What is sent and expected where its endpoint is a WebSocket."""
    options: Annotated[SendOptions, Field(noun=tr("options"))] = USUAL_OPTIONS
    tests: Annotated[tuple[ResponseTest, ...], Field("tests", noun=tr("test"))] = ()
    """What its response is expected to be."""
    captures: Annotated[tuple[Capture, ...], Field("captures", noun=tr("capture"))] = ()
    """What is taken from its response into variables."""
    cases: Annotated[tuple[Case, ...], Field("case", noun=tr("case"))] = ()
    """What it is sent with as well when it is run."""

    @property
    def messages(self) -> tuple[SocketMessage, ...]:
        """The messages that are saved with a socket."""
        return self.conversation.messages

    @property
    def frame_tests(self) -> tuple[FrameTest, ...]:
        """The statements about the messages that a socket receives."""
        return self.conversation.frame_tests

    @property
    def frames_within_ms(self) -> int:
        """How long the frames that a socket expects may take."""
        return self.conversation.within_ms

    @property
    def frame_expectations(self) -> int:
        """How much is expected of the frames and of the end of a socket."""
        expected = self.conversation
        return bool(expected.frame_count) + bool(expected.close_code) + len(expected.frame_tests)


FIELDS = fields_of(RequestFields)
"""What is declared of each field, by its name."""


def members_of(fields: RequestFields, *uses: FieldUse) -> dict[str, Any]:
    """Return the fields of a request for some uses, for all without any, with their values."""
    return {
        name: getattr(fields, name)
        for name, named in FIELDS.items()
        if not uses or named.field.use in uses
    }


Fields = TypeVar("Fields", bound=RequestFields)


def with_socket_fields(request: Fields, **fields: Any) -> Fields:
    """Return a request with other fields of ``Conversation``."""
    return replace(request, conversation=replace(request.conversation, **fields))


def said_fields(request: RequestFields) -> dict[str, Any]:
    """Return the fields of ``Conversation`` that differ from their defaults."""
    values = {name: getattr(request.conversation, name) for name in SAID}
    return {name: value for name, value in values.items() if value != getattr(SILENT, name)}


class SavedRequest(RequestFields, frozen=True, gc=False, omit_defaults=True):
    """A request as it is stored in a file. It holds no secret."""

    endpoint_id: Annotated[str, Field("endpoint")] = ""
    """Empty for a custom URL, which has a method unless it is a WebSocket."""
    url: Annotated[str, Field("url")] = ""
    """The address of a custom URL; a WebSocket's begins with ``ws://`` or ``wss://``."""

    @property
    def target_text(self) -> str:
        """The endpoint's id or the address, for lists of requests."""
        return self.endpoint_id or self.url


class RequestInFolder(RequestFields, frozen=True, kw_only=True):
    """The fields of a request, and what is added when it is sent; this is not saved with it."""

    variables: tuple[tuple[str, str], ...] = ()
    """The variables of its collection, which count where the environment has none of that name."""
    env_files: tuple[str, ...] = ()
    """As in ``Environment.env_files``."""
    folder: str = ""
    """The folder of the file which it was read from; empty where a person composed it."""
    saved_name: str = ""
    """The name of its file, where it is sent as a saved request."""


class Request(RequestInFolder, frozen=True, dict=True):
    """What a person sends, and to what. It holds no secret of the keyring."""

    target: Endpoint | Typed

    @property
    def is_typed(self) -> bool:
        """Whether its address was typed, so that it belongs to no service."""
        return isinstance(self.target, Typed)

    @property
    def url(self) -> str:
        """The address that was typed, which may be unfinished; empty where it is an endpoint's."""
        return self.target.url if isinstance(self.target, Typed) else ""

    @cached_property
    def endpoint(self) -> Endpoint:
        """The endpoint that takes its values; a typed address takes all values that it has."""
        if isinstance(self.target, Endpoint):
            return self.target
        return typed_endpoint(
            Typed(self.target.url, self.method or self.target.method),
            value_names(self.values),
            has_body=self.body is not None,
            is_subscription=has_subscription(self.body),
            is_stream=has_subscription(self.body, SSE),
        )

    @property
    def sent_method(self) -> str:
        """The method that is sent, in capital letters."""
        return (self.method or self.endpoint.method).upper()

    def with_url(self, url: str) -> "Request":
        """Return it with another typed address."""
        return replace(self, target=Typed(url, self.target.method))

    def value(self, name: str) -> Value | None:
        """Return the first value given to a parameter, or None when it is absent."""
        return next((value for key, value in self.values if key == name), None)

    @property
    def _expected(self) -> tuple[Any, ...]:
        return tuple(getattr(self.conversation, name) for name in EXPECTED)

    def with_tests_of(self, other: "Request") -> "Request":
        """Return it with the tests, captures, messages and expected frames of another request."""
        return replace(
            self, tests=other.tests, captures=other.captures, conversation=other.conversation
        )

    def has_tests_of(self, other: "Request") -> bool:
        """Tell whether its tests, captures and expected frames equal another request's."""
        return (
            self.tests == other.tests
            and self.captures == other.captures
            and self._expected == other._expected
        )


class FileContent(msgspec.Struct, frozen=True):
    """A part of a body: the content of a file."""

    path: str
    follows_links: bool = True
    """False where the path was checked, and must not have become a link since."""


class Signed(msgspec.Struct, frozen=True):
    """Headers that are computed from a request when it is sent, and how."""

    scheme: str
    """``AuthScheme.id``."""
    word: str
    """What the header Authorization begins with, such as ``Digest``."""
    values: tuple[tuple[str, str], ...] = ()
    """The fields of the credential that are not secrets."""
    headers: tuple[str, ...] = ()
    """Names of the headers that were computed. They fit no other request, such as the one that
    follows a redirect."""
    encodes_path: bool = False
    """Whether the path is sent with all but plain letters encoded, as its server signs it."""


class PreparedRequest(msgspec.Struct, frozen=True):
    """A request as it is sent. It holds secrets, so it is never stored or printed unredacted."""

    method: str
    url: str
    """Absolute, percent-encoded, without fragment."""
    headers: tuple[Header, ...] = ()
    """The headers of the request and Content-Type. The transport adds Host, Content-Length etc."""
    body: tuple[bytes | FileContent, ...] = ()
    """The parts of the body. Empty means no body; ``(b"",)`` means a body of length zero."""
    secrets: tuple[Secret, ...] = ()
    """Texts in URL, headers and body that are shown and stored as dots."""
    follows_redirects: bool = True
    jar: str = ""
    """Name of the cookie jar to use; empty means no cookies."""
    route: Route = DIRECT
    signed: Signed | None = None
    """Whether a credential computes headers of it."""
    messages: tuple[str, ...] = ()
    """What is sent over the socket that it opens, as ``graphql.socket_protocol`` says."""

    def __repr__(self) -> str:
        # Neither URL nor headers: a traceback or a log may show this text.
        return f"PreparedRequest({self.method}, {len(self.headers)} headers)"
