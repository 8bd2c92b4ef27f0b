"""The process that sends a load; ``load_process`` starts this file.

gevent replaces parts of the standard library, which has to be done before anything else is
imported, and must not happen to the program itself. The process gets the folders of modules and
the plan over its standard input, and writes a line of JSON for each thing that it has to say. Of
this program it imports ``core``, and the few modules that import nothing but it.
"""

import pickle
import sys

if __name__ == "__main__":
    # As the program has it; without this, nothing but the standard library is found.
    sys.path[:] = pickle.load(sys.stdin.buffer)
    from gevent import monkey

    monkey.patch_all()

import contextlib
import logging
import os
import signal
from typing import BinaryIO

import gevent
import msgspec
from locust.env import Environment
from locust.runners import MasterRunner, Runner, WorkerRunner

from aiurdesk.core.load.load_ticks import LoadTick
from aiurdesk.services.runs.load.load_plan import LoadLine, LoadPlan, LoadRole, LoadStop
from aiurdesk.services.runs.load.load_user import user_class
from aiurdesk.services.runs.load.measured import Measured

_TICK_S = 1.0
_END_S = 1.0
"""So long users that are told to stop may take."""
_LOOPBACK = "127.0.0.1"
_TICKS = "aiurdesk"
"""Where a worker puts what it measured in its reports to the master."""


class _Load:
    """One load, from its plan to its last line."""

    def __init__(self, plan: LoadPlan, out: BinaryIO) -> None:
        self._plan, self._out = plan, out
        self._measured = Measured()
        self._ended = gevent.event.Event()
        self._environment = Environment(
            user_classes=[user_class(plan, self._measured)], catch_exceptions=True
        )

    def run(self) -> None:
        """Send until the time is over, or the load is stopped."""
        environment = self._environment
        runner = self._runner()
        web = None
        if self._plan.web_port is not None:
            web = environment.create_web_ui(_LOOPBACK, self._plan.web_port)
            self._tell(LoadLine(web=f"http://{_LOOPBACK}:{self._plan.web_port}"))
        gevent.spawn(self._wait_for_stop)
        ticking = gevent.spawn(self._tick, runner)
        gevent.spawn(self._begin, runner)
        self._ended.wait()
        runner.stop() if not isinstance(runner, WorkerRunner) else None
        ticking.kill()
        self._tell_ticks(runner, is_last=True)
        if web is not None:
            web.stop()
        with contextlib.suppress(gevent.Timeout), gevent.Timeout(_END_S):
            runner.quit()

    def _runner(self) -> Runner:
        plan, environment = self._plan, self._environment
        if plan.role is LoadRole.MASTER:
            environment.events.worker_report.add_listener(self._take_over)
            return environment.create_master_runner(plan.master, plan.master_port)
        if plan.role is LoadRole.WORKER:
            environment.events.report_to_master.add_listener(self._report)
            environment.events.quit.add_listener(lambda **_: self._ended.set())
            return environment.create_worker_runner(plan.master, plan.master_port)
        return environment.create_local_runner()

    def _begin(self, runner: Runner) -> None:
        """Let the users begin, once there are enough workers; a worker waits for its master."""
        plan = self._plan
        if isinstance(runner, WorkerRunner):
            return
        if isinstance(runner, MasterRunner):
            while len(runner.clients.ready) < plan.workers:
                gevent.sleep(0.1)
        self._measured.restart()
        runner.start(plan.users, plan.spawn_per_s)
        gevent.sleep(plan.for_s)
        self._ended.set()

    def _wait_for_stop(self) -> None:
        """End when that is said, or when nobody is there any more who could say it."""
        with contextlib.suppress(EOFError, OSError, pickle.UnpicklingError):
            while not isinstance(
                gevent.get_hub().threadpool.apply(pickle.load, (sys.stdin.buffer,)), LoadStop
            ):
                pass
        self._ended.set()

    def _tick(self, runner: Runner) -> None:
        workers = 0
        while True:
            gevent.sleep(_TICK_S)
            if isinstance(runner, MasterRunner) and len(runner.clients) != workers:
                workers = len(runner.clients)
                self._tell(LoadLine(workers=workers))
            self._tell_ticks(runner)

    def _tell_ticks(self, runner: Runner, *, is_last: bool = False) -> None:
        # A worker tells its master.
        if isinstance(runner, WorkerRunner):
            return
        for tick in self._measured.ticks(runner.user_count, is_last=is_last):
            self._tell(LoadLine(tick=tick))

    def _report(self, data: dict[str, object], **_: object) -> None:
        ticks = self._measured.ticks(0, is_last=True)
        data[_TICKS] = msgspec.json.encode(ticks).decode()

    def _take_over(self, data: dict[str, object], **_: object) -> None:
        text = data.get(_TICKS, "[]")
        with contextlib.suppress(msgspec.MsgspecError):
            for tick in msgspec.json.decode(str(text), type=tuple[LoadTick, ...]):
                self._measured.take_over(tick)

    def _tell(self, line: LoadLine) -> None:
        try:
            self._out.write(msgspec.json.encode(line) + b"\n")
            self._out.flush()
        except OSError:
            # Nobody reads it any more.
            self._ended.set()


def _main() -> None:
    # Ctrl+C reaches all programs of a terminal; when this one ends, its parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Nothing but lines goes out: what a library prints would be taken for one.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    logging.disable()
    plan = pickle.load(sys.stdin.buffer)
    try:
        _Load(plan, out).run()
    except OSError as error:
        # Such as a port that another program has.
        out.write(msgspec.json.encode(LoadLine(problem=error.strerror or str(error))) + b"\n")
    out.flush()
    # Without waiting for what a library has left running.
    os._exit(0)


if __name__ == "__main__":
    _main()
