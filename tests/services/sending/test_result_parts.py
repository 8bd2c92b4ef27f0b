"""Which responses are joined; tests/end_to_end/test_graphql.py tries it at a server."""

import pytest

from aiurdesk.core.request.request import GraphqlBody, Header, JsonBody, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import (
    DeliveredParts,
    Failure,
    FailureKind,
    Response,
    ResponseBody,
)
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.result_parts import with_joined_parts

URL = "https://pets.example/graphql"
PART = b'--b\r\n\r\n{"data":{"a":1}}\r\n--b--'


def asked(body) -> Request:
    return Request(Typed(URL, "POST"), body=body)


QUERY = asked(GraphqlBody("{ a }"))


def came(data: bytes = PART, kind: str = "multipart/mixed; boundary=b", path=None) -> Response:
    headers = (Header("X-First", "1"), Header("content-type", kind))
    return Response(200, "HTTP/1.1", headers, ResponseBody(data, path, len(data), 99), URL)


async def test_a_joined_result_is_json_and_its_other_headers_stay():
    outcome, note = await with_joined_parts(QUERY, came(), HelperProcesses())
    assert isinstance(outcome, Response)
    assert outcome.body == ResponseBody(b'{"data":{"a":1}}', None, 16, 99)
    assert outcome.headers == (
        Header("X-First", "1"),
        Header("content-type", "application/json"),
    )
    assert str(note).startswith("The result came in 1 parts as multipart/mixed")
    # The parts stay as they came, to be looked at.
    assert outcome.in_parts == DeliveredParts(came().body, "multipart/mixed; boundary=b")


@pytest.mark.parametrize(
    ("request_", "outcome"),
    [
        (asked(JsonBody("{}")), came()),
        (QUERY, came(kind="multipart/form-data; boundary=b")),
        (QUERY, came(b"{}", "application/json")),
        (QUERY, Failure(FailureKind.CUT_OFF)),
    ],
)
async def test_what_is_no_result_in_parts_passes_untouched(request_, outcome):
    same, note = await with_joined_parts(request_, outcome, HelperProcesses())
    assert same is outcome
    assert note is None


async def test_a_body_in_a_file_is_too_long_and_stays(tmp_path):
    outcome = came(path=str(tmp_path / "long"))
    same, note = await with_joined_parts(QUERY, outcome, HelperProcesses())
    assert same is outcome
    assert str(note) == "The parts of the response were not joined. It is too long."
