"""A request as a command line of HTTPie.

Source: HTTPie 3.2 documentation, "Request items", "Raw request body", "Multipart form data".
"""

import re
from collections.abc import Iterator

from aiurdesk.core.exporters.code_request import (
    DOT_SEGMENTS,
    CodeFormat,
    continued,
    form_rows,
    printf,
    row_text,
    usual_headers,
    word,
)
from aiurdesk.core.exporters.exported import ExportedRequest
from aiurdesk.core.exporters.lost_in_code import lost_question_mark
from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    Header,
    MultipartBody,
    NoBody,
    Row,
    TextBody,
)
from aiurdesk.core.translation import tr

_TYPE = "content-type"
_ESCAPED_SIGN = re.compile(r"\\[:;=@]")
_SEPARATOR = re.compile(r"[:;=@\\]")


def write_httpie(request: ExportedRequest) -> str:
    """Return the command; a body that no argument can hold comes from a pipe.

    A file is sent under its own name: HTTPie has no option for another one.
    """
    words = ["http", "--path-as-is"] if DOT_SEGMENTS.search(request.url) else ["http"]
    pipe, behind = "", ""
    items = [word(_header(header)) for header in usual_headers(request)]
    if not isinstance(request.body, NoBody | MultipartBody) and not request.has(_TYPE):
        items.append("Content-Type:")
    match request.body:
        case MultipartBody(rows):
            words += ["--ignore-stdin", "--multipart"]
            items += [word(_part(row)) for row in rows]
        case FileBody(path):
            behind = f" < {word(path)}"
        case bytes(data):
            pipe = f"{printf(data)} | "
        case TextBody(text) if text:
            words += ["--ignore-stdin", f"--raw={word(text)}"]
        case _:
            words.append("--ignore-stdin")
    words.append(f"{word(request.method)} {word(request.url)}")
    # An item that begins with a dash would be an option.
    words += ["--", *items] if any(item.lstrip("'").startswith("-") for item in items) else items
    return pipe + continued(words) + behind


def _escaped(name: str) -> str:
    return _SEPARATOR.sub(lambda sign: f"\\{sign[0]}", name)


def _header(header: Header) -> str:
    return f"{header.name}:{_value(header.value)}" if header.value else f"{header.name};"


def _value(text: str) -> str:
    # After the sign between name and value, another one would make a different sign of both.
    return f"\\{text}" if text.startswith(("@", "=")) else text


def _part(row: Row) -> str:
    file = row.value
    if not isinstance(file, FileValue):
        return f"{_escaped(row.name)}={_value(row_text(row))}"
    kind = f";type={file.content_type}" if file.content_type else ""
    return f"{_escaped(row.name)}@{file.path}{kind}"


def _lost(request: ExportedRequest) -> Iterator[str]:
    if not request.method.isalpha():
        yield tr("HTTPie takes a method of letters only.")
    yield from lost_question_mark(request)
    texts = [
        (tr("The header {name}").format(name=header.name), header.value)
        for header in request.headers
    ]
    for row in form_rows(request):
        if "\\" in row.name:
            words = tr("The name of the part {name} is sent with other escapes.")
            yield words.format(name=row.name)
        if isinstance(row.value, FileValue):
            name = re.split(r"[/\\]", row.value.path)[-1]
            if row.value.filename != name:
                words = tr("The file {name} is sent under the name {other}.")
                yield words.format(name=row.value.filename, other=name)
        else:
            texts.append((tr("The part {name}").format(name=row.name), row_text(row)))
    for what, text in texts:
        if _ESCAPED_SIGN.search(text):
            words = tr("{what} is sent without a backslash that stands before : ; = or @.")
            yield words.format(what=what)


HTTPIE = CodeFormat("httpie", "HTTPie", write_httpie, lost=_lost)
