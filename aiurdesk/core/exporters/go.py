"""A request as Go with net/http."""

from aiurdesk.core.exporters.code_request import (
    CodeFormat,
    CodeRequest,
    FormPart,
    byte_list,
    expression,
    quoted,
    text_of,
)
from aiurdesk.core.exporters.lost_in_code import lost_in_go
from aiurdesk.core.request.request import FileContent, Header


def write_go(request: CodeRequest) -> str:
    """Return a program with one file; errors end it with a message."""
    before, body, packages = _body(request)
    packages |= {"fmt", "io", "net/http"} | ({"os"} if request.placeholders else set())
    sends = f"http.NewRequest({quoted(request.method)}, {_text(request.url)}, {body})"
    lines = [
        *before,
        f"request, err := {sends}",
        *_CHECK,
        *map(_header, request.usual_headers),
        *(
            ['request.Header.Set("Content-Type", form.FormDataContentType())']
            if isinstance(request.body, tuple)
            else []
        ),
        "response, err := http.DefaultClient.Do(request)",
        *_CHECK,
        "defer response.Body.Close()",
        "text, err := io.ReadAll(response.Body)",
        *_CHECK,
        "fmt.Println(response.StatusCode)",
        "fmt.Println(string(text))",
    ]
    imports = "".join(f"\n\t{quoted(package)}" for package in sorted(packages))
    main = "".join(f"\n\t{line}" for line in lines)
    return f"package main\n\nimport ({imports}\n)\n\nfunc main() {{{main}\n}}"


_CHECK = ("if err != nil {", "\tpanic(err)", "}")


def _header(header: Header) -> str:
    if header.name.lower() == "host":
        # Go ignores it among the headers.
        return f"request.Host = {_text(header.value)}"
    return f"request.Header.Add({quoted(header.name)}, {_text(header.value)})"


def _text(text: str) -> str:
    return expression(text, 'os.Getenv("{}")')


def _body(request: CodeRequest) -> tuple[list[str], str, set[str]]:
    """Return the lines before the request, its body, and the packages for both."""
    body = request.body
    if body is None:
        return [], "nil", set()
    if isinstance(body, FileContent):
        # Of an open file, Go does not know the length, and sends it in chunks.
        lines = [f"content, err := os.ReadFile({quoted(body.path)})", *_CHECK]
        return lines, "bytes.NewReader(content)", {"bytes", "os"}
    if isinstance(body, tuple):
        lines = ["content := &bytes.Buffer{}", "form := multipart.NewWriter(content)"]
        packages = {"bytes", "mime/multipart"}
        for number, part in enumerate(body, start=1):
            lines += _part(part, number)
            packages |= set() if isinstance(part.content, str) else {"net/textproto", "os"}
        return [*lines, "form.Close()"], "content", packages
    text = text_of(body)
    if text is None:
        return [], f"bytes.NewReader([]byte{{{byte_list(body)}}})", {"bytes"}
    return [], f"strings.NewReader({_text(text)})", {"strings"}


def _opened(name: str, path: str) -> tuple[str, ...]:
    return (f"{name}, err := os.Open({quoted(path)})", *_CHECK, f"defer {name}.Close()")


def _part(part: FormPart, number: int) -> list[str]:
    if isinstance(part.content, str):
        return [f"form.WriteField({quoted(part.name)}, {_text(part.content)})"]
    file, head = f"file{number}", f"part{number}"
    filename = part.filename.replace('"', '\\"')
    disposition = f'form-data; name="{part.name}"; filename="{filename}"'
    return [
        *_opened(file, part.content.path),
        f"{head}, err := form.CreatePart(textproto.MIMEHeader{{",
        f'\t"Content-Disposition": {{{quoted(disposition)}}},',
        f'\t"Content-Type": {{{quoted(part.content_type)}}},',
        "})",
        *_CHECK,
        f"io.Copy({head}, {file})",
    ]


GO = CodeFormat("go", "Go, net/http", write_go, "//", lost=lost_in_go)
