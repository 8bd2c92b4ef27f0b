"""Keeps what the services answered in a run, under a name, to compare a later run with it.

A kept run holds no secret: it is made of what the history would record.
"""

import asyncio
import contextlib
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from aiurdesk.core.collection.file_name import file_name
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.errors import ProblemError, StorageError, storage_errors
from aiurdesk.core.exchange.exchange import SEVERITY_WORDS
from aiurdesk.core.exchange.exchange_comparison import NONE, Compared, example_side
from aiurdesk.core.history.recording import record_of
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.translation import (
    format_code,
    format_size,
    printable,
    tr,
    trn,
)
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.runs.runner import RunResult
from aiurdesk.storage.files import write_atomically
from aiurdesk.storage.paths import places
from aiurdesk.storage.regular_file import read_regular_file

MOST_RUNS = 100
MOST_ANSWERS = 20_000
MOST_BODY_BYTES = 1024 * 1024
"""Of one body; of a longer one, the beginning is kept."""
MOST_BYTES = 64 * 1024 * 1024
"""Of all bodies of a run together."""
_FORMAT = 1
_SUFFIX = ".run"
_MOST_FILE_BYTES = 2 * MOST_BYTES


class KeptAnswer(msgspec.Struct, frozen=True, gc=False):
    """What came of one request of a run, without secrets."""

    title: str
    pass_number: int
    code: int | str | None = None
    message: str = ""
    severity: Severity | None = None
    """None where nothing was sent."""
    status: int = 0
    content_type: str = ""
    body: bytes = b""
    is_whole: bool = True
    """Whether the body is all that was received."""
    why_not: str = ""
    """Why it was not sent, or got no response."""
    elapsed_ms: float = 0.0

    @property
    def summary(self) -> str:
        """Result code or status and severity in a few words, or why there is none."""
        if self.why_not or self.severity is None:
            return self.why_not or NONE
        code = f"HTTP {self.status}" if self.code is None else format_code(self.code)
        return f"{code} {SEVERITY_WORDS[self.severity]}"

    @property
    def side(self) -> Compared:
        """This answer as one side of a comparison."""
        severity = None if self.severity is None else SEVERITY_WORDS[self.severity]
        facts = ((tr("Verdict"), self.why_not or severity or NONE),)
        if self.severity is None or not self.status:
            return Compared(facts)
        type_header = (Header("Content-Type", self.content_type),) if self.content_type else ()
        response = Response(
            status=self.status,
            reason="",
            http_version="",
            headers=type_header,
            body=ResponseBody(self.body, size_bytes=len(self.body)),
            url="",
        )
        side = example_side(self.code, self.message, response)
        return replace(side, facts=(*side.facts, *facts))


class KeptRun(msgspec.Struct, frozen=True):
    """The answers of a run."""

    name: str
    """Empty for a run that is compared and not kept."""
    collection: str
    environment: str
    started_at: datetime
    repeat: int
    """How often each row of data was used: the passes of one row are runs of the same side."""
    answers: tuple[KeptAnswer, ...]
    remarks: tuple[str, ...] = ()
    """What of it was not kept, in sentences."""
    format: int = _FORMAT

    @property
    def words(self) -> str:
        """What another run is compared with, in words."""
        return _words(self)


class KeptHead(msgspec.Struct, frozen=True):
    """What is listed of a kept run."""

    name: str
    environment: str
    started_at: datetime
    format: int = _FORMAT

    @property
    def words(self) -> str:
        """Its name, and where and when it was."""
        return _words(self)


def _words(run: KeptRun | KeptHead) -> str:
    if not run.name:
        return printable(run.environment)
    words = tr("{name} ({environment}, {when} UTC)")
    when = f"{run.started_at:%Y-%m-%d %H:%M}"
    return words.format(name=printable(run.name), when=when, environment=printable(run.environment))


class Answers:
    """Collects the answers of a run, within limits."""

    def __init__(self, most_bytes: int = MOST_BYTES, most_answers: int = MOST_ANSWERS) -> None:
        self._answers: dict[int, KeptAnswer] = {}
        self._most_bytes, self._most_answers = most_bytes, most_answers
        self._bytes = 0
        self._left_out = 0
        self._without_body = 0
        self._cut = 0

    async def add(self, position: int, result: RunResult, environment: str) -> None:
        """Collect the answer to one request.

        Args:
            position: Of the result in the whole run.
            result: With its exchange.
            environment: Name of the one that it was sent in.
        """
        if len(self._answers) >= self._most_answers:
            self._left_out += 1
            return
        exchange = result.exchange
        if exchange is None:
            why = result.errors[0].named_sentence if result.errors else tr("Not sent.")
            why = redact_unknown(why)
            self._answers[position] = KeptAnswer(result.title, result.pass_number, why_not=why)
            return
        # Searching megabytes for secrets takes a moment.
        record = await asyncio.to_thread(record_of, exchange, environment, MOST_BODY_BYTES)
        body, is_whole = record.body, record.is_body_whole
        if self._bytes + len(body) > self._most_bytes:
            self._without_body += 1
            body, is_whole = b"", False
        elif not is_whole:
            self._cut += 1
        self._bytes += len(body)
        outcome, entry = exchange.outcome, record.entry
        answer = KeptAnswer(
            result.title,
            result.pass_number,
            severity=exchange.verdict.severity,
            is_whole=is_whole,
            elapsed_ms=outcome.timing.total_ms,
        )
        if isinstance(outcome, Response):
            answer = replace(
                answer,
                code=entry.code,
                message=entry.message,
                status=outcome.status,
                content_type=outcome.header("Content-Type") or "",
                body=body,
            )
        else:
            answer = replace(answer, why_not=entry.headline)
        self._answers[position] = answer

    def run(
        self, name: str, collection: str, environment: str, started_at: datetime, repeat: int
    ) -> KeptRun:
        """Return what was collected, in the order of the run."""
        answers = tuple(self._answers[position] for position in sorted(self._answers))
        return KeptRun(
            name, collection, environment, started_at, repeat, answers, tuple(self._remarks())
        )

    def _remarks(self) -> list[str]:
        remarks = []
        if count := self._cut:
            words = trn(
                "{count:,} body is longer than {most}, so only its beginning is compared.",
                "{count:,} bodies are longer than {most}, so only their beginnings are compared.",
                count,
            )
            remarks.append(words.format(count=count, most=format_size(MOST_BODY_BYTES)))
        if count := self._without_body:
            words = trn(
                "{count:,} body is not compared: all together would be longer than {most}.",
                "{count:,} bodies are not compared: all together would be longer than {most}.",
                count,
            )
            remarks.append(words.format(count=count, most=format_size(self._most_bytes)))
        if count := self._left_out:
            words = trn(
                "{count:,} request is not compared: a run keeps {most:,} at most.",
                "{count:,} requests are not compared: a run keeps {most:,} at most.",
                count,
            )
            remarks.append(words.format(count=count, most=self._most_answers))
        return remarks


