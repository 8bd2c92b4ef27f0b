"""Standard output and standard error that may be closed, full, or without a reader.

The exit status must not depend on whether somebody reads the output: ``aiurdesk send … | head -1``
ends with the status of the verdict.
"""

import codecs
import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import BinaryIO, TextIO, cast

from aiurdesk import libraries
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import printable, shown_as_escapes, tr


class _Outlet(io.RawIOBase):
    """Writes to a stream, and drops everything after the first error."""

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__()
        self._raw = raw
        self.error: OSError | None = None

    def writable(self) -> bool:
        """Accept writing, as every stream that can be written to does."""
        return True

    def isatty(self) -> bool:
        """Return whether the stream is a terminal."""
        return self._raw.isatty()

    def fileno(self) -> int:
        """Return the file descriptor of the stream."""
        return self._raw.fileno()

    def write(self, data: "bytes | memoryview") -> int:  # type: ignore[override]
        """Write some bytes and return how many; after an error, all of them count as written."""
        if self.error is None:
            try:
                return self._raw.write(data) or 0
            except OSError as error:
                self.error = error
        return len(data)


class _Words(io.TextIOWrapper):
    """Standard error, on which nothing that a stranger wrote can change the terminal."""

    def write(self, text: str) -> int:
        """Write a text without control characters; a carriage return redraws a bar."""
        return super().write("\r".join(map(printable, text.split("\r"))))


def output_problem() -> Problem | None:
    """Return why standard output is incomplete; None if it is whole, or its reader just left."""
    outlet = _outlet_of(sys.stdout)
    error = outlet.error if outlet else None
    if error is None or isinstance(error, BrokenPipeError):
        return None
    text = tr("Standard output could not be written: {value}.")
    return Problem(text.format(value=error.strerror or error))


def has_reader() -> bool:
    """Return whether what is written to standard output still arrives somewhere."""
    outlet = _outlet_of(sys.stdout)
    return outlet is None or outlet.error is None


def _outlet_of(stream: TextIO) -> _Outlet | None:
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    return raw if isinstance(raw, _Outlet) else None


def write_data(text: str) -> None:
    """Write data for scripts to standard output, in UTF-8 regardless of the terminal's encoding.

    On a terminal, what could change it is shown as an escape; a pipe or a file gets what there is.

    Args:
        text: Half of a character, which UTF-8 cannot hold, is written as an escape of JSON.
    """
    sys.stdout.flush()
    text = shown_as_escapes(text) if sys.stdout.isatty() else text
    write_bytes(text.encode("utf-8", "backslashreplace"))


def write_bytes(data: bytes) -> None:
    """Write a body to standard output exactly as it was received."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def write_body(pieces: Iterable[bytes]) -> None:
    """Write a body to standard output: every byte, or on a terminal its text as it can be shown."""
    if not sys.stdout.isatty():
        for piece in pieces:
            write_bytes(piece)
        return
    decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")
    end = "\n"
    for piece in chain(pieces, (b"",)):
        if text := decoder.decode(piece, final=not piece):
            write_data(text)
            end = text[-1]
    if end != "\n":
        write_bytes(b"\n")


def put(text: str) -> None:
    """Write data to standard output as ``write_data`` does, but hold it back where it is buffered.

    Args:
        text: Half of a character becomes a question mark.
    """
    text = shown_as_escapes(text) if sys.stdout.isatty() else text
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def write_json(value: object, indent: int | None = 2) -> None:
    """Write data for scripts as JSON to standard output."""
    write_data(libraries.json.dumps(value, ensure_ascii=False, indent=indent) + "\n")


def tell(*sentences: str | Problem) -> None:
    """Write sentences, or those of problems, to standard error, a line each."""
    for sentence in sentences:
        sys.stderr.write(f"{printable(str(sentence))}\n")


@contextmanager
def guarded_output() -> Iterator[None]:
    """Let writing to standard output and standard error raise nothing."""
    before = sys.stdout, sys.stderr
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        sys.stdout = _guarded(sys.stdout or nowhere)
        sys.stderr = _guarded(sys.stderr or nowhere, _Words)
        try:
            yield
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            sys.stdout, sys.stderr = before


def _guarded(stream: TextIO, kind: type[io.TextIOWrapper] = io.TextIOWrapper) -> TextIO:
    """Return a stream that raises nothing; one that is not a file stays as it is."""
    # With ``python -u`` there is no buffer between the text and the file.
    buffer = getattr(stream, "buffer", None)
    raw = getattr(buffer, "raw", buffer)
    if not isinstance(stream, io.TextIOWrapper) or not isinstance(raw, io.RawIOBase):
        return stream
    outlet = _Outlet(raw)
    # With ``python -u`` nothing is held back either: words of ``listen`` may be waited for.
    is_direct = stream.line_buffering or stream.write_through or outlet.isatty()
    return kind(
        cast("BinaryIO", io.BufferedWriter(cast("io.RawIOBase", outlet))),
        encoding=stream.encoding,
        # What the encoding lacks, such as the minus sign where Windows writes into a file, must not
        # end the command.
        errors="backslashreplace" if stream.errors == "strict" else stream.errors,
        line_buffering=is_direct,
        write_through=stream.write_through,
    )


def lines_of(errors: tuple[Problem, ...], steps: Iterable[str] = ()) -> str:
    """Return a line for each error, and for each step that helps, without control characters."""
    return printable("\n".join((*(error.named_sentence for error in errors), *steps)))
