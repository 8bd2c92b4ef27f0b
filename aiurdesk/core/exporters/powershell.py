"""A request as PowerShell 7 with Invoke-WebRequest.

Source: Microsoft.PowerShell.Utility, Invoke-WebRequest, parameters Form, Body, InFile,
SkipHeaderValidation.
"""

from aiurdesk.core.exporters.code_format import CodeFormat
from aiurdesk.core.exporters.code_request import CodeRequest, FormPart, joined, text_of
from aiurdesk.core.exporters.literals import byte_list
from aiurdesk.core.request.request import FileContent


def write_powershell(request: CodeRequest) -> str:
    """Return the command; of repeated headers and fields of a form it sends the last one."""
    options = [f"-Uri {_text(request.url)}", f"-CustomMethod {_quoted(request.method)}"]
    if request.headers:
        pairs = [f"\n  {_quoted(h.name)} = {_text(h.value)}" for h in request.usual_headers]
        options.append(f"-Headers @{{{''.join(pairs)}\n}}")
        options.append("-SkipHeaderValidation")
    body = request.body
    if isinstance(body, tuple):
        options.append(f"-Form @{{{''.join(map(_part, body))}\n}}")
    elif isinstance(body, FileContent):
        options.append(f"-InFile {_quoted(body.path)}")
    elif body is not None:
        text = text_of(body)
        options.append(f"-Body {f'([byte[]]({byte_list(body)}))' if text is None else _text(text)}")
    return " `\n  ".join(("Invoke-WebRequest", *options))


def _quoted(text: str) -> str:
    # Typographic quotes end a string as well.
    for sign in "'\u2018\u2019\u201a\u201b":
        text = text.replace(sign, sign * 2)
    return f"'{text}'"


def _text(text: str) -> str:
    written = joined(text, _quoted, "$env:{}".format, " + ")
    return f"({written})" if " + " in written else written


def _part(part: FormPart) -> str:
    value = (
        _text(part.content)
        if isinstance(part.content, str)
        else f"Get-Item -LiteralPath {_quoted(part.content.path)}"
    )
    return f"\n  {_quoted(part.name)} = {value}"


POWERSHELL = CodeFormat("powershell", "PowerShell", write_powershell)
