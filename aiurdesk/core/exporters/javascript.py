"""A request as JavaScript with fetch, for Node 18 and later."""

from aiurdesk.core.exporters.code_request import (
    CodeFormat,
    byte_list,
    expression,
    form_rows,
    quoted,
    row_text,
    usual_headers,
)
from aiurdesk.core.exporters.exported import ExportedRequest
from aiurdesk.core.exporters.lost_in_code import lost_in_fetch
from aiurdesk.core.request.request import FileBody, FileValue, MultipartBody, Row, TextBody


def write_javascript(request: ExportedRequest) -> str:
    """Return a module; fetch sends no body with GET and HEAD, and says so itself."""
    lines: list[str] = []
    contents = (request.body, *(row.value for row in form_rows(request)))
    if any(isinstance(content, FileBody | FileValue) for content in contents):
        lines += ['import { readFile } from "node:fs/promises";', ""]
    body = ""
    match request.body:
        case MultipartBody(rows):
            lines += ["const body = new FormData();", *map(_part, rows), ""]
            body = "body"
        case FileBody(path):
            body = f"await readFile({quoted(path)})"
        case TextBody(text):
            # Without a header, a string would get a type of its own.
            has_type = request.has("content-type")
            body = _text(text) if has_type else f"new TextEncoder().encode({_text(text)})"
        case bytes(data):
            body = f"Uint8Array.of({byte_list(data)})"
    lines.append(f"const response = await fetch({_text(request.url)}, {{")
    lines.append(f"  method: {quoted(request.method)},")
    if request.headers:
        pairs = [f"\n    [{_text(h.name)}, {_text(h.value)}]," for h in usual_headers(request)]
        lines.append(f"  headers: [{''.join(pairs)}\n  ],")
    if body:
        lines.append(f"  body: {body},")
    lines += ["});", "console.log(response.status);", "console.log(await response.text());"]
    return "\n".join(lines)


def _text(text: str) -> str:
    return expression(text, "process.env.{}")


def _part(row: Row) -> str:
    file = row.value
    if not isinstance(file, FileValue):
        return f"body.append({quoted(row.name)}, {_text(row_text(row))});"
    content = f"await readFile({quoted(file.path)})"
    blob = f"new Blob([{content}], {{ type: {quoted(file.content_type)} }})"
    return f"body.append({quoted(row.name)}, {blob}, {quoted(file.filename)});"


JAVASCRIPT = CodeFormat(
    "javascript", "JavaScript, fetch", write_javascript, "//", lost=lost_in_fetch
)
