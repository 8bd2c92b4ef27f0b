"""A collection as a page of Markdown that people read."""

from collections.abc import Iterable

from aiurdesk.core.exporters.exported import (
    CollectionFormat,
    Exported,
    ExportedFolder,
    ExportedItem,
    left_out_environments,
    left_out_of,
    sent_pairs,
)
from aiurdesk.core.request.request import (
    Body,
    FileBody,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    TextBody,
)
from aiurdesk.core.translation import tr

_DEEPEST_HEADING = 6


def write_markdown(folder: ExportedFolder) -> Exported:
    """Return the page: a heading for each folder and request."""
    lines = [f"# {folder.name}", *_notes(folder.notes)]
    if folder.variables:
        lines += ["", *_table(("Variable", "Value"), folder.variables)]
    lines += _entries(folder, 2)
    left_out: list[str] = []
    for title, item in folder.requests():
        left_out += left_out_of(title, item, has_tests=True)
        text = tr("{title}: the capture {variable}.")
        captures = item.saved.captures
        left_out += (text.format(title=title, variable=one.variable) for one in captures)
    left_out += left_out_environments(folder)
    return Exported("\n".join(lines) + "\n", tuple(left_out))


def _entries(folder: ExportedFolder, level: int) -> list[str]:
    lines: list[str] = []
    for entry in folder.entries:
        lines += ["", f"{'#' * min(level, _DEEPEST_HEADING)} {entry.name}"]
        if isinstance(entry, ExportedFolder):
            lines += [*_notes(entry.notes), *_entries(entry, level + 1)]
        else:
            lines += _request(entry)
    return lines


def _notes(notes: str) -> list[str]:
    return ["", notes.strip()] if notes.strip() else []


def _request(entry: ExportedItem) -> list[str]:
    sent, saved = entry.sent, entry.saved
    lines = ["", f"`{sent.method} {sent.url}`"]
    lines += _notes(saved.notes)
    if saved.credential:
        lines += ["", f"Credential: {saved.credential}"]
    if sent.headers:
        lines += ["", *_table(("Header", "Value"), [(h.name, h.value) for h in sent.headers])]
    lines += _body(sent.body)
    if saved.tests:
        lines += ["", "Tests:", ""]
        lines += [
            f"- {' '.join(filter(None, (t.kind, t.subject, t.comparison)))} `{t.expected}`"
            for t in saved.tests
        ]
    return lines


def _body(body: Body | bytes) -> list[str]:
    match body:
        case JsonBody(text):
            return ["", *_fenced(text, "json")]
        case GraphqlBody(query, variables):
            values = ["", *_fenced(variables, "json")] if variables else []
            return ["", *_fenced(query, "graphql"), *values]
        case TextBody(text):
            return ["", *_fenced(text, "")]
        case FormBody(rows) | MultipartBody(rows):
            return ["", *_table(("Field", "Value"), sent_pairs(rows))]
        case FileBody(path):
            return ["", tr("The body is the file `{path}`.").format(path=path)]
    return []


def _table(head: tuple[str, str], pairs: Iterable[tuple[str, str]]) -> list[str]:
    lines = [f"| {head[0]} | {head[1]} |", "| --- | --- |"]
    return lines + [f"| {_cell(name)} | {_cell(value)} |" for name, value in pairs]


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")


def _fenced(text: str, language: str) -> list[str]:
    fence = "```"
    while fence in text:
        fence += "`"
    return [f"{fence}{language}", text, fence]


MARKDOWN = CollectionFormat("markdown", "Markdown", ".md", write_markdown)
