"""A collection that every format writes."""

from aiurdesk.core.exporters.exported import ExportedFolder, exported_item
from aiurdesk.core.request.conversation import Capture, ResponseTest
from aiurdesk.core.request.request import (
    Body,
    FileBody,
    FileValue,
    FormBody,
    Header,
    JsonBody,
    MultipartBody,
    Request,
    Row,
    TextBody,
)
from aiurdesk.core.request.typed import Typed

HOST = "https://api.example:8443"


def a_request(method: str, path: str, body: Body | None = None, **members: object) -> Request:
    endpoint = Typed(HOST + path, method)
    return Request(target=endpoint, method=method, body=body, **members)  # type: ignore[arg-type]


def a_folder() -> ExportedFolder:
    """Return a collection with each kind of body, a folder, tests and a capture."""
    file = FileValue("pictures/a b.png", "a b.png", "image/png")
    requests = {
        "List": a_request(
            "GET",
            "/users/{{id}}?page=2&q=a%20b",
            headers=(Header("X-Trace", "{{trace}}"),),
            notes="Lists *users*.",
            tests=(
                ResponseTest("status", 200),
                ResponseTest("value", "Ann", "equals", "user.name"),
                ResponseTest("elapsed_below_ms", 500),
            ),
            captures=(Capture("id", "value", "user.id"), Capture("tag", "header", "ETag")),
        ),
        "Create": a_request("POST", "/users", JsonBody('{"name": "Ann"}'), credential="work"),
        "Login": a_request(
            "POST", "/login", FormBody((Row("user", "a&b"), Row("off", "1", False)))
        ),
        "Upload": a_request("PUT", "/files", MultipartBody((Row("a", "1"), Row("file", file)))),
        "Text": a_request("POST", "/text", TextBody("<a/>", "application/xml")),
        "File": a_request("POST", "/raw", FileBody("data.bin", "application/octet-stream")),
        "Odd": a_request("LINK", "/odd"),
    }
    entries = [exported_item(name, request, "") for name, request in requests.items()]
    inner = ExportedFolder("Users", tuple(entries[:2]))
    return ExportedFolder(
        "Shop", (inner, *entries[2:]), (("trace", "t-1"),), {"Test": (("trace", "t-2"),)}
    )
