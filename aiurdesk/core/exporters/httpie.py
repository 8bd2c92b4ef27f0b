"""A request as a command line of HTTPie.

Source: HTTPie 3.2 documentation, "Request items", "Raw request body", "Multipart form data".
"""

import re
from collections.abc import Iterator

from aiurdesk.core.exporters.code_request import (
    DOT_SEGMENTS,
    CodeFormat,
    CodeRequest,
    FormPart,
    continued,
    printf,
    text_of,
    word,
)
from aiurdesk.core.exporters.lost_in_code import lost_question_mark
from aiurdesk.core.request.request import FileContent, Header

_TYPE = "content-type"
_ESCAPED_SIGN = re.compile(r"\\[:;=@]")
_SEPARATOR = re.compile(r"[:;=@\\]")


def write_httpie(request: CodeRequest) -> str:
    """Return the command; a body that no argument can hold comes from a pipe.

    A file is sent under its own name: HTTPie has no option for another one.
    """
    words = ["http", "--path-as-is"] if DOT_SEGMENTS.search(request.url) else ["http"]
    pipe, behind = "", ""
    items = [word(_header(header)) for header in request.usual_headers]
    if request.body is not None and not isinstance(request.body, tuple) and not request.has(_TYPE):
        items.append("Content-Type:")
    body = request.body
    if isinstance(body, tuple):
        words += ["--ignore-stdin", "--multipart"]
        items += [word(_part(part)) for part in body]
    elif isinstance(body, FileContent):
        behind = f" < {word(body.path)}"
    elif body:
        text = text_of(body)
        pipe = "" if text is not None else f"{printf(body)} | "
        words += [] if text is None else ["--ignore-stdin", f"--raw={word(text)}"]
    else:
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


def _part(part: FormPart) -> str:
    if isinstance(part.content, str):
        return f"{_escaped(part.name)}={_value(part.content)}"
    kind = f";type={part.content_type}" if part.content_type else ""
    return f"{_escaped(part.name)}@{part.content.path}{kind}"


def _lost(request: CodeRequest) -> Iterator[str]:
    if not request.method.isalpha():
        yield "HTTPie takes a method of letters only."
    yield from lost_question_mark(request)
    form_parts = request.body if isinstance(request.body, tuple) else ()
    texts = [(f"The header {header.name}", header.value) for header in request.headers]
    for part in form_parts:
        if "\\" in part.name:
            yield f"The name of the part {part.name} is sent with other escapes."
        if isinstance(part.content, FileContent):
            name = re.split(r"[/\\]", part.content.path)[-1]
            if part.filename != name:
                yield f"The file {part.filename} is sent under the name {name}."
        else:
            texts.append((f"The part {part.name}", part.content))
    for what, text in texts:
        if _ESCAPED_SIGN.search(text):
            yield f"{what} is sent without a backslash that stands before : ; = or @."


HTTPIE = CodeFormat("httpie", "HTTPie", write_httpie, lost=_lost)
