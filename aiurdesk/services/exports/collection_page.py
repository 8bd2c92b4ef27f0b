"""A collection as one HTML page: its folders and requests, with tests, cases, examples and curl."""

from collections.abc import Iterator

from aiurdesk.core.collection.typed_cases import case_texts
from aiurdesk.core.expectations import captures, frame_tests, response_tests
from aiurdesk.core.exporters.exported import (
    Exported,
    ExportedFolder,
    ExportedItem,
    body_text,
    left_out_environments,
    left_out_examples,
    left_out_rows,
    sent_pairs,
    texts,
)
from aiurdesk.core.request.conversation import default_name
from aiurdesk.core.request.request import Body, Case, FileBody, FormBody, MultipartBody
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.dialect import Dialect
from aiurdesk.services.exports.html_page import (
    HtmlPage,
    anchor_of,
    block,
    bullets,
    heading,
    paragraph,
    table,
    titled_block,
)
from aiurdesk.services.exports.page_details import (
    add_codes,
    codes,
    curl,
    link_to_codes,
    parameters,
)


def write_page(folder: ExportedFolder) -> Exported:
    """Return the page of a collection."""
    page = HtmlPage()
    _add_entries(page, folder, ())
    left_out: list[str] = []
    dialects: dict[str, Dialect] = {}
    for title, item in folder.requests():
        left_out += left_out_examples(title, item, has_examples=True)
        left_out += left_out_rows(title, item, has_rows_off=False)
        if item.dialect is not None:
            dialects[item.dialect.name] = item.dialect
    add_codes(page, dialects.values())
    left_out += left_out_environments(folder)
    top = paragraph(folder.notes) + table((tr("Variable"), tr("Value")), folder.variables)
    return Exported(page.written(folder.name, top), (*page.left_out(), *left_out))


def _add_entries(page: HtmlPage, folder: ExportedFolder, within: tuple[str, ...]) -> None:
    for entry in folder.entries:
        anchor = anchor_of(*within, entry.name)
        if isinstance(entry, ExportedFolder):
            page.add_group(entry.name, len(within), paragraph(entry.notes), anchor)
            _add_entries(page, entry, (*within, entry.name))
        else:
            page.add_entry(entry.name, len(within), "".join(_request(entry)), anchor, within)


def _request(item: ExportedItem) -> Iterator[str]:
    saved, sent = item.saved, item.sent
    yield block(f"{sent.method} {sent.url}")
    yield paragraph(saved.notes)
    if saved.credential:
        yield paragraph(tr("Credential: {name}").format(name=saved.credential))
    endpoint = saved.endpoint
    yield from parameters(
        endpoint.parameters,
        {name.casefold(): "\n".join(texts(value)) for name, value in saved.values},
    )
    yield from codes(endpoint, item.dialect, item.dialect.name if item.dialect else "")
    yield link_to_codes(item.dialect)
    yield from _expected(item)
    yield from _cases(item)
    if endpoint.is_websocket:
        for message in saved.conversation.messages:
            name = message.name or default_name(message) or message.kind
            yield titled_block(tr("Message: {name}").format(name=name), message.content)
    else:
        yield titled_block("curl", curl(sent))
    for one in item.examples:
        status = f"HTTP {one.response.status}" if one.response.status else ""
        words = " · ".join(filter(None, (tr("Example"), one.name, status)))
        yield titled_block(words, one.text)
        yield paragraph(one.notes)


def _expected(item: ExportedItem) -> Iterator[str]:
    saved = item.saved
    tests = [response_tests.title_of(one) for one in saved.tests]
    tests += [frame_tests.title_of(one) for one in saved.conversation.frame_tests]
    if tests:
        yield heading(tr("Tests")) + bullets(tests)
    if saved.captures:
        yield heading(tr("Captures")) + bullets(map(captures.capture_title, saved.captures))


def _cases(item: ExportedItem) -> Iterator[str]:
    cases = item.saved.cases
    if cases:
        yield heading(tr("Cases"))
        head = (tr("Name"), tr("Values"), tr("Expected"), tr("Tests"), tr("Body"))
        yield table(head, map(_case, cases))


def _case(case: Case) -> tuple[str, ...]:
    values, expected, _ = case_texts(case)
    tests = "\n".join(map(response_tests.title_of, case.tests))
    return case.name, values, expected, tests, _body(case.body)


def _body(body: Body | None) -> str:
    match body:
        case None:
            return ""
        case FormBody(rows) | MultipartBody(rows):
            return "\n".join(f"{name} = {value}" for name, value in sent_pairs(rows))
        case FileBody(path):
            return path
    return body_text(body) or tr("none")
