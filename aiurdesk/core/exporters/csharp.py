"""A request as C# with HttpClient, as top-level statements of .NET 6 and later."""

from aiurdesk.core.exporters.code_request import (
    CodeFormat,
    CodeRequest,
    FormPart,
    byte_list,
    expression,
    quoted,
    text_of,
)
from aiurdesk.core.request.request import FileContent, Header

_OF_CONTENT = "content-"
"""HttpClient keeps the headers that describe a body with the body."""


def write_csharp(request: CodeRequest) -> str:
    """Return a program."""
    method = f"new HttpMethod({quoted(request.method)})"
    lines = [
        "using System.Net.Http.Headers;",
        "using System.Text;",
        "",
        "using var client = new HttpClient();",
        f"using var request = new HttpRequestMessage({method}, {_text(request.url)});",
        *_content(request),
        *(_header(h, has_body=request.body is not None) for h in request.usual_headers),
        "using var response = await client.SendAsync(request);",
        "Console.WriteLine((int)response.StatusCode);",
        "Console.WriteLine(await response.Content.ReadAsStringAsync());",
    ]
    return "\n".join(lines)


def _text(text: str) -> str:
    return expression(text, 'Environment.GetEnvironmentVariable("{}")')


def _content(request: CodeRequest) -> list[str]:
    body = request.body
    if body is None:
        return []
    if isinstance(body, tuple):
        form = ["var form = new MultipartFormDataContent();", *map(_part, body)]
        return [*form, "request.Content = form;"]
    return [f"request.Content = new ByteArrayContent({_bytes(body)});"]


def _bytes(body: bytes | FileContent) -> str:
    if isinstance(body, FileContent):
        return f"File.ReadAllBytes({quoted(body.path)})"
    text = text_of(body)
    if text is None:
        return f"new byte[] {{ {byte_list(body)} }}"
    return f"Encoding.UTF8.GetBytes({_text(text)})"


def _part(part: FormPart) -> str:
    if isinstance(part.content, str):
        return f"form.Add(new StringContent({_text(part.content)}), {quoted(part.name)});"
    kind = f"MediaTypeHeaderValue.Parse({quoted(part.content_type)})"
    content = (
        f"new ByteArrayContent({_bytes(part.content)}) {{ Headers = {{ ContentType = {kind} }} }}"
    )
    return f"form.Add({content}, {quoted(part.name)}, {quoted(part.filename)});"


def _header(header: Header, *, has_body: bool) -> str:
    is_of_content = has_body and header.name.lower().startswith(_OF_CONTENT)
    owner = "request.Content.Headers" if is_of_content else "request.Headers"
    return f"{owner}.TryAddWithoutValidation({quoted(header.name)}, {_text(header.value)});"


CSHARP = CodeFormat("csharp", "C#, HttpClient", write_csharp, "//")
