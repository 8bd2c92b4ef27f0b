"""A request as Go with net/http."""

from aiurdesk.core.exporters.code_request import (
    CodeFormat,
    byte_list,
    expression,
    placeholders,
    quoted,
    row_text,
    usual_headers,
)
from aiurdesk.core.exporters.exported import ExportedRequest
from aiurdesk.core.exporters.lost_in_code import lost_in_go
from aiurdesk.core.request.request import FileBody, FileValue, Header, MultipartBody, Row, TextBody


def write_go(request: ExportedRequest) -> str:
    """Return a program with one file; errors end it with a message."""
    before, body, packages = _body(request)
    packages |= {"fmt", "io", "net/http"} | ({"os"} if placeholders(request) else set())
    sends = f"http.NewRequest({quoted(request.method)}, {_text(request.url)}, {body})"
    lines = [
        *before,
        f"request, err := {sends}",
        *_CHECK,
        *map(_header, usual_headers(request)),
        *(
            ['request.Header.Set("Content-Type", form.FormDataContentType())']
            if isinstance(request.body, MultipartBody)
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


def _body(request: ExportedRequest) -> tuple[list[str], str, set[str]]:
    """Return the lines before the request, its body, and the packages for both."""
    match request.body:
        case FileBody(path):
            # Of an open file, Go does not know the length, and sends it in chunks.
            lines = [f"content, err := os.ReadFile({quoted(path)})", *_CHECK]
            return lines, "bytes.NewReader(content)", {"bytes", "os"}
        case MultipartBody(rows):
            lines = ["content := &bytes.Buffer{}", "form := multipart.NewWriter(content)"]
            packages = {"bytes", "mime/multipart"}
            for number, row in enumerate(rows, start=1):
                lines += _part(row, number)
                if isinstance(row.value, FileValue):
                    packages |= {"net/textproto", "os"}
            return [*lines, "form.Close()"], "content", packages
        case TextBody(text):
            return [], f"strings.NewReader({_text(text)})", {"strings"}
        case bytes(data):
            return [], f"bytes.NewReader([]byte{{{byte_list(data)}}})", {"bytes"}
    return [], "nil", set()


def _opened(name: str, path: str) -> tuple[str, ...]:
    return (f"{name}, err := os.Open({quoted(path)})", *_CHECK, f"defer {name}.Close()")


def _part(row: Row, number: int) -> list[str]:
    file = row.value
    if not isinstance(file, FileValue):
        return [f"form.WriteField({quoted(row.name)}, {_text(row_text(row))})"]
    opened, head = f"file{number}", f"part{number}"
    filename = file.filename.replace('"', '\\"')
    disposition = f'form-data; name="{row.name}"; filename="{filename}"'
    return [
        *_opened(opened, file.path),
        f"{head}, err := form.CreatePart(textproto.MIMEHeader{{",
        f'\t"Content-Disposition": {{{quoted(disposition)}}},',
        f'\t"Content-Type": {{{quoted(file.content_type)}}},',
        "})",
        *_CHECK,
        f"io.Copy({head}, {opened})",
    ]


GO = CodeFormat("go", "Go, net/http", write_go, "//", lost=lost_in_go)
