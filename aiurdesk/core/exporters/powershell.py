"""A request as PowerShell 7 with Invoke-WebRequest.

Source: Microsoft.PowerShell.Utility, Invoke-WebRequest, parameters Form, Body, InFile,
SkipHeaderValidation.
"""

from collections.abc import Iterator

from aiurdesk.core.exporters.code_request import (
    CodeFormat,
    byte_list,
    form_rows,
    joined,
    joined_headers,
    joined_names,
    repeated,
    row_text,
)
from aiurdesk.core.exporters.exported import ExportedRequest
from aiurdesk.core.request.request import FileBody, FileValue, MultipartBody, Row, TextBody
from aiurdesk.core.translation import tr


def write_powershell(request: ExportedRequest) -> str:
    """Return the command."""
    options = [f"-Uri {_text(request.url)}", f"-CustomMethod {_quoted(request.method)}"]
    if request.headers:
        pairs = [f"\n  {_quoted(h.name)} = {_text(h.value)}" for h in joined_headers(request)]
        options.append(f"-Headers @{{{''.join(pairs)}\n}}")
        options.append("-SkipHeaderValidation")
    match request.body:
        case MultipartBody(rows):
            # A hash table takes a name once, in any case.
            fields = {row.name.casefold(): row for row in rows}.values()
            options.append(f"-Form @{{{''.join(map(_field, fields))}\n}}")
        case FileBody(path):
            options.append(f"-InFile {_quoted(path)}")
        case TextBody(text):
            options.append(f"-Body {_text(text)}")
        case bytes(data):
            options.append(f"-Body ([byte[]]({byte_list(data)}))")
    return " `\n  ".join(("Invoke-WebRequest", *options))


def _quoted(text: str) -> str:
    # Typographic quotes end a string as well.
    for sign in "'\u2018\u2019\u201a\u201b":
        text = text.replace(sign, sign * 2)
    return f"'{text}'"


def _text(text: str) -> str:
    written = joined(text, _quoted, "$env:{}".format, " + ")
    return f"({written})" if " + " in written else written


def _field(row: Row) -> str:
    value = (
        f"Get-Item -LiteralPath {_quoted(row.value.path)}"
        if isinstance(row.value, FileValue)
        else _text(row_text(row))
    )
    return f"\n  {_quoted(row.name)} = {value}"


def _lost(request: ExportedRequest) -> Iterator[str]:
    yield from joined_names(request)
    for name in repeated([row.name for row in form_rows(request)]):
        words = tr("Of the fields {name} of the form, it sends the last one only.")
        yield words.format(name=name)


POWERSHELL = CodeFormat("powershell", "PowerShell", write_powershell, lost=_lost)
