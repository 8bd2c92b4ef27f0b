"""A request as an entry of an ``.http`` file, as JetBrains' and VS Code's clients read it.

Source: JetBrains http-request-in-editor-spec, sections 3.2 and 3.3.
"""

from aiurdesk.core.exporters.code_format import CodeFormat
from aiurdesk.core.exporters.code_request import CodeRequest, FormPart, joined, text_of
from aiurdesk.core.request.request import FileContent

_BOUNDARY = "boundary-of-the-parts"


def write_http(request: CodeRequest) -> str:
    """Return the entry; bytes that are not text are left out, and a comment says so."""
    lines = [f"{request.method} {_text(request.url)}"]
    lines += [f"{header.name}: {_text(header.value)}" for header in request.headers]
    body = request.body
    if isinstance(body, tuple):
        lines.append(f"Content-Type: multipart/form-data; boundary={_BOUNDARY}")
        lines += ["", *(line for part in body for line in _part(part)), f"--{_BOUNDARY}--"]
    elif isinstance(body, FileContent):
        lines += ["", f"< {body.path}"]
    elif body:
        text = text_of(body)
        if text is None:
            lines.insert(0, "# The body is not text. Save it as a file, and name it below by <.")
        else:
            lines += ["", _text(text)]
    return "\n".join(lines)


def _text(text: str) -> str:
    return joined(text, str, "{{{{{}}}}}".format, "")


def _part(part: FormPart) -> list[str]:
    head = f'Content-Disposition: form-data; name="{part.name}"'
    if isinstance(part.content, str):
        return [f"--{_BOUNDARY}", head, "", _text(part.content)]
    kind = [f"Content-Type: {part.content_type}"] if part.content_type else []
    return [
        f"--{_BOUNDARY}",
        f'{head}; filename="{part.filename}"',
        *kind,
        "",
        f"< {part.content.path}",
    ]


HTTP_FILE = CodeFormat("http", ".http file", write_http)
