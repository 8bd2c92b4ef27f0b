"""An HTTP archive (HAR) 1.2 of requests, with responses and timings where there are any.

Source: W3C web-performance, HAR 1.2, sections entries, request, response, timings.
"""

import base64
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from msgspec.structs import replace

import aiurdesk
from aiurdesk.core.credentials.user_info import encoded_login
from aiurdesk.core.environments.environment import VARIABLE
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exporters.exported import (
    CONTENT_TYPE,
    CollectionFormat,
    Exported,
    ExportedFolder,
    ExportedRequest,
    body_text,
    left_out_environments,
    left_out_notes,
    left_out_of,
    texts,
    written_json,
)
from aiurdesk.core.request.request import FileBody, FileValue, FormBody, Header, MultipartBody
from aiurdesk.core.response.response import Response, ResponseBody, Timing
from aiurdesk.core.translation import tr

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_LEGAL = ":/?#[]@!$&'()*+,;=-._~%"
_UNKNOWN = -1
"""Of a size or a time that is not known."""
_NO_RESPONSE = Response(0, "", (), ResponseBody(received_bytes=_UNKNOWN), "")


def write_har(folder: ExportedFolder) -> Exported:
    """Return the archive; a request that was not sent has an empty response."""
    left_out: list[str] = []
    entries = []
    left_out += left_out_notes(folder)
    left_out += left_out_environments(folder)
    for title, item in folder.requests():
        exported = item.sent
        resolved = _with_values(exported, dict(folder.variables))
        if not resolved.url:
            text = tr("{title}: it has no address, which HAR requires.")
            left_out.append(text.format(title=title))
            continue
        if item.saved.notes:
            left_out.append(tr("{title}: its notes.").format(title=title))
        if names := missing_variables(resolved.url):
            variables = tr(" and ").join(f"{{{{{name}}}}}" for name in names)
            text = tr("{title}: {variables} in its address, which stands there as text.")
            left_out.append(text.format(title=title, variables=variables))
        if resolved.url != exported.url:
            text = tr("{title}: the variables of its address, which has their values.")
            left_out.append(text.format(title=title))
        left_out += _lost_files(title, exported)
        left_out += left_out_of(title, item)
        for header in exported.headers:
            if header.value != encoded_login(header.value):
                text = tr("{title}: the encoding of user name and password in its headers.")
                left_out.append(text.format(title=title))
        valid = replace(resolved, url=_valid(resolved.url))
        entries.append(_entry(title, valid, item.exchange))
    log = {
        "version": "1.2",
        "creator": {"name": "aiurdesk", "version": aiurdesk.__version__},
        "entries": entries,
    }
    return Exported(written_json({"log": log}), tuple(left_out))


def _lost_files(title: str, exported: ExportedRequest) -> Iterator[str]:
    """Yield what an archive does not say of the files that a request sends."""
    body = exported.body
    if isinstance(body, FileBody):
        words = tr("{title}: the file {path} of its body, which HAR has no place for.")
        yield words.format(title=title, path=body.path)
    rows = body.rows if isinstance(body, MultipartBody) else ()
    for row in rows:
        file = row.value
        # The path stands in the place of the name, and readers take the end of it.
        if (
            row.is_sent
            and isinstance(file, FileValue)
            and file.filename != re.split(r"[/\\]", file.path)[-1]
        ):
            words = tr("{title}: the name {name} of a file; its path stands there.")
            yield words.format(title=title, name=file.filename)


def _with_values(exported: ExportedRequest, variables: dict[str, str]) -> ExportedRequest:
    """Return a request with the variables of its collection in the address: HAR has none."""
    url = VARIABLE.sub(lambda match: variables.get(match[0].strip("{} "), match[0]), exported.url)
    return replace(exported, url=url)


def missing_variables(url: str) -> tuple[str, ...]:
    """Return the variables in an address, each once."""
    return tuple(dict.fromkeys(match[0].strip("{} ") for match in VARIABLE.finditer(url)))


