"""A request as C# with HttpClient, as top-level statements of .NET 6 and later."""

from aiurdesk.core.exporters.code_request import (
    CodeFormat,
    byte_list,
    expression,
    quoted,
    row_text,
    usual_headers,
)
from aiurdesk.core.exporters.exported import ExportedRequest
from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    Header,
    MultipartBody,
    NoBody,
    Row,
    TextBody,
)

_OF_CONTENT = "content-"
"""HttpClient keeps the headers that describe a body with the body."""


def write_csharp(request: ExportedRequest) -> str:
    """Return a program."""
    method = f"new HttpMethod({quoted(request.method)})"
    lines = [
        "using System.Net.Http.Headers;",
        "using System.Text;",
        "",
        "using var client = new HttpClient();",
        f"using var request = new HttpRequestMessage({method}, {_text(request.url)});",
        *_content(request),
        *(_header(h, has_body=request.body != NoBody()) for h in usual_headers(request)),
        "using var response = await client.SendAsync(request);",
        "Console.WriteLine((int)response.StatusCode);",
        "Console.WriteLine(await response.Content.ReadAsStringAsync());",
    ]
    return "\n".join(lines)


def _text(text: str) -> str:
    return expression(text, 'Environment.GetEnvironmentVariable("{}")')


def _content(request: ExportedRequest) -> list[str]:
    match request.body:
        case MultipartBody(rows):
            form = ["var form = new MultipartFormDataContent();", *map(_part, rows)]
            return [*form, "request.Content = form;"]
        case FileBody(path):
            content = _file(path)
        case TextBody(text):
            content = f"Encoding.UTF8.GetBytes({_text(text)})"
        case bytes(data):
            content = f"new byte[] {{ {byte_list(data)} }}"
        case _:
            return []
    return [f"request.Content = new ByteArrayContent({content});"]


def _file(path: str) -> str:
    return f"File.ReadAllBytes({quoted(path)})"


def _part(row: Row) -> str:
    file = row.value
    if not isinstance(file, FileValue):
        return f"form.Add(new StringContent({_text(row_text(row))}), {quoted(row.name)});"
    kind = f"MediaTypeHeaderValue.Parse({quoted(file.content_type)})"
    content = f"new ByteArrayContent({_file(file.path)}) {{ Headers = {{ ContentType = {kind} }} }}"
    return f"form.Add({content}, {quoted(row.name)}, {quoted(file.filename)});"


def _header(header: Header, *, has_body: bool) -> str:
    is_of_content = has_body and header.name.lower().startswith(_OF_CONTENT)
    owner = "request.Content.Headers" if is_of_content else "request.Headers"
    return f"{owner}.TryAddWithoutValidation({quoted(header.name)}, {_text(header.value)});"


CSHARP = CodeFormat("csharp", "C#, HttpClient", write_csharp, "//")