_Kind = TypeVar("_Kind", KeptRun, KeptHead)


class KeptRuns:
    """The kept runs of a profile, one file each."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it need not exist."""
        self._folder = folder

    def names(self) -> tuple[str, ...]:
        """Return the names of all kept runs that can be read, sorted."""
        return tuple(head.name for head in self.heads())

    def heads(self) -> tuple[KeptHead, ...]:
        """Return what is listed of all kept runs that can be read, sorted by their names."""
        with contextlib.suppress(OSError):
            runs = (_decoded(path, KeptHead) for path in sorted(self._folder.glob(f"*{_SUFFIX}")))
            heads = (run for run in runs if isinstance(run, KeptHead))
            return tuple(sorted(heads, key=lambda head: head.name))
        return ()

    def has(self, name: str) -> bool:
        """Tell whether there is a kept run of this name."""
        try:
            return self._path(name).exists()
        except (OSError, ProblemError):
            return False

    def read(self, name: str) -> KeptRun:
        """Return a kept run.

        Raises:
            ProblemError: There is none, or it cannot be read.
        """
        run = _decoded(self._path(name), KeptRun) if self.has(name) else None
        if isinstance(run, KeptRun):
            return run
        if run is None:
            raise ProblemError(self._unknown(name))
        raise ProblemError(run)

    def check(self, name: str) -> None:
        """Refuse a name that a run cannot be kept under.

        Raises:
            ProblemError: It is not the name of a file, or there are too many runs.
        """
        path = self._path(name)
        if not path.exists() and len(self.names()) >= MOST_RUNS:
            words = tr("{count} runs are kept already. Remove one with --forget NAME: {names}.")
            names = ", ".join(map(printable, self.names()[:10]))
            raise ProblemError(words.format(count=MOST_RUNS, names=names))

    def write(self, run: KeptRun) -> None:
        """Keep a run; one of the same name is replaced.

        Raises:
            StorageError: The file cannot be written.
        """
        path = self._path(run.name)
        words = tr("The run could not be kept ({value}). Make room, or allow writing there.")
        with storage_errors(words):
            self._folder.mkdir(parents=True, exist_ok=True)
            write_atomically(path, msgspec.msgpack.encode(run))

    def remove(self, name: str) -> None:
        """Forget a kept run.

        Raises:
            ProblemError: There is none.
            StorageError: The file cannot be removed.
        """
        if not self.has(name):
            raise ProblemError(self._unknown(name))
        with storage_errors(tr("The kept run could not be removed ({value}).")):
            self._path(name).unlink()

    def _path(self, name: str) -> Path:
        if not name.strip():
            raise ProblemError(tr("Name the run, such as before."))
        return self._folder / f"{file_name(name)}{_SUFFIX}"

    def _unknown(self, name: str) -> str:
        names = self.names()
        if not names:
            text = tr(
                "There is no kept run {name}. 'aiurdesk run FOLDER --save-as {name}' makes one."
            )
            return text.format(name=printable(name))
        text = tr("There is no kept run {name}. There are {names}.")
        return text.format(name=printable(name), names=", ".join(map(printable, names)))


def _decoded(path: Path, kind: type[_Kind]) -> _Kind | str | None:
    """Return a run, or why it cannot be read; None where there is none."""
    try:
        run = msgspec.msgpack.decode(read_regular_file(path, _MOST_FILE_BYTES), type=kind)
    except FileNotFoundError:
        return None
    except (OSError, StorageError, msgspec.MsgspecError):
        words = tr("The kept run {name} cannot be read. Keep it again with --save-as.")
        return words.format(name=printable(path.name.removesuffix(_SUFFIX)))
    if run.format > _FORMAT:
        words = tr("A later version of aiurdesk kept the run {name}. Install that version.")
        return words.format(name=printable(run.name))
    return run


def kept_runs(profile: Path | None) -> KeptRuns:
    """Return the kept runs of a profile; None means that of the person."""
    return KeptRuns(places(profile).data_folder / "runs" / "kept")
