"""A request as Python, for httpx and for requests, which take the same arguments."""

from aiurdesk.core.exporters.code_request import (
    CodeBody,
    CodeFormat,
    CodeRequest,
    FormPart,
    is_ascii,
    joined,
    text_of,
)
from aiurdesk.core.exporters.lost_in_code import lost_in_httpx, lost_in_requests
from aiurdesk.core.request.request import FileContent


def write_httpx(request: CodeRequest) -> str:
    """Return a program that uses httpx."""
    headers = [f"\n        ({_text(h.name)}, {_value(h.value)})," for h in request.usual_headers]
    return _program(request, "httpx", f"[{''.join(headers)}\n    ]", "content")


def write_requests(request: CodeRequest) -> str:
    """Return a program that uses requests."""
    headers = [f"\n        {_text(h.name)}: {_value(h.value)}," for h in request.joined_headers]
    return _program(request, "requests", f"{{{''.join(headers)}\n    }}", "data")


def _program(request: CodeRequest, library: str, headers: str, content: str) -> str:
    arguments = [_text(request.method), _text(request.url)]
    if request.headers:
        arguments.append(f"headers={headers}")
    if isinstance(request.body, tuple):
        lines = "".join(f"\n        {_part(part)}," for part in request.body)
        arguments.append(f"files=[{lines}\n    ]")
    elif request.body is not None:
        arguments.append(f"{content}={_body(request.body)}")
    written = "".join(f"\n    {argument}," for argument in arguments)
    imports = ["import os", ""] if request.placeholders else []
    return "\n".join(
        (
            *imports,
            f"import {library}",
            "",
            f"response = {library}.request({written}\n)",
            "print(response.status_code)",
            "print(response.text)",
        )
    )


def _text(text: str) -> str:
    return joined(text, repr, lambda name: f'os.environ["{name}"]', " + ")


def _value(text: str) -> str:
    """Return the value of a header; both libraries would refuse or recode other letters."""
    return _text(text) if is_ascii(text) else f"({_text(text)}).encode()"


def _body(body: CodeBody) -> str:
    if isinstance(body, FileContent):
        return f'open({body.path!r}, "rb").read()'
    assert isinstance(body, bytes)
    text = text_of(body)
    if text is None:
        return repr(body)
    written = _text(text)
    return f"({written}).encode()" if " + " in written else f"{written}.encode()"


def _part(part: FormPart) -> str:
    if isinstance(part.content, str):
        return f"({part.name!r}, (None, {_text(part.content)}))"
    file = f'open({part.content.path!r}, "rb")'
    return f"({part.name!r}, ({part.filename!r}, {file}, {part.content_type!r}))"


PYTHON_HTTPX = CodeFormat("python-httpx", "Python, httpx", write_httpx, lost=lost_in_httpx)
PYTHON_REQUESTS = CodeFormat(
    "python-requests", "Python, requests", write_requests, lost=lost_in_requests
)
