"""A request as JavaScript with fetch, for Node 18 and later."""

from aiurdesk.core.exporters.code_request import (
    CodeFormat,
    CodeRequest,
    FormPart,
    byte_list,
    expression,
    quoted,
    text_of,
)
from aiurdesk.core.exporters.lost_in_code import lost_in_fetch
from aiurdesk.core.request.request import FileContent


def write_javascript(request: CodeRequest) -> str:
    """Return a module; fetch sends no body with GET and HEAD, and says so itself."""
    lines: list[str] = []
    form = request.body if isinstance(request.body, tuple) else ()
    contents = (request.body, *(part.content for part in form))
    if any(isinstance(content, FileContent) for content in contents):
        lines += ['import { readFile } from "node:fs/promises";', ""]
    body = ""
    if isinstance(request.body, tuple):
        lines += ["const body = new FormData();", *map(_part, request.body), ""]
        body = "body"
    elif isinstance(request.body, FileContent):
        body = f"await readFile({quoted(request.body.path)})"
    elif request.body is not None:
        text = text_of(request.body)
        body = f"Uint8Array.of({byte_list(request.body)})" if text is None else _text(text)
        if text is not None and not request.has("content-type"):
            # A string would get a type of its own.
            body = f"new TextEncoder().encode({body})"
    lines.append(f"const response = await fetch({_text(request.url)}, {{")
    lines.append(f"  method: {quoted(request.method)},")
    if request.headers:
        pairs = [f"\n    [{_text(h.name)}, {_text(h.value)}]," for h in request.usual_headers]
        lines.append(f"  headers: [{''.join(pairs)}\n  ],")
    if body:
        lines.append(f"  body: {body},")
    lines += ["});", "console.log(response.status);", "console.log(await response.text());"]
    return "\n".join(lines)


def _text(text: str) -> str:
    return expression(text, "process.env.{}")


def _part(part: FormPart) -> str:
    if isinstance(part.content, str):
        return f"body.append({quoted(part.name)}, {_text(part.content)});"
    file = f"await readFile({quoted(part.content.path)})"
    blob = f"new Blob([{file}], {{ type: {quoted(part.content_type)} }})"
    return f"body.append({quoted(part.name)}, {blob}, {quoted(part.filename)});"


JAVASCRIPT = CodeFormat(
    "javascript", "JavaScript, fetch", write_javascript, "//", lost=lost_in_fetch
)
