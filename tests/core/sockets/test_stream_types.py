"""Which responses are streams."""

import pytest

from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Body, Response
from aiurdesk.core.sockets.stream_decoding import (
    EventStreamDecoder,
    JsonLinesDecoder,
    JsonSequenceDecoder,
    stream_decoder_for,
)


def a_response(content_type: str, status: int = 200) -> Response:
    return Response(
        status, "HTTP/2", (Header("content-type", content_type),), Body(), "https://a.example/"
    )


@pytest.mark.parametrize(
    ("content_type", "decoder"),
    [
        ("text/event-stream", EventStreamDecoder),
        ("Text/Event-Stream ; charset=utf-8", EventStreamDecoder),
        ("application/x-ndjson", JsonLinesDecoder),
        ("application/jsonl", JsonLinesDecoder),
        ("application/stream+json", JsonLinesDecoder),
        ("application/json-seq", JsonSequenceDecoder),
    ],
)
def test_the_media_type_says_how_a_stream_is_divided(content_type, decoder):
    assert isinstance(stream_decoder_for(a_response(content_type), 100), decoder)


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", ""])
def test_other_bodies_are_read_to_their_end(content_type):
    assert stream_decoder_for(a_response(content_type), 100) is None


@pytest.mark.parametrize("status", [204 + 100, 400, 500])
def test_an_error_is_not_a_stream(status):
    assert stream_decoder_for(a_response("text/event-stream", status), 100) is None
