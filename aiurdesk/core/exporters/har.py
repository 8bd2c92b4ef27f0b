"""An HTTP archive (HAR) 1.2 of requests, with responses and timings where there are any.

Source: W3C web-performance, HAR 1.2, sections entries, request, response, timings.
"""

import base64
import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiurdesk
from aiurdesk.core.exporters.exported import (
    CONTENT_TYPE,
    CollectionFormat,
    Exported,
    ExportedFolder,
    ExportedRequest,
    left_out_of,
    tests_left_out,
    texts,
)
from aiurdesk.core.request.graphql_text import graphql_json
from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    FormBody,
    GraphqlBody,
    Header,
    JsonBody,
    MultipartBody,
    TextBody,
)
from aiurdesk.core.response.response import Response, Timing

_UNKNOWN = -1
"""Of a size or a time that is not known."""


def write_har(folder: ExportedFolder) -> Exported:
    """Return the archive; a request that was not sent has an empty response."""
    left_out: list[str] = []
    entries = []
    for title, exported in folder.requests():
        left_out += left_out_of(title, exported)
        left_out += tests_left_out(title, exported)
        entries.append(_entry(title, exported))
    log = {
        "version": "1.2",
        "creator": {"name": "aiurdesk", "version": aiurdesk.__version__},
        "entries": entries,
    }
    return Exported(json.dumps({"log": log}, indent=2, ensure_ascii=False) + "\n", tuple(left_out))


def _entry(title: str, exported: ExportedRequest) -> dict[str, Any]:
    exchange = exported.exchange
    response = exchange.outcome if exchange and isinstance(exchange.outcome, Response) else None
    timing = exchange.outcome.timing if exchange else Timing()
    started = exchange.started_at.isoformat() if exchange else "1970-01-01T00:00:00+00:00"
    return {
        "startedDateTime": started,
        "time": timing.total_ms,
        "request": _request(exported, response.http_version if response else "HTTP/1.1"),
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
        "headers": [{"name": h.name, "value": h.value} for h in headers],
        "queryString": [
            {"name": name, "value": value}
            for name, value in parse_qsl(urlsplit(exported.url).query, keep_blank_values=True)
        ],
        "headersSize": _UNKNOWN,
        "bodySize": _UNKNOWN,
    }
    if exported.content_type:
        request["postData"] = {"mimeType": exported.content_type, **_posted(exported)}
    return request


def _posted(exported: ExportedRequest) -> dict[str, Any]:
    match exported.body:
        case JsonBody(text) | TextBody(text):
            return {"text": text}
        case GraphqlBody():
            return {"text": graphql_json(exported.body)}
        case FormBody(rows) | MultipartBody(rows):
            return {
                "params": [
                    {"name": row.name, "fileName": row.value.path}
                    if isinstance(row.value, FileValue)
                    else {"name": row.name, "value": text}
                    for row in rows
                    if row.is_sent
                    for text in texts(row.value)
                ]
            }
        case FileBody(path):
            return {"text": "", "comment": f"The content of the file {path}."}
    return {"text": ""}


def _response(response: Response | None) -> dict[str, Any]:
    body = response.body if response else None
    data = body.data if body else b""
    content: dict[str, Any] = {
        "size": body.size_bytes if body else 0,
        "mimeType": (response.header(CONTENT_TYPE) if response else None) or "",
    }
    try:
        content["text"] = data.decode()
    except UnicodeDecodeError:
        content |= {"text": base64.b64encode(data).decode(), "encoding": "base64"}
    if body and body.path is not None:
        content["comment"] = "Only the beginning: the body was too long for memory."
    return {
        "status": response.status if response else 0,
        "statusText": response.reason if response else "",
        "httpVersion": response.http_version if response else "",
        "cookies": [],
        "headers": [{"name": h.name, "value": h.value} for h in response.headers]
        if response
        else [],
        "content": content,
        "redirectURL": (response.header("Location") if response else None) or "",
        "headersSize": _UNKNOWN,
        "bodySize": body.received_bytes if body else _UNKNOWN,
    }


def _timings(timing: Timing) -> dict[str, float]:
    def known(milliseconds: float | None) -> float:
        return _UNKNOWN if milliseconds is None else milliseconds

    # In this format, the time of TLS is a part of connecting.
    connect = None if timing.connect_ms is None else timing.connect_ms + (timing.tls_ms or 0)
    return {
        "blocked": _UNKNOWN,
        "dns": _UNKNOWN,
        "connect": known(connect),
        "ssl": known(timing.tls_ms),
        "send": timing.send_ms or 0,
        "wait": timing.first_byte_ms or 0,
        "receive": timing.body_ms or 0,
    }


HAR = CollectionFormat("har", "HTTP archive (HAR)", ".har", write_har)
