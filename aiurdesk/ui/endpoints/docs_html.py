"""The docs of an endpoint as rich text; the theme supplies the colours."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape

from PySide6.QtGui import QTextDocument

from aiurdesk.core.api.endpoint import (
    OWN_GENERATION,
    Authentication,
    CodeCase,
    DocumentedResponse,
    Endpoint,
    Location,
    Parameter,
    ResponseField,
    Returns,
    Service,
)
from aiurdesk.core.api.readable_text import MOST_CHARACTERS, as_markdown
from aiurdesk.core.exchange.exchange import SEVERITY_WORDS
from aiurdesk.core.exchange.sockets.event_types import EventTable, EventType
from aiurdesk.core.exchange.sockets.stargate_tour import TOUR_SERVICES, TourStep
from aiurdesk.core.history.history_entry import SeenCode
from aiurdesk.core.preparing.variable_words import VARIABLES_HELP
from aiurdesk.core.translation import format_code, listed, tr
from aiurdesk.core.verdict.dialect import Dialect

_MARKS = re.compile(r"[*_`#\[|<&>~\\]|^\s*(?:[-+]|\d+[.)])\s|\n|://", re.MULTILINE)
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
_CODE = re.compile(r'<span style=" font-family:[^"]*">(.*?)</span>', re.DOTALL)
_STYLE = re.compile(r'style="[^"]*"')
_COLOUR = re.compile(r"(?<!-)\bcolor:[^;]*;")
_PICTURE = re.compile(r'<img [^>]*?alt="([^"]*)"[^>]*>')
# Others are commands of the docs, or would open files.
_NO_WEB_LINK = re.compile(r'<a href="(?!https?://)[^"]*">')


@lru_cache(maxsize=64)
def markdown_html(text: str) -> str:
    """Return the rich text of Markdown with simple HTML; nothing in it is loaded or run."""
    cut = text[:MOST_CHARACTERS].strip() + ("…" if len(text) > MOST_CHARACTERS else "")
    if not _MARKS.search(cut):
        return f"<p>{escape(cut)}</p>" if cut else ""
    document = QTextDocument()
    features = QTextDocument.MarkdownFeature
    document.setMarkdown(as_markdown(cut), features.MarkdownNoHTML | features.MarkdownDialectGitHub)
    body = _BODY.search(document.toHtml())
    return _cleaned(body[1]) if body else ""


def _cleaned(html: str) -> str:
    """Return what Qt wrote without its colours, which suit the light theme only."""
    html = _CODE.sub(r"<code>\1</code>", html)
    html = _STYLE.sub(lambda style: _COLOUR.sub("", style[0]), html)
    return _NO_WEB_LINK.sub("<a>", _PICTURE.sub(r"\1", html))


TOUR_SCHEME = "tour"
"""Scheme of the links of the tour of Stargate; behind it stands a TourStep or ``ALL_STEPS``."""
ALL_STEPS = "all"
SEEN_SCHEME = "history"
"""Scheme of the link of a code that was seen; behind it stands the id of the last entry."""
LOCATIONS = {
    Location.QUERY: tr("query"),
    Location.PATH: tr("path segment"),
    Location.REST: tr("rest of the path"),
    Location.FORM: tr("form"),
    Location.MULTIPART: tr("multipart form"),
    Location.JSON: tr("body"),
    Location.HEADER: tr("header"),
    Location.COOKIE: tr("cookie"),
}
_DEPRECATED = tr("Deprecated: the service is going to drop it.")
_MOST_RESPONSES = 50
_MOST_OF_EXAMPLE = 1_000
_MOST_EXAMPLES = 10
_AUTHENTICATIONS = {
    Authentication.NONE: tr("No credential is needed."),
    Authentication.ACCESS_TOKEN: tr("An access token, in the parameter AccessToken."),
    Authentication.COOKIE: tr("The cookie of a user who is signed in."),
    Authentication.OAUTH: tr("A page of the browser sign-in."),
}
_RETURNS = {
    Returns.JSON: "JSON",
    Returns.HTML: tr("a web page"),
    Returns.REDIRECT: tr("a redirect"),
    Returns.FILE: tr("a file"),
    Returns.XML: "XML",
    Returns.MARKDOWN: "Markdown",
    Returns.WEBSOCKET: tr("a WebSocket"),
    Returns.STREAM: tr("a stream of events"),
}


def endpoint_html(
    endpoint: Endpoint,
    service: Service | None,
    table: Dialect | None,
    seen: Sequence[SeenCode] = (),
    events: EventTable | None = None,
) -> str:
    """Return the whole page; its classes are ``muted``, ``required`` and the severities.

    Args:
        seen: The codes that the endpoint gave; they become links with ``SEEN_SCHEME``.
        events: Those that its frames may be.
    """
    is_own = endpoint.generation == OWN_GENERATION
    parameters = [_parameter(parameter, is_markdown=is_own) for parameter in endpoint.parameters]
    sections = [
        _title(endpoint, service),
        f'<p class="notice"><b>{_DEPRECATED}</b></p>' if endpoint.is_deprecated else "",
        markdown_html(endpoint.description) if is_own else _paragraph(endpoint.description),
        _section(tr("Try it in the sandbox"), _tour(endpoint)),
        _section(tr("Authentication"), _authentication(endpoint)),
        _section(tr("Parameters"), _table(parameters) or _paragraph(tr("None."))),
        _section(tr("Body"), _paragraph(" · ".join(endpoint.body_types), look="muted")),
        _section(tr("Responses"), _responses(endpoint)) if is_own else "",
        _section(tr("Response"), "" if is_own else _response(endpoint)),
        _section(
            tr("Result codes"),
            _known_codes(endpoint.code_cases, seen)
            + _table(_code(case, table) for case in endpoint.code_cases),
        ),
        _section(tr("Events"), _events(events) if events else ""),
        _section(tr("Rate limit"), _rate_limit(endpoint)),
        _section(tr("Variables"), _paragraph(VARIABLES_HELP, look="muted")),
        _section(tr("Source"), _paragraph(endpoint.source, look="muted")),
    ]
    return "".join(sections)


def _title(endpoint: Endpoint, service: Service | None) -> str:
    title = escape(endpoint.shown_title)
    address = escape(f"{endpoint.shown_method} {endpoint.path}")
    facts = [service.name] if service else []
    is_own = endpoint.generation == OWN_GENERATION
    if endpoint.generation and not is_own:
        facts.append(tr("generation {generation}").format(generation=endpoint.generation))
    # Without a method attribute, a server of ASP.NET accepts every method. A handshake is a GET.
    others = [m for m in endpoint.accepted_methods if m != endpoint.method]
    if others:
        facts.append(tr("also accepts ") + listed(others))
    elif not endpoint.accepted_methods and not endpoint.is_websocket and not is_own:
        facts.append(tr("accepts any method"))
    line = _paragraph(" · ".join(facts), look="muted")
    return f"<h2>{title}</h2><p><code>{address}</code></p>{line}"


def _tour(endpoint: Endpoint) -> str:
    """Return the steps of the tour as links, for the endpoints that are on it."""
    # Other services have endpoints of the same names; their ids differ.
    names = {f"{endpoint.service_id}.{step.endpoint_name}" for step in TourStep}
    if endpoint.service_id not in TOUR_SERVICES or endpoint.id not in names:
        return ""
    steps = " → ".join(_tour_link(step, step.words) for step in TourStep)
    every = _tour_link(ALL_STEPS, tr("Do all three, and see the frame"))
    return f"<p>{steps}</p><p>{every}</p>"


def _tour_link(step: str, text: str) -> str:
    return f'<a href="{TOUR_SCHEME}:{step}">{escape(text)}</a>'


def _authentication(endpoint: Endpoint) -> str:
    note = endpoint.authentication_note
    if endpoint.generation == OWN_GENERATION:
        return _paragraph(note or tr("The description names no credential."))
    return _paragraph(_AUTHENTICATIONS[endpoint.authentication]) + _paragraph(note)


def _parameter(parameter: Parameter, *, is_markdown: bool) -> tuple[str, str]:
    # The word "required" follows in the facts: a colour and a star alone could be missed.
    star = ' <span class="required">*</span>' if parameter.required else ""
    need = tr("required") if parameter.required else tr("optional")
    facts = [parameter.traits.name, LOCATIONS[parameter.location], need, *_limits(parameter)]
    lines = [f'<span class="muted">{escape(" · ".join(facts))}</span>']
    words = "" if is_markdown else parameter.description
    lines += [escape(text) for text in (words, _choices(parameter)) if text]
    is_long = "\n" in parameter.example
    if parameter.example and not is_long:
        lines.append(tr("Example: <code>{escape}</code>").format(escape=escape(parameter.example)))
    text = "<br>".join(lines) + (markdown_html(parameter.description) if is_markdown else "")
    name = f"<code>{escape(parameter.name)}</code>{star}"
    return name, text + (_example(parameter.example) if is_long else "")


def _limits(parameter: Parameter) -> Iterator[str]:
    if parameter.excludes_limits:
        sides = ((tr("more than"), parameter.minimum), (tr("less than"), parameter.maximum))
        yield tr(" and ").join(f"{word} {limit:,}" for word, limit in sides if limit is not None)
    else:
        yield from _span(parameter.minimum, parameter.maximum, "")
    if parameter.is_deprecated:
        yield tr("deprecated")
    yield from _span(parameter.min_length, parameter.max_length, tr(" characters"))
    if pattern := parameter.pattern or parameter.strangers_pattern:
        yield parameter.pattern_hint or tr("matches {pattern}").format(pattern=pattern)
    if parameter.default is not None:
        yield tr("default {value}").format(value=parameter.default or "empty")


def _span(least: float | None, most: float | None, unit: str) -> Iterator[str]:
    if least is not None and most is not None:
        yield tr("{least:,} to {most:,}{unit}").format(least=least, most=most, unit=unit)
    elif least is not None:
        yield tr("at least {least:,}{unit}").format(least=least, unit=unit)
    elif most is not None:
        yield tr("at most {most:,}{unit}").format(most=most, unit=unit)


def _choices(parameter: Parameter) -> str:
    return ", ".join(
        choice.value if choice.name == choice.value else f"{choice.value} = {choice.name}"
        for choice in parameter.choices
    )


def _responses(endpoint: Endpoint) -> str:
    """Return the documented responses, a row for each status and content type."""
    rows = [(_status(item), _documented(item)) for item in endpoint.responses[:_MOST_RESPONSES]]
    fields = _fields(endpoint.response_fields)
    more = len(endpoint.responses) - _MOST_RESPONSES
    return "".join(
        (
            _table(rows) or _paragraph(tr("The description names no responses.")),
            _paragraph(tr("and {more:,} more").format(more=more) if more > 0 else "", look="muted"),
            _paragraph(tr("Fields of a success:")) + fields if fields else "",
        )
    )


def _status(response: DocumentedResponse) -> str:
    look = {"2": "success", "4": "input", "5": "server"}.get(response.status[:1], "notice")
    return f'<b class="{look}">{escape(response.status)}</b>'


def _documented(response: DocumentedResponse) -> str:
    kind = f'<span class="muted">{escape(response.content_type)}</span>'
    words = markdown_html(response.description)
    shown = response.all_examples[:_MOST_EXAMPLES]
    # One alone needs no title.
    texts = "".join(
        (_paragraph(one.title, look="muted") if len(shown) > 1 else "") + _example(one.value)
        for one in shown
    )
    more = len(response.all_examples) - len(shown)
    rest = _paragraph(tr("and {more:,} more").format(more=more) if more else "", look="muted")
    return words + (kind if response.content_type else "") + texts + rest


def _example(text: str) -> str:
    """Return an example with its line breaks; a long one is cut off."""
    if not text:
        return ""
    cut = text[:_MOST_OF_EXAMPLE] + ("…" if len(text) > _MOST_OF_EXAMPLE else "")
    # Not "pre", whose lines would not wrap.
    lines = escape(cut).replace("  ", "&nbsp; ").replace("\n", "<br>")
    return f"<p><code>{lines}</code></p>"


def _response(endpoint: Endpoint) -> str:
    text = tr("Returns {value}").format(value=_RETURNS[endpoint.returns])
    if endpoint.returns is Returns.JSON:
        has_more = endpoint.has_envelope and endpoint.response_fields
        envelope = tr("an envelope with code and message.")
        if has_more:
            envelope = tr("an envelope with code and message, and:")
        envelope = tr(": {envelope}").format(envelope=envelope)
        text += envelope if endpoint.has_envelope else tr(", without an envelope.")
    else:
        text = tr("{words}.").format(words=text)
    return _paragraph(text) + _fields(endpoint.response_fields)


def _fields(fields: Iterable[ResponseField]) -> str:
    return _table(
        (f"<code>{escape(field.name)}</code>", f'<span class="muted">{escape(field.type)}</span>')
        for field in fields
    )


def _known_codes(cases: Sequence[CodeCase], seen: Sequence[SeenCode]) -> str:
    """Return the line ``documented 0 −1 −4 · seen 0 −10``."""
    documented = dict.fromkeys(case.code for case in cases)
    texts = []
    if documented:
        texts.append(tr("documented ") + " ".join(escape(format_code(code)) for code in documented))
    if seen:
        # In the order in which they are documented; the others behind them.
        order = {code: index for index, code in enumerate(documented)}
        ordered = sorted(seen, key=lambda code_seen: order.get(code_seen.code, len(order)))
        # HTML shows two ordinary spaces as one.
        links = (
            f'<a href="{SEEN_SCHEME}:{one.last_id}">{escape(format_code(one.code))}</a>'
            for one in ordered
        )
        texts.append(tr("seen ") + "&nbsp; ".join(links))
    return f"<p>{' · '.join(texts)}</p>" if texts else ""


def _code(case: CodeCase, table: Dialect | None) -> tuple[str, str]:
    status = f'<br><span class="muted">HTTP {case.status}</span>' if case.status else ""
    row = table.codes.get(case.code) if table else None
    sign = f"<b>{escape(format_code(case.code))}</b>"
    if row is not None and row.severity is not None:
        severity = SEVERITY_WORDS[row.severity]
        # "Success · Success" would say it twice.
        word = row.name if row.name == severity else f"{severity} · {row.name}"
        sign = f'<span class="{row.severity}">{sign}<br>{escape(word)}</span>'
    return sign, escape(case.when) + status


def _events(table: EventTable) -> str:
    members = tr(" and ").join(table.required_members)
    intro = tr("A frame may be an event of {name}, a JSON object with {members}:").format(
        name=table.name, members=members
    )
    return _paragraph(intro) + _table(map(_event, table.events.values()))


def _event(event: EventType) -> tuple[str, str]:
    members = f'<span class="muted">{escape(", ".join(event.members))}</span>'
    text = "<br>".join(filter(None, (escape(event.meaning), members if event.members else "")))
    return f"<b>{event.type}</b><br>{escape(event.name)}", text


def _rate_limit(endpoint: Endpoint) -> str:
    limit = endpoint.rate_limit_per_min
    if not limit:
        return ""
    return _paragraph(
        tr("{limit:,} requests a minute from each client address to each path.").format(limit=limit)
    )


def _section(title: str, content: str) -> str:
    return f"<h4>{title}</h4>{content}" if content else ""


def _paragraph(text: str, look: str = "") -> str:
    return f'<p class="{look}">{escape(text)}</p>' if text else ""


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(
        f'<tr><td class="name">{left}</td><td>{right}</td></tr>' for left, right in rows
    )
    return f'<table cellpadding="4" cellspacing="0">{cells}</table>' if cells else ""
