"""A collection or a service as one HTML page that reads without a server and loads nothing."""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from msgspec.structs import replace

from aiurdesk.core import translation
from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind, Service
from aiurdesk.core.exporters.curl import write_curl
from aiurdesk.core.exporters.exported import (
    CONTENT_TYPE,
    CollectionFormat,
    Exported,
    ExportedFolder,
    ExportedItem,
    ExportedRequest,
    body_text,
    exported_item,
    left_out_environments,
    left_out_of,
    quoted,
    sent_pairs,
)
from aiurdesk.core.request.request import FormBody, Header, Request, TextBody
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.dialect import CodeRow, Dialect

_MOST_CHARACTERS = 16_000_000
"""Of a page; browsers search one of this size without a pause."""
_MOST_OF_A_TEXT = 20_000
_DEEPEST_HEADING = 6
_STYLE = """
:root { color-scheme: light dark; --page: #f6f7f9; --card: #fff; --text: #1c2430; --quiet: #5a6675;
  --line: #dde2e9; --code: #f1f3f6; --link: #0b57b0; }
@media (prefers-color-scheme: dark) { :root { --page: #15181d; --card: #1d2127; --text: #e4e8ee;
  --quiet: #9aa5b4; --line: #323943; --code: #161a1f; --link: #8ab8ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 32px 20px 64px; overflow-wrap: anywhere; }
a { color: var(--link); }
h1 { font-size: 26px; line-height: 1.2; margin: 0 0 8px; }
.entry { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 12px 16px 16px; margin: 12px 0; }
.entry > :first-child { font-size: 18px; margin: 0 0 6px; }
h4, h5, h6 { font-size: 13px; color: var(--quiet); margin: 14px 0 4px; }
p { margin: 0 0 8px; white-space: pre-wrap; }
input { font: inherit; width: 100%; padding: 8px 10px; color: inherit; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px; }
pre { margin: 0 0 8px; padding: 10px 12px; background: var(--code); border-radius: 6px;
  max-height: 420px;
  overflow: auto; white-space: pre-wrap;
  font: 13px/1.45 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: start; vertical-align: top; padding: 4px 8px;
  border-bottom: 1px solid var(--line); }
[hidden] { display: none; }
@media print { .entry { break-inside: avoid; } body { background: none; } input { display: none; } }
"""
_SCRIPT = """
const field = document.getElementById("search");
const rows = [...document.querySelectorAll(".entry")].map(entry =>
  [entry, document.querySelector(`nav li[data-for="${entry.id}"]`),
   entry.textContent.toLowerCase()]);
field.hidden = false;
field.addEventListener("input", () => {
  const words = field.value.toLowerCase().split(/\\s+/);
  for (const [entry, link, text] of rows)
    entry.hidden = link.hidden = !words.every(word => text.includes(word));
});
"""


class _Page:
    """Sections of a page in their order, as many as have room."""

    def __init__(self) -> None:
        self.links: list[str] = []
        self.sections: list[str] = []
        self.size = self.lost = 0

    def add(self, title: str, level: int, inside: str) -> None:
        """Add a section with its heading, and a line of the contents."""
        self.size += len(inside) + 2 * len(title)
        if self.size > _MOST_CHARACTERS:
            self.lost += 1
            return
        # Anchors by number, as titles are not unique.
        name, shown = f"s{len(self.links) + 1}", _text(title)
        tag = f"h{min(level, _DEEPEST_HEADING)}"
        self.links.append(f'<li data-for="{name}"><a href="#{name}">{shown}</a></li>')
        self.sections.append(
            f'<section id="{name}" class="entry"><{tag}>{shown}</{tag}>\n{inside}</section>'
        )

    def written(self, title: str, top: str) -> str:
        """Return the whole page."""
        policy = (
            f"default-src 'none'; style-src '{_hash(_STYLE)}'; script-src '{_hash(_SCRIPT)}'; "
            "base-uri 'none'; form-action 'none'"
        )
        language = translation.language().replace("_", "-") or "en"
        return (
            f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
            f"<h1>{_text(title)}</h1>\n{top}"
            f'<input id="search" type="search" placeholder="{escape(tr("Search"))}" '
            f'aria-label="{escape(tr("Search"))}" hidden>\n'
            f"<nav><h2>{escape(tr('Contents'))}</h2><ul>\n{chr(10).join(self.links)}\n</ul></nav>\n"
            + "\n".join(self.sections)
            + f"\n</main>\n<script>{_SCRIPT}</script>\n</body>\n</html>\n"
        )

    def left_out(self) -> Iterator[str]:
        """Yield how much had no room."""
        if self.lost:
            yield tr("Sections for which the page has no room: {count}.").format(count=self.lost)


def write_page(folder: ExportedFolder) -> Exported:
    """Return the page of a collection: its folders and requests, with examples and curl."""
    page = _Page()
    _add_entries(page, folder, 2)
    left_out: list[str] = []
    for title, item in folder.requests():
        left_out += left_out_of(title, item, has_examples=True)
    left_out += left_out_environments(folder)
    top = _paragraph(folder.notes) + _table((tr("Variable"), tr("Value")), folder.variables)
    return Exported(page.written(folder.name, top), (*page.left_out(), *left_out))


def write_service_page(
    service: Service, endpoints: Sequence[Endpoint], dialect: Dialect | None
) -> Exported:
    """Return the page of a service: its endpoints, and the codes of its dialect with fixes."""
    page = _Page()
    for one in endpoints:
        page.add(f"{one.group} › {one.shown_title}", 3, "".join(_endpoint(one, service)))
    for row in dialect.rows if dialect else ():
        page.add(_row_title(row), 3, _row(row))
    top = _paragraph(service.description) + _block(service.base_url)
    return Exported(page.written(service.name, top), tuple(page.left_out()))


