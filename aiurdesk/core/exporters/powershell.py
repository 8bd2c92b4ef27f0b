"""A request as PowerShell 7 with Invoke-WebRequest.

Source: Microsoft.PowerShell.Utility, Invoke-WebRequest, parameters Form, Body, InFile,
SkipHeaderValidation.
"""

from collections.abc import Iterator

from aiurdesk.core.exporters.code_request import (
    CodeFormat,
    CodeRequest,
    FormPart,
    byte_list,
    joined,
    joined_names,
    repeated,
    text_of,
)
from aiurdesk.core.request.request import FileContent


def write_powershell(request: CodeRequest) -> str:
    """Return the command."""
    options = [f"-Uri {_text(request.url)}", f"-CustomMethod {_quoted(request.method)}"]
    if request.headers:
        pairs = [f"\n  {_quoted(h.name)} = {_text(h.value)}" for h in request.joined_headers]
        options.append(f"-Headers @{{{''.join(pairs)}\n}}")
        options.append("-SkipHeaderValidation")
    body = request.body
    if isinstance(body, tuple):
        # A hash table takes a name once, in any case.
        fields = {part.name.casefold(): part for part in body}.values()
        options.append(f"-Form @{{{''.join(map(_part, fields))}\n}}")
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


def _lost(request: CodeRequest) -> Iterator[str]:
    yield from joined_names(request)
    fields = request.body if isinstance(request.body, tuple) else ()
    for name in repeated([field.name for field in fields]):
        yield f"Of the fields {name} of the form, it sends the last one only."


POWERSHELL = CodeFormat("powershell", "PowerShell", write_powershell, lost=_lost)
