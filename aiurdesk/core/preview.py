"""The exact bytes of a request as text, before anything is sent."""

import re
from urllib.parse import urlsplit

from aiurdesk.core.redact import redact_prepared
from aiurdesk.core.request import FileContent, PreparedRequest

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def preview(prepared: PreparedRequest, reveal: bool = False) -> str:
    r"""Write a request as HTTP/1.1 text.

    Secrets are dots unless they are revealed; a file is a line that names it; bytes that are no
    text are written as ``\xff``.
    """
    lengths = [len(part) for part in prepared.body if isinstance(part, bytes)]
    shown = prepared if reveal else redact_prepared(prepared)
    parts = urlsplit(shown.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{shown.method} {target} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"{header.name}: {header.value}" for header in shown.headers]
    if prepared.body and len(lengths) == len(prepared.body):
        lines.append(f"Content-Length: {sum(lengths)}")
    body = "".join(_shown(part) for part in shown.body)
    return _escaped("\n".join(lines)) + "\n\n" + body


def _shown(part: bytes | FileContent) -> str:
    if isinstance(part, FileContent):
        return f"‹content of {_escaped(part.path)}›"
    text = part.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
    return _escaped(text)


def _escaped(text: str) -> str:
    return _UNPRINTABLE.sub(
        lambda found: (
            f"\\x{ord(found.group()):02x}"
            if ord(found.group()) < 256
            else f"\\u{ord(found.group()):04x}"
        ),
        text,
    )
