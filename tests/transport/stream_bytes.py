"""What servers of streams send over HTTP/1.1."""

EVENTS = "Content-Type: text/event-stream"


def head(*lines: str) -> bytes:
    """Return the head of a response."""
    return "\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode()


def chunk(data: bytes) -> bytes:
    """Return a piece of a body that comes in chunks."""
    return b"%x\r\n%s\r\n" % (len(data), data)


CHUNKED = head(EVENTS, "Transfer-Encoding: chunked")
END = b"0\r\n\r\n"
