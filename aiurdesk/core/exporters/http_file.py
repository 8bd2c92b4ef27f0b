"""Requests as ``.http`` files, as JetBrains' and VS Code's clients read them.

Source: JetBrains http-request-in-editor-spec, sections 3.1 to 3.3; variables are as here.
"""

import re

from aiurdesk.core.exporters.code_request import CodeFormat, joined, row_text
from aiurdesk.core.exporters.exported import (
    CONTENT_TYPE,
    CollectionFormat,
    Exported,
    ExportedFolder,
    ExportedItem,
    ExportedRequest,
    body_text,
    left_out_environments,
    left_out_of,
    quoted,
    sent_pairs,
    texts,
)
from aiurdesk.core.request.request import (
    Body,
    FileBody,
    FileValue,
    FormBody,
    GraphqlBody,
    MultipartBody,
    Row,
    TextBody,
)
from aiurdesk.core.translation import tr

_METHOD = re.compile("[A-Z][A-Z-]+")
_KNOWN_METHODS = frozenset(
    ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "GRAPHQL"]
)
_MARKS = re.compile(r"^(?:###|>|<>|<(?:@\w*)?[ \t])", re.MULTILINE)
"""Beginnings of lines that are no text of a body: the next request, a script, a file."""
_BOUNDARY = "boundary-of-the-parts"
_END = f"--{_BOUNDARY}--"


def write_http(request: ExportedRequest) -> str:
    """Return the entry of a request; of bytes that are not text, a comment says that they are not.

    Secrets are variables.
    """
    lines = [f"{request.method} {_text(request.url)}"]
    lines += [f"{header.name}: {_text(header.value)}" for header in request.headers]
    match request.body:
        case MultipartBody(rows):
            lines += [f"{CONTENT_TYPE}: multipart/form-data; boundary={_BOUNDARY}", ""]
            for row in rows:
                if isinstance(row.value, FileValue):
                    lines += _file_part(row.name, row.value)
                else:
                    lines += _text_part(row.name, _text(row_text(row)))
            lines.append(_END)
        case FileBody(path):
            lines += ["", f"< {path}"]
        case TextBody(text) if text:
            lines += ["", _text(text)]
        case bytes():
            lines.insert(0, "# The body is not text. Save it as a file, and name it below by <.")
    return "\n".join(lines)


def _text(text: str) -> str:
    return joined(text, str, "{{{{{}}}}}".format, "")


def _text_part(name: str, text: str) -> list[str]:
    return [f"--{_BOUNDARY}", f'Content-Disposition: form-data; name="{name}"', "", text]


def _file_part(name: str, file: FileValue) -> list[str]:
    head = f'Content-Disposition: form-data; name="{name}"; filename="{file.filename}"'
    kind = [f"{CONTENT_TYPE}: {file.content_type}"] if file.content_type else []
    return [f"--{_BOUNDARY}", head, *kind, "", f"< {file.path}"]


def write_http_collection(folder: ExportedFolder) -> Exported:
    """Return the file: a block for each request, with its folders in its name."""
    left_out: list[str] = []
    blocks = ["\n".join(_comments(title, inner.notes)) for title, inner in folder.with_inner()]
    blocks += ["\n".join(f"@{name} = {value}" for name, value in folder.variables)]
    for title, item in folder.requests():
        exported = item.sent
        if not exported.url:
            text = tr("{title}: it has no address, so other programs do not read it.")
            left_out.append(text.format(title=title))
        elif not _METHOD.fullmatch(exported.method):
            text = tr("{title}: other programs do not read its method {method}.")
            left_out.append(text.format(title=title, method=exported.method))
        if _MARKS.search(body_text(exported.body) or ""):
            text = tr("{title}: lines of its body that mean something else in such a file.")
            left_out.append(text.format(title=title))
        left_out += left_out_of(title, item)
        blocks.append("\n".join(_block(title, item)))
    left_out += left_out_environments(folder)
    return Exported("\n\n".join(filter(None, blocks)) + "\n", tuple(left_out))


def _comments(title: str, notes: str) -> list[str]:
    """Return notes as comments, behind the title that they belong to."""
    lines = [title, *notes.strip().splitlines()] if title and notes.strip() else notes.splitlines()
    return [f"# {line}".rstrip() for line in lines]


def _block(title: str, item: ExportedItem) -> list[str]:
    exported = item.sent
    lines = [f"### {title}"]
    lines += _comments("", item.saved.notes)
    # The method of JetBrains' client for a document with its variables.
    is_document = isinstance(exported.body, GraphqlBody) and not exported.body.operation
    method = "GRAPHQL" if is_document else exported.method
    # Without the version, a line with a method of its own is not known as a request.
    version = "" if method in _KNOWN_METHODS else " HTTP/1.1"
    lines.append(f"{method} {exported.url}{version}")
    lines += [f"{header.name}: {header.value}" for header in exported.headers]
    kind = exported.content_type
    if isinstance(exported.body, MultipartBody):
        kind += f"; boundary={_BOUNDARY}"
    if kind and not is_document:
        lines.append(f"{CONTENT_TYPE}: {kind}")
    content = _content(exported.body)
    return [*lines, "", *content] if content else lines


def _content(body: Body | bytes) -> list[str]:
    match body:
        case GraphqlBody(query, variables, ""):
            return [query.strip(), *(("", variables.strip()) if variables else ())]
        case FileBody(path):
            return [f"< {path}"]
        case FormBody(rows):
            return ["&".join(f"{quoted(name)}={quoted(text)}" for name, text in sent_pairs(rows))]
        case MultipartBody(rows):
            return [*(line for row in rows if row.is_sent for line in _row_parts(row)), _END]
    text = body_text(body)
    return [] if text is None else [text]


def _row_parts(row: Row) -> list[str]:
    if isinstance(row.value, FileValue):
        return _file_part(row.name, row.value)
    return [line for text in texts(row.value) for line in _text_part(row.name, text)]


HTTP_FILE = CodeFormat("http", ".http file", write_http)
HTTP_COLLECTION = CollectionFormat("http", ".http file", ".http", write_http_collection)
