"""A collection as one ``.http`` file, as JetBrains' and VS Code's clients read it.

Source: JetBrains http-request-in-editor-spec, sections 3.1 to 3.3; variables are as here.
"""

from aiurdesk.core.exporters.exported import (
    CONTENT_TYPE,
    CollectionFormat,
    Exported,
    ExportedFolder,
    ExportedRequest,
    left_out_of,
    quoted,
    tests_left_out,
    texts,
)
from aiurdesk.core.request.graphql_text import graphql_json
from aiurdesk.core.request.request import (
    Body,
    FileBody,
    FileValue,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    Row,
    TextBody,
)

_GRAPHQL = "GRAPHQL"
_BOUNDARY = "boundary-of-the-parts"


def write_http_collection(folder: ExportedFolder) -> Exported:
    """Return the file: a block for each request, with its folders in its name."""
    left_out: list[str] = []
    blocks = ["\n".join(f"@{name} = {value}" for name, value in folder.variables)]
    for title, exported in folder.requests():
        left_out += left_out_of(title, exported)
        left_out += tests_left_out(title, exported)
        blocks.append("\n".join(_block(title, exported)))
    left_out += [f"The environment {name}." for name in folder.environments]
    return Exported("\n\n".join(filter(None, blocks)) + "\n", tuple(left_out))


def _block(title: str, exported: ExportedRequest) -> list[str]:
    lines = [f"### {title}"]
    lines += [f"# {line}".rstrip() for line in exported.request.notes.splitlines()]
    # The method of JetBrains' client for a document with its variables.
    is_document = isinstance(exported.body, GraphqlBody) and not exported.body.operation
    lines.append(f"{_GRAPHQL if is_document else exported.method} {exported.url}")
    lines += [f"{header.name}: {header.value}" for header in exported.headers]
    kind = exported.content_type
    if isinstance(exported.body, MultipartBody):
        kind += f"; boundary={_BOUNDARY}"
    if kind and not is_document:
        lines.append(f"{CONTENT_TYPE}: {kind}")
    content = _content(exported.body)
    return [*lines, "", *content] if content else lines


def _content(body: Body) -> list[str]:
    match body:
        case GraphqlBody(query, variables, ""):
            return [query.strip(), *(("", variables.strip()) if variables else ())]
        case GraphqlBody():
            return [graphql_json(body)]
        case JsonBody(text) | TextBody(text):
            return [text]
        case FileBody(path):
            return [f"< {path}"]
        case FormBody(rows):
            return ["&".join(_pairs(rows))]
        case MultipartBody(rows):
            lines = [line for row in rows if row.is_sent for line in _part(row)]
            return [*lines, f"--{_BOUNDARY}--"]
    return []


def _pairs(rows: tuple[Row, ...]) -> list[str]:
    sent = (row for row in rows if row.is_sent)
    return [f"{quoted(row.name)}={quoted(text)}" for row in sent for text in texts(row.value)]


def _part(row: Row) -> list[str]:
    head = f'Content-Disposition: form-data; name="{row.name}"'
    if isinstance(row.value, FileValue):
        file = row.value
        named = f'{head}; filename="{file.filename}"'
        return [
            f"--{_BOUNDARY}",
            named,
            f"{CONTENT_TYPE}: {file.content_type}",
            "",
            f"< {file.path}",
        ]
    return [line for text in texts(row.value) for line in (f"--{_BOUNDARY}", head, "", text)]


HTTP_COLLECTION = CollectionFormat("http", ".http file", ".http", write_http_collection)
