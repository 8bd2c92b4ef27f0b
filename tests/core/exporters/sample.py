"""Requests that every format of code writes."""

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exporters.code_request import code_request
from aiurdesk.core.exporters.exported import ExportedRequest
from aiurdesk.core.preparing.encoding import FormPart, multipart
from aiurdesk.core.request.request import FileContent, FileValue, Header, PreparedRequest

ADDRESS = "https://api.example/users"
JSON = b'{"password": "sesame", "n": 1}'
FORM = "multipart/form-data; boundary=0123456789abcdef"
PARTS = (FormPart("a", "1"), FormPart("file", FileValue("/tmp/x.png", "x.png", "image/png")))


def a_prepared(method: str, body: tuple[bytes | FileContent, ...], kind: str) -> PreparedRequest:
    headers = (Header("Authorization", "Bearer sesame"), Header("Content-Type", kind))
    return PreparedRequest(method, ADDRESS, headers, body, (Secret("sesame"),))


def a_json() -> ExportedRequest:
    return code_request(a_prepared("POST", (JSON,), "application/json"))


def some_bytes() -> ExportedRequest:
    return code_request(a_prepared("PUT", (b"\xff\x00",), "image/png"))


def a_file() -> ExportedRequest:
    return code_request(a_prepared("PUT", (FileContent("/tmp/x.png"),), "image/png"))


def a_form() -> ExportedRequest:
    body = multipart(PARTS, "0123456789abcdef")
    return code_request(a_prepared("POST", body, FORM))
