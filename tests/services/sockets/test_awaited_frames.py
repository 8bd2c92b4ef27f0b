import asyncio

from aiurdesk.services.sockets.awaited_frames import AwaitedFrames, in_slices
from aiurdesk.services.sockets.socket_messages import MessageSending, PreparedMessages
from tests.core.sockets.frames import a_frame, a_handshake


class Enough:
    """Expects a number of messages, and counts those that it was given together."""

    def __init__(self, count):
        self.count = count
        self.slices = []

    async def look_ahead(self, _handshake, _frames):
        """Need no time."""

    def take(self, _handshake, frames):
        self.slices.append(len(frames))
        return sum(self.slices) >= self.count


async def test_nothing_is_taken_any_more_where_enough_came():
    expected = Enough(30)
    awaited = AwaitedFrames(expected, a_handshake(), 1000)
    awaited.start_time()
    await awaited.test([a_frame("x")] * 100)
    assert expected.slices == [20, 20]
    assert awaited.is_done


async def test_what_comes_after_the_end_is_not_taken():
    expected = Enough(30)
    awaited = AwaitedFrames(expected, a_handshake(), 1000)
    awaited.is_over = True
    await awaited.test([a_frame("x")])
    assert expected.slices == []


async def test_messages_are_waited_for_until_one_is_not_sent():
    awaited = AwaitedFrames(Enough(0), a_handshake(), 1000)
    sent = []

    async def send(content):
        sent.append((content, awaited.is_sending))
        return "It is too long." if content == "b" else ""

    async def send_request(_file):
        raise AssertionError("no request is sent")

    await awaited.send(PreparedMessages(("a", "b", "c")), MessageSending(send, send_request))
    assert sent == [("a", True), ("b", True)]
    assert awaited.unsent == "Message 2 was not sent. It is too long."
    assert (awaited.has_sent, awaited.has_started, awaited.is_sending) == (True, True, False)


def test_the_time_can_end_earlier_and_not_later():
    awaited = AwaitedFrames(Enough(1), a_handshake(), 1000, clock=lambda: 5.0)
    awaited.start_time()
    awaited.end_within(0.5)
    assert awaited.left_s == 0.5
    awaited.end_within(2.0)
    assert awaited.left_s == 0.5


async def test_waiting_ends_when_enough_came():
    awaited = AwaitedFrames(Enough(2), a_handshake(), 60_000)
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(awaited.wait())
        awaited.start_time()
        for _ in range(2):
            assert not waiting.done()
            await awaited.test([a_frame("x")])


async def test_waiting_ends_with_a_time_that_begins_later_and_becomes_shorter():
    awaited = AwaitedFrames(Enough(1), a_handshake(), 60_000)
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(awaited.wait())
        await asyncio.sleep(0)
        awaited.start_time()
        await asyncio.sleep(0)
        assert not waiting.done()
        awaited.end_within(0)
    assert not awaited.is_done


async def test_waiting_ends_when_a_time_begins_that_is_over_at_once():
    awaited = AwaitedFrames(Enough(1), a_handshake(), 0)
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(awaited.wait())
        await asyncio.sleep(0)
        assert not waiting.done()
        awaited.start_time()


async def test_what_is_read_to_its_end_has_no_time():
    awaited = AwaitedFrames(Enough(1), a_handshake(), 0)
    awaited.is_to_its_end = True
    awaited.start_time()
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(awaited.wait())
        for _ in range(10):
            await asyncio.sleep(0)
        assert not waiting.done()
        waiting.cancel()


async def test_what_came_in_time_is_tested_before_waiting_ends():
    class Slow(Enough):
        async def look_ahead(self, _handshake, _frames):
            awaited.end_within(0)
            await asyncio.sleep(0.01)

    expected = Slow(5)
    awaited = AwaitedFrames(expected, a_handshake(), 60_000)
    awaited.start_time()
    async with asyncio.TaskGroup() as group:
        group.create_task(awaited.test([a_frame("x")] * 3))
        await awaited.wait()
        assert expected.slices == [3]


def test_a_slice_ends_with_a_long_frame():
    short, long = a_frame("x"), a_frame("x" * 20_000)
    frames = [short, long, short, long, long, *[short] * 30]
    slices = list(in_slices(frames))
    assert [len(piece) for piece in slices] == [2, 2, 1, 20, 10]
    assert [frame for piece in slices for frame in piece] == frames
    assert list(in_slices([])) == [[]]