def _add_entries(page: _Page, folder: ExportedFolder, level: int) -> None:
    for entry in folder.entries:
        if isinstance(entry, ExportedFolder):
            page.add(entry.name, level, _paragraph(entry.notes))
            _add_entries(page, entry, level + 1)
        else:
            page.add(entry.name, level, "".join(_request(entry)))


def _request(item: ExportedItem) -> Iterator[str]:
    yield _block(f"{item.sent.method} {item.sent.url}")
    yield _paragraph(item.saved.notes)
    if item.saved.credential:
        yield _paragraph(tr("Credential: {name}").format(name=item.saved.credential))
    yield _titled("curl", _curl(item.sent))
    for one in item.examples:
        status = f"HTTP {one.response.status}" if one.response.status else ""
        words = " · ".join(filter(None, (tr("Example"), one.name, status)))
        yield _titled(words, one.text)
        yield _paragraph(one.notes)


def _endpoint(endpoint: Endpoint, service: Service) -> Iterator[str]:
    yield _block(f"{endpoint.shown_method} {endpoint.path}")
    yield _paragraph(endpoint.description)
    yield _paragraph(endpoint.authentication_note)
    if endpoint.parameters:
        yield f"<h4>{escape(tr('Parameters'))}</h4>"
        names = (tr("Name"), tr("Place"), tr("Kind"), tr("Required"), tr("Description"))
        yield _table(names, map(_parameter, endpoint.parameters))
    codes = [
        (str(case.code), str(case.status or ""), case.when)
        for case in endpoint.cases_of(service.table)
    ]
    if codes:
        yield f"<h4>{escape(tr('Codes'))}</h4>"
        yield _table((tr("Code"), "HTTP", tr("When")), codes)
    if endpoint.response_fields:
        yield f"<h4>{escape(tr('Response'))}</h4>"
        yield _table((tr("Name"), tr("Kind")), ((f.name, f.type) for f in endpoint.response_fields))
    for response in endpoint.responses:
        head = f"{tr('Response')} {response.status} {response.content_type}".rstrip()
        yield f"<h4>{_text(head)}</h4>{_paragraph(response.description)}"
        for example in response.all_examples:
            yield _titled(example.title, example.value)
    if not endpoint.is_websocket:
        yield _titled("curl", _curl(_call(endpoint, service)))


def _parameter(one: Parameter) -> tuple[str, ...]:
    required = tr("yes") if one.required else ""
    return one.sent_name, str(one.location), str(one.kind), required, one.description


def _call(endpoint: Endpoint, service: Service) -> ExportedRequest:
    """Return a call with all that is required; variables stand for what has no example."""
    needed = [one for one in endpoint.parameters if one.required]
    values = {one.name: _value(one) for one in needed}
    request = Request(target=endpoint, values=tuple(values.items()))
    sent = exported_item(endpoint.name, request, service.base_url).sent
    headers = tuple(
        Header(one.sent_name, values[one.name]) for one in needed if one.location is Location.HEADER
    )
    return replace(sent, headers=(*sent.headers, *headers))


def _value(one: Parameter) -> str:
    # An example of a secret may be one.
    known = "" if one.kind is ParameterKind.SECRET else one.example or one.default
    return known or f"{{{{{one.name}}}}}"


def _curl(sent: ExportedRequest) -> str:
    """Return the command for a request whose variables are still in it."""
    body = sent.body
    if isinstance(body, FormBody):
        text = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in sent_pairs(body.rows))
    else:
        text = body_text(body) or ""
    if text:
        headers = sent.headers
        if sent.content_type and not sent.has("content-type"):
            headers = (*headers, Header(CONTENT_TYPE, sent.content_type))
        sent = replace(sent, headers=headers, body=TextBody(text, sent.content_type))
    return write_curl(sent)


def _row_title(row: CodeRow) -> str:
    texts = [str(code) for code in row.codes]
    texts += [f"{row.prefix}…"] if row.prefix else []
    texts += [f"{row.first} … {row.last}"] if row.first is not None else []
    return " · ".join(filter(None, (", ".join(texts), row.headline or row.name)))


def _row(row: CodeRow) -> str:
    # A fix with an action is a button of the window.
    fixes = "".join(f"<li>{_text(fix.text)}</li>" for fix in row.fixes if fix.action is None)
    return _paragraph(row.meaning) + (f"<ul>{fixes}</ul>" if fixes else "")


def _titled(title: str, text: str) -> str:
    return f"<h4>{_text(title)}</h4>{_block(text)}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["".join(f"<td>{_text(cell)}</td>" for cell in row) for row in rows]
    if not lines:
        return ""
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(f"<tr>{line}</tr>\n" for line in lines)
    return f"<table><thead><tr>{names}</tr></thead><tbody>\n{body}</tbody></table>\n"


def _paragraph(text: str) -> str:
    return f"<p>{_text(text.strip())}</p>\n" if text.strip() else ""


def _block(text: str) -> str:
    return f"<pre>{_text(text)}</pre>\n"


def _text(text: str) -> str:
    """Return a text that a stranger may have written, escaped and at a length that reads."""
    cut = text if len(text) <= _MOST_OF_A_TEXT else f"{text[:_MOST_OF_A_TEXT]}…"
    return escape(cut)


def _hash(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


PAGE = CollectionFormat("html", tr("HTML page"), ".html", write_page)