def _valid(url: str) -> str:
    """Return an address with a scheme and without characters that no address may hold."""
    # A variable may stand for the scheme: HAR wants a real one before it.
    absolute = url if _SCHEME.match(url) else f"https://{url}"
    return quote(absolute, safe=_LEGAL)


def _entry(title: str, exported: ExportedRequest, exchange: Exchange | None) -> dict[str, Any]:
    outcome = exchange.outcome if exchange else None
    response = outcome if isinstance(outcome, Response) else _NO_RESPONSE
    timing = outcome.timing if outcome else Timing()
    started = exchange.started_at.isoformat() if exchange else "1970-01-01T00:00:00+00:00"
    return {
        "startedDateTime": started,
        "time": timing.total_ms,
        "request": _request(exported, response.http_version or "HTTP/1.1"),
        "response": _response(response),
        "cache": {},
        "timings": _timings(timing),
        "comment": title,
    }


def _request(exported: ExportedRequest, version: str) -> dict[str, Any]:
    headers = list(exported.headers)
    if exported.content_type:
        headers.append(Header(CONTENT_TYPE, exported.content_type))
    request: dict[str, Any] = {
        "method": exported.method,
        "url": exported.url,
        "httpVersion": version,
        "cookies": [],
        "headers": _rows((h.name, h.value) for h in headers),
        "queryString": _rows(parse_qsl(urlsplit(exported.url).query, keep_blank_values=True)),
        "headersSize": _UNKNOWN,
        "bodySize": _UNKNOWN,
    }
    if exported.content_type:
        request["postData"] = {"mimeType": exported.content_type, **_posted(exported)}
    return request


def _rows(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _posted(exported: ExportedRequest) -> dict[str, Any]:
    match exported.body:
        case FormBody(rows) | MultipartBody(rows):
            return {
                "params": [
                    {"name": row.name, "fileName": row.value.path, **_file_type(row.value)}
                    if isinstance(row.value, FileValue)
                    else {"name": row.name, "value": text}
                    for row in rows
                    if row.is_sent
                    for text in texts(row.value)
                ]
            }
        case FileBody(path):
            return {"text": "", "comment": tr("The content of the file {path}.").format(path=path)}
    return {"text": body_text(exported.body) or ""}


def _file_type(file: FileValue) -> dict[str, str]:
    return {"contentType": file.content_type} if file.content_type else {}


def _response(response: Response) -> dict[str, Any]:
    body = response.body
    content: dict[str, Any] = {
        "size": body.size_bytes,
        "mimeType": response.header(CONTENT_TYPE) or "",
    }
    try:
        content["text"] = body.data.decode()
    except UnicodeDecodeError:
        content |= {"text": base64.b64encode(body.data).decode(), "encoding": "base64"}
    if body.path is not None:
        content["comment"] = tr("Only the beginning: the body was too long for memory.")
    return {
        "status": response.status,
        "statusText": response.reason,
        "httpVersion": response.http_version,
        "cookies": [],
        "headers": _rows((h.name, h.value) for h in response.headers),
        "content": content,
        "redirectURL": response.header("Location") or "",
        "headersSize": _UNKNOWN,
        "bodySize": body.received_bytes,
    }


def _timings(timing: Timing) -> dict[str, float]:
    def or_unknown(milliseconds: float | None) -> float:
        return _UNKNOWN if milliseconds is None else milliseconds

    # In this format, the time of TLS is a part of connecting.
    connect = None if timing.connect_ms is None else timing.connect_ms + (timing.tls_ms or 0)
    return {
        "blocked": _UNKNOWN,
        "dns": _UNKNOWN,
        "connect": or_unknown(connect),
        "ssl": or_unknown(timing.tls_ms),
        "send": timing.send_ms or 0,
        "wait": timing.first_byte_ms or 0,
        "receive": timing.body_ms or 0,
    }


HAR = CollectionFormat("har", "HTTP archive (HAR)", ".har", write_har)
