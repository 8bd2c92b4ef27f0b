"""Takes multipart bodies apart, and gives each part as a body of its own."""

import asyncio
import binascii
import mmap
import quopri
from pathlib import Path

import msgspec

from aiurdesk.core.errors import StorageError, storage_errors
from aiurdesk.core.formats.multipart import MOST_PARTS, BodyPart, Parts, boundary_of, read_parts
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.graphql.incremental import MEDIA_TYPE, USUAL_BOUNDARY
from aiurdesk.core.response.response import ResponseBody
from aiurdesk.core.translation import tr
from aiurdesk.services.processes.body_texts import BodyTexts
from aiurdesk.services.processes.helper_process import HelperEnded
from aiurdesk.services.processes.helper_processes import HelperProcesses, Purpose
from aiurdesk.storage.bodies import BodyFile

_READ_HERE = 64 * 1024
"""Bytes of a body that is taken apart at once."""
_IN_MEMORY = 8 * 1024 * 1024
"""Bytes of a part; a longer one of a body in a file gets a file, too."""
_PIECE = 1024 * 1024
_MOST_S = 30.0


class PartList(msgspec.Struct, frozen=True):
    """The parts of one body, and what is wrong with them."""

    body: ResponseBody
    parts: tuple[BodyPart, ...] = ()
    note: str = ""
    """A sentence; empty where nothing is wrong."""


class BodyParts:
    """Takes bodies apart; parts that are too long for memory lie in temporary files."""

    def __init__(self, processes: HelperProcesses, texts: BodyTexts) -> None:
        self._processes = processes
        self._texts = texts

    def parts_here(self, body: ResponseBody, content_type: str) -> PartList | None:
        """Return the same as ``parts`` at once; None where that would take too long."""
        boundary = _boundary(content_type)
        if not boundary:
            return PartList(body, note=_no_boundary())
        if body.path is None and len(body.data) <= _READ_HERE:
            return _listed(body, read_parts(body.data, boundary))
        return None

    async def parts(self, body: ResponseBody, content_type: str) -> PartList:
        """Return the parts of a body, or why there are none."""
        here = self.parts_here(body, content_type)
        if here is not None:
            return here
        boundary = _boundary(content_type)
        try:
            async with asyncio.timeout(_MOST_S):
                found = await self._processes.call_once(
                    Purpose.SHOWING, _read, body.path or body.data, boundary
                )
        except TimeoutError:
            return PartList(body, note=_unreadable(tr("it took too long")))
        except HelperEnded:
            value = tr("the process that reads them was ended")
            return PartList(body, note=_unreadable(value))
        return _listed(body, found)

    async def content(self, body: ResponseBody, part: BodyPart) -> ResponseBody | Problem:
        """Return the content of a part as a body, decoded where it was written as text."""
        try:
            return await asyncio.to_thread(self._content, body, part)
        except StorageError as error:
            return error.problem

    def let_go(self, content: ResponseBody) -> None:
        """Delete the file of a part that is shown no longer."""
        if content.path is not None:
            self._texts.remove(content.path)

    def _content(self, body: ResponseBody, part: BodyPart) -> ResponseBody:
        if body.path is None:
            data = body.data[part.start : part.end]
        else:
            file = BodyFile(body.path)
            try:
                if part.size_bytes > _IN_MEMORY:
                    return self._copied(file, part)
                data = file.read(part.start, part.end)
            finally:
                file.close()
        data = _decoded(data, part.encoding)
        return ResponseBody(data, size_bytes=len(data), received_bytes=part.size_bytes)

    def _copied(self, file: BodyFile, part: BodyPart) -> ResponseBody:
        path = self._texts.new_file()
        text = tr("The body could not be written ({value}). Free some disk space.")
        with storage_errors(text), Path(path).open("wb") as target:
            for at in range(part.start, part.end, _PIECE):
                target.write(file.read(at, min(at + _PIECE, part.end)))
        beginning = file.read(part.start, part.start + _PIECE)
        return ResponseBody(beginning, path, part.size_bytes, part.size_bytes)


def _no_boundary() -> str:
    return tr(
        "The header Content-Type does not say what stands between the parts (boundary). "
        "The body is shown as it came."
    )


def _no_delimiter() -> str:
    return tr(
        "What should stand between the parts does not occur in the body, which is shown as it came."
    )


def _unreadable(value: str) -> str:
    return tr("The parts could not be read: {value}.").format(value=value)


def _boundary(content_type: str) -> bytes:
    boundary = boundary_of(content_type)
    if not boundary and content_type.partition(";")[0].strip().lower() == MEDIA_TYPE:
        return USUAL_BOUNDARY
    return boundary


def _listed(body: ResponseBody, found: Parts) -> PartList:
    if not found.parts:
        return PartList(
            body, note=tr("There are no parts.") if found.is_closed else _no_delimiter()
        )
    notes = []
    if found.has_more:
        text = tr("The body has more parts; the first {most:,} are shown.")
        notes.append(text.format(most=MOST_PARTS))
    elif not found.parts[-1].is_whole:
        notes.append(tr("The body ended within the last part."))
    elif not found.is_closed:
        notes.append(tr("The body ended before its last line, so that parts may be missing."))
    return PartList(body, found.parts, " ".join(notes))


def _decoded(data: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        try:
            return binascii.a2b_base64(data)
        except binascii.Error:
            # As it came: it is none.
            return data
    return quopri.decodestring(data) if encoding == "quoted-printable" else data


def _read(source: bytes | str, boundary: bytes) -> Parts:
    """Find the parts; in the helper process."""
    if isinstance(source, bytes):
        return read_parts(source, boundary)
    with Path(source).open("rb") as file:
        try:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            return Parts()
        with mapped:
            return read_parts(mapped, boundary)
