"""Which responses are streams of events, by their media types."""

from collections.abc import Callable, Mapping

from aiurdesk.core.response.response import Response
from aiurdesk.core.sockets.event_stream import EventStreamDecoder
from aiurdesk.core.sockets.json_lines import JsonLinesDecoder, JsonSequenceDecoder
from aiurdesk.core.sockets.stream_decoding import StreamDecoder

EVENT_STREAM = "text/event-stream"
_DECODERS: Mapping[str, Callable[[int], StreamDecoder]] = {
    EVENT_STREAM: EventStreamDecoder,
    "application/json-seq": JsonSequenceDecoder,
    **dict.fromkeys(
        (
            "application/x-ndjson",
            "application/ndjson",
            "application/jsonl",
            "application/x-jsonl",
            "application/jsonlines",
            "application/x-jsonlines",
            "application/json-lines",
            "application/stream+json",
        ),
        JsonLinesDecoder,
    ),
}


def stream_decoder_for(response: Response, limit: int) -> StreamDecoder | None:
    """Return what decodes the body of a response; None where it is not a stream of events.

    Args:
        response: Its body is not looked at.
        limit: So many bytes of an event are kept.
    """
    # An error is a response to be read, also with the type of a stream.
    if not 200 <= response.status < 300:
        return None
    media_type = (response.header("Content-Type") or "").partition(";")[0].strip().lower()
    decoder = _DECODERS.get(media_type)
    return None if decoder is None else decoder(limit)
