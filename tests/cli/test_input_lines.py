"""Standard input of a real pipe."""

import os

from aiurdesk.cli.input_lines import InputLines


def a_pipe(data: bytes) -> InputLines:
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    return InputLines(reading)


async def test_lines_come_without_their_ends():
    lines = [line async for line in a_pipe("one\r\n\nzwölf\nlast".encode()).lines()]
    assert lines == ["one", "", "zwölf", "last"]


async def test_a_line_that_was_read_before_is_not_sent():
    source = a_pipe(b"secret\nfirst\n")
    assert not source.isatty()
    assert source.readline() == "secret\n"
    assert [line async for line in source.lines()] == ["first"]


async def test_lines_come_before_the_end():
    reading, writing = os.pipe()
    os.write(writing, b"early\n")
    lines = InputLines(reading).lines()
    assert await anext(lines) == "early"
    os.write(writing, b"later\n")
    assert await anext(lines) == "later"
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
