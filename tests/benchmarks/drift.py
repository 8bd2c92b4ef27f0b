"""What it costs to look at a response of 100 kB, and to compare it with what was learnt.

Run: python -m tests.benchmarks.drift
"""

import json
import statistics
import sys
import time

from msgspec.structs import replace

from aiurdesk.core.history.drift import Learnt, drift, learn, look_of
from aiurdesk.core.response.response import Response, ResponseBody
from tests.core.collection.exchanges import an_exchange

ROUNDS = 200
GOAL_MS = 2.0


def main() -> None:
    """Print milliseconds for a list of 450 objects, beside reading its JSON alone."""
    entry = {f"name {letter}": letter for letter in "abcdefghijkl"}
    data = json.dumps({"code": 0, "items": [{**entry, "n": n} for n in range(450)]}).encode()
    exchange = an_exchange({})
    assert isinstance(exchange.outcome, Response)
    body = ResponseBody(data, size_bytes=len(data))
    exchange = replace(exchange, outcome=replace(exchange.outcome, body=body))
    learnt = Learnt()
    times, readings = [], []
    for _ in range(ROUNDS):
        started = time.process_time()
        json.loads(data)
        readings.append((time.process_time() - started) * 1000)
        started = time.process_time()
        look = look_of(exchange)
        assert look is not None
        drift(learnt, look)
        learn(learnt, look)
        times.append((time.process_time() - started) * 1000)
    took, reading = statistics.median(times), statistics.median(readings)
    sys.stdout.write(f"drift of {len(data) / 1000:.0f} kB: {took:.2f} ms, goal {GOAL_MS:.0f}\n")
    sys.stdout.write(f"drift ÷ json.loads: ratio {took / reading:.2f}\n")


if __name__ == "__main__":
    main()
