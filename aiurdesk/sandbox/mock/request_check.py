"""Compares what a client sends to a mock with what the description asks for."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.preparing.wire_format import to_wire
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.sandbox.aspnet.form import Form, Pair

_MOST_TOLD = 20
_MOST_TEXTS = 1_000
_SHOWN_SCHEMES = {"aws4-hmac-sha256": "AWS4-HMAC-SHA256"}
Refusal = tuple[str, str]
"""The name of a value that is refused, and why."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What only a process that can be killed may compare: a stranger wrote what it is held against.

    ``patterns`` has name, pattern and text; ``body`` the key of a schema and the text of JSON.
    """

    service_id: str
    patterns: tuple[tuple[str, str, str], ...] = ()
    body: tuple[str, bytes] | None = None


Compare = Callable[[Compared], Awaitable[tuple[Refusal, ...]]]


@dataclass(frozen=True, slots=True)
class Sent:
    """The parts of a request in which values lie."""

    query: tuple[Pair, ...]
    path: tuple[Pair, ...]
    headers: tuple[Pair, ...]
    cookies: tuple[Pair, ...]
    form: Form
    body: bytes
    content_type: str

    def texts(self, parameter: Parameter) -> list[str]:
        """Return the values of a parameter, as they were sent."""
        name, place = parameter.sent_name, parameter.location
        match place:
            case Location.QUERY:
                pairs = self.query
            case Location.PATH | Location.REST:
                # The path names its placeholders as the endpoint names its parameters.
                pairs, name = self.path, parameter.name
            case Location.COOKIE:
                pairs = self.cookies
            case Location.HEADER:
                folded = name.casefold()
                return [text for one, text in self.headers if one.casefold() == folded]
            case _:
                pairs = self.form.pairs
        texts = [text for one, text in pairs if one == name][:_MOST_TEXTS]
        if parameter.traits.is_list and parameter.separator:
            texts = [part for text in texts for part in text.split(parameter.separator)]
        return texts


async def refusals(endpoint: Endpoint, sent: Sent, compare: Compare) -> tuple[Refusal, ...]:
    """Return what is wrong with a request, the values by their names; empty where it is right."""
    found: list[Refusal] = []
    patterns: list[tuple[str, str, str]] = []
    body: tuple[str, bytes] | None = None
    if sent.form.error:
        found.append(("", sent.form.error))
    for parameter in endpoint.parameters:
        if parameter.location is Location.JSON:
            refusal, body = _of_body(parameter, sent)
            found += [refusal] if refusal else []
            continue
        found += _of_values(parameter, sent)
        if pattern := parameter.strangers_pattern:
            patterns += [(parameter.name, pattern, text) for text in sent.texts(parameter)]
    if patterns or body is not None:
        found += await compare(Compared(endpoint.service_id, tuple(patterns), body))
    return tuple(dict.fromkeys(found))[:_MOST_TOLD]


def missing_credential(endpoint: Endpoint, sent: Sent) -> str:
    """Return what a request lacks of the credentials that it needs; empty where it has one.

    Their values are not looked at: a mock knows none.
    """
    lacking = [[one for one in places if not _is_there(one, sent)] for places in endpoint.security]
    if not lacking or not all(lacking):
        return ""
    needed = (tr(" and ").join(map(_place_words, places)) for places in lacking)
    text = tr("A credential is required: {needed}.")
    return text.format(needed=tr(", or ").join(dict.fromkeys(needed)))


def _is_there(place: str, sent: Sent) -> bool:
    kind, _, name = place.partition(":")
    match kind:
        case "query":
            pairs = sent.query
        case "cookie":
            pairs = sent.cookies
        case "header":
            return any(one.casefold() == name.casefold() and text for one, text in sent.headers)
        case scheme:
            given = next((t for n, t in sent.headers if n.casefold() == "authorization"), "")
            return given.partition(" ")[0].casefold() == scheme and " " in given.strip()
    return any(one == name and text for one, text in pairs)


def _place_words(place: str) -> str:
    kind, _, name = place.partition(":")
    words = {
        "query": tr("the parameter {name} of the query"),
        "cookie": tr("the cookie {name}"),
        "header": tr("the header {name}"),
    }
    if kind in words:
        return words[kind].format(name=name)
    shown = _SHOWN_SCHEMES.get(kind, kind.capitalize())
    return tr("the header {name}").format(name=f"Authorization: {shown} …")


def challenges(endpoint: Endpoint) -> tuple[tuple[str, str], ...]:
    """Return the headers that say which schemes of Authorization an endpoint takes.

    Source: RFC 9110 section 11.6.1; RFC 7616 section 3.3 for the digest.
    """
    schemes = dict.fromkeys(one for places in endpoint.security for one in places if ":" not in one)
    return tuple(
        ("www-authenticate", _SHOWN_SCHEMES.get(scheme, scheme.capitalize()) + _more_of(scheme))
        for scheme in schemes
    )


def _more_of(scheme: str) -> str:
    return ' realm="mock", nonce="mock", qop="auth"' if scheme == "digest" else ' realm="mock"'


def _of_values(parameter: Parameter, sent: Sent) -> Iterator[Refusal]:
    texts = sent.texts(parameter)
    if parameter.traits.is_file:
        is_there = texts or any(file.name == parameter.sent_name for file in sent.form.files)
        if parameter.required and not is_there:
            yield parameter.sent_name, tr("This value is required.")
        return
    if not texts:
        if parameter.required and parameter.location is not Location.REST:
            yield parameter.sent_name, tr("This value is required.")
        return
    for text in texts if parameter.traits.is_list else texts[:1]:
        if isinstance(written := to_wire(parameter, text), Problem):
            yield parameter.sent_name, written.sentence


def _of_body(parameter: Parameter, sent: Sent) -> tuple[Refusal | None, tuple[str, bytes] | None]:
    """Return what is wrong with a body, and what of it has to be held against a schema."""
    if not sent.body:
        is_missing = parameter.required
        return ((parameter.name, tr("A body is required.")) if is_missing else None), None
    if parameter.kind is not ParameterKind.JSON:
        return None, None
    if "json" not in sent.content_type.casefold():
        text = tr("The body has to be JSON, with Content-Type: application/json.")
        return (parameter.name, text), None
    try:
        written = to_wire(parameter, sent.body.decode())
    except UnicodeDecodeError:
        return (parameter.name, tr("The body is not UTF-8 text.")), None
    if isinstance(written, Problem):
        return (parameter.name, written.sentence), None
    return None, (parameter.schema, sent.body) if parameter.schema else None
