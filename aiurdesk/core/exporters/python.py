"""A request as Python, for httpx and for requests, which take the same arguments."""

from aiurdesk.core.exporters.code_request import (
    CodeFormat,
    is_ascii,
    joined,
    joined_headers,
    placeholders,
    row_text,
    usual_headers,
)
from aiurdesk.core.exporters.exported import ExportedRequest
from aiurdesk.core.exporters.lost_in_code import lost_in_httpx, lost_in_requests
from aiurdesk.core.request.request import FileBody, FileValue, MultipartBody, Row, TextBody


def write_httpx(request: ExportedRequest) -> str:
    """Return a program that uses httpx."""
    headers = [f"\n        ({_text(h.name)}, {_value(h.value)})," for h in usual_headers(request)]
    return _program(request, "httpx", f"[{''.join(headers)}\n    ]", "content")


def write_requests(request: ExportedRequest) -> str:
    """Return a program that uses requests."""
    headers = [f"\n        {_text(h.name)}: {_value(h.value)}," for h in joined_headers(request)]
    return _program(request, "requests", f"{{{''.join(headers)}\n    }}", "data")


def _program(request: ExportedRequest, library: str, headers: str, content: str) -> str:
    arguments = [_text(request.method), _text(request.url)]
    if request.headers:
        arguments.append(f"headers={headers}")
    match request.body:
        case MultipartBody(rows):
            lines = "".join(f"\n        {_part(row)}," for row in rows)
            arguments.append(f"files=[{lines}\n    ]")
        case FileBody(path):
            arguments.append(f'{content}=open({path!r}, "rb").read()')
        case TextBody(text):
            arguments.append(f"{content}={_encoded(text)}")
        case bytes(data):
            arguments.append(f"{content}={data!r}")
    written = "".join(f"\n    {argument}," for argument in arguments)
    imports = ["import os", ""] if placeholders(request) else []
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


def _encoded(text: str) -> str:
    written = _text(text)
    return f"({written}).encode()" if " + " in written else f"{written}.encode()"


def _part(row: Row) -> str:
    file = row.value
    if not isinstance(file, FileValue):
        return f"({row.name!r}, (None, {_text(row_text(row))}))"
    opened = f'open({file.path!r}, "rb")'
    return f"({row.name!r}, ({file.filename!r}, {opened}, {file.content_type!r}))"


PYTHON_HTTPX = CodeFormat("python-httpx", "Python, httpx", write_httpx, lost=lost_in_httpx)
PYTHON_REQUESTS = CodeFormat(
    "python-requests", "Python, requests", write_requests, lost=lost_in_requests
)
