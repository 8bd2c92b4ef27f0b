"""Standard input of a real pipe."""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterable

from aiurdesk.cli.input_lines import LONGEST_LINE, InputLines


def a_pipe(data: bytes) -> InputLines:
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    return InputLines(reading)


async def test_lines_come_without_their_ends():
    lines = [line async for line in a_pipe("one\r\n\nzwölf\nlast".encode()).lines()]
    assert lines == [b"one", b"", "zwölf".encode(), b"last"]


async def test_a_line_that_was_read_before_is_not_sent():
    source = a_pipe(b"secret\nfirst\n")
    assert not source.isatty()
    assert source.readline() == "secret\n"
    assert [line async for line in source.lines()] == [b"first"]


async def test_lines_come_before_the_end():
    reading, writing = os.pipe()
    os.write(writing, b"early\n")
    lines = InputLines(reading).lines()
    assert await anext(lines) == b"early"
    os.write(writing, b"later\n")
    assert await anext(lines) == b"later"
    os.close(writing)
    assert [line async for line in lines] == []


async def test_more_lines_than_are_taken_wait():
    lines = a_pipe(b"x\n" * 5000).lines()
    assert len([line async for line in lines]) == 5000


async def test_closed_input_has_no_lines(monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    source = InputLines()
    assert not source.isatty()
    assert [line async for line in source.lines()] == []


def a_filled_pipe(pieces: Iterable[bytes]) -> int:
    """Return the end of a pipe that a thread fills, for more than a pipe holds."""
    reading, writing = os.pipe()

    def fill() -> None:
        with open(writing, "wb", buffering=0) as pipe:
            for part in pieces:
                pipe.write(part)

    threading.Thread(target=fill, daemon=True).start()
    return reading


def test_a_long_line_is_read_in_one_pass():
    def seconds(read: Callable[[int], bytes | str]) -> float:
        pipe = a_filled_pipe([b"x" * 2**20] * 32)
        before = time.thread_time()
        assert len(read(pipe)) == 2**25
        return time.thread_time() - before

    plainly = seconds(lambda pipe: b"".join(iter(lambda: os.read(pipe, 65_536), b"")))
    # It takes twice as long, and over 20 times where all is searched and copied at each read.
    assert seconds(lambda pipe: InputLines(pipe).readline()) < 10 * plainly


async def test_a_line_without_an_end_does_not_fill_the_memory():
    beyond = b"x" * 2**20
    pieces = [*[beyond] * (LONGEST_LINE // len(beyond) + 2), b"\nnext\n"]
    source = InputLines(a_filled_pipe(pieces))
    lines = [line async for line in source.lines()]
    assert [len(line) >= LONGEST_LINE for line in lines] == [True, False]
    assert len(lines[0]) < LONGEST_LINE + 2**17
    assert lines[1] == b"next"


def test_lines_that_are_not_taken_end_with_the_loop():
    before = set(threading.enumerate())
    source = InputLines(a_filled_pipe([b"x\n" * 2**20]))

    async def take_one() -> bytes:
        return await anext(source.lines())

    assert asyncio.run(take_one()) == b"x"
    # An exception in a thread is a warning, and so fails the test.
    for thread in set(threading.enumerate()) - before:
        if thread.name == "standard input":
            thread.join()
