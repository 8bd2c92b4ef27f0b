"""Details that requests and endpoints have on a page alike: parameters, codes with fixes, curl."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import CodeCase, Endpoint, Parameter
from aiurdesk.core.exporters.curl import write_curl
from aiurdesk.core.exporters.exported import (
    CONTENT_TYPE,
    ExportedRequest,
    body_text,
    quoted,
    sent_pairs,
)
from aiurdesk.core.request.request import FormBody, Header, TextBody
from aiurdesk.core.translation import format_code, tr
from aiurdesk.core.verdict.dialect import CodeRow, Dialect, row_for
from aiurdesk.services.exports.html_page import (
    HtmlPage,
    anchor_of,
    bullets,
    heading,
    paragraph,
    table,
    table_of_markup,
    text,
)

_MOST_IN_TITLE = 3
"""Codes of a row; below the title are all."""


def parameters(
    declared: Sequence[Parameter], values: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Yield the parameters of an endpoint, and where a request has values, these too."""
    if declared:
        yield heading(tr("Parameters"))
        head = (
            tr("Name"), tr("Value"), tr("Place"), tr("Kind"), tr("Required"), tr("Description")
        )  # fmt: skip
        yield table(head, (_parameter(one, values or {}) for one in declared))


def _parameter(one: Parameter, values: Mapping[str, str]) -> tuple[str, ...]:
    value = values.get(one.name.casefold(), "")
    required = tr("yes") if one.required else ""
    return one.sent_name, value, str(one.location), str(one.kind), required, one.description


def codes(endpoint: Endpoint, dialect: Dialect | None, table_name: str) -> Iterator[str]:
    """Yield the documented codes of an endpoint, which lead to their meaning and fixes."""
    cases = endpoint.cases_of(table_name)
    if cases:
        yield heading(tr("Codes"))
        head = (tr("Code"), "HTTP", tr("When"), tr("Meaning"))
        yield table_of_markup(head, (_code(case, dialect) for case in cases))


def _code(case: CodeCase, dialect: Dialect | None) -> tuple[str, ...]:
    row = row_for(dialect, case.code, "") if dialect else None
    meaning = ""
    if row is not None and dialect is not None:
        words = row.headline or row.name or format_code(case.code)
        meaning = f'<a href="#{_row_anchor(dialect, row)}">{text(words)}</a>'
    status = "" if case.status is None else str(case.status)
    return text(format_code(case.code)), status, text(case.when), meaning


def link_to_codes(dialect: Dialect | None) -> str:
    """Return a line that leads to the codes of a dialect."""
    if dialect is None:
        return ""
    words = text(tr("Codes of {name}").format(name=dialect.title or dialect.name))
    if not dialect.rows:
        return ""
    return f'<p><a href="#{anchor_of("codes", dialect.name)}">{words}</a></p>\n'


def add_codes(page: HtmlPage, dialects: Iterable[Dialect]) -> None:
    """Add what the codes of dialects mean, and what helps."""
    for dialect in dialects:
        title = tr("Codes of {name}").format(name=dialect.title or dialect.name)
        if dialect.rows:
            page.add_group(title, 0, "", anchor_of("codes", dialect.name))
        for row in dialect.rows:
            page.add_entry(_row_title(row), 1, _row(row), _row_anchor(dialect, row))


def _row_anchor(dialect: Dialect, row: CodeRow) -> str:
    # A minus sign is not a dash: −1 and 1 are two codes.
    first = str(row.codes[0]) if row.codes else row.prefix or f"{row.first}"
    return anchor_of("code", dialect.name, first.replace("-", "minus "))


def _row_title(row: CodeRow) -> str:
    codes = [format_code(code) for code in row.codes]
    texts = [*codes[:_MOST_IN_TITLE], *(["…"] if len(codes) > _MOST_IN_TITLE else [])]
    texts += [f"{row.prefix}…"] if row.prefix else []
    if row.first is not None and row.last is not None:
        texts.append(f"{format_code(row.first)} … {format_code(row.last)}")
    return " · ".join(filter(None, (", ".join(texts), row.headline or row.name)))


def _row(row: CodeRow) -> str:
    every = row.codes if len(row.codes) > _MOST_IN_TITLE else ()
    # A fix with an action is a button of the window.
    fixes = bullets(fix.text for fix in row.fixes if fix.action is None)
    return paragraph(", ".join(map(format_code, every))) + paragraph(row.meaning) + fixes


def curl(sent: ExportedRequest) -> str:
    """Return the command for a request whose variables are still in it."""
    body = sent.body
    if isinstance(body, FormBody):
        words = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in sent_pairs(body.rows))
    else:
        words = body_text(body) or ""
    if words:
        headers = sent.headers
        if sent.content_type and not sent.has("content-type"):
            headers = (*headers, Header(CONTENT_TYPE, sent.content_type))
        sent = replace(sent, headers=headers, body=TextBody(words, sent.content_type))
    return write_curl(sent)
