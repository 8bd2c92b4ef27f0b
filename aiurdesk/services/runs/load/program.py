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
import socket
import ssl
from importlib import import_module
from typing import Any, BinaryIO

import flask
import gevent
import gevent.event
import gevent.ssl
import locust.runners
import msgspec
from locust.env import Environment
from locust.runners import MasterRunner, Runner, WorkerRunner
from locust.stats import stats_history

from aiurdesk.core.load.load_ticks import LoadTick
from aiurdesk.services.runs.load.load_plan import LoadEnd, LoadLine, LoadPlan, LoadRole, LoadStop
from aiurdesk.services.runs.load.load_user import user_class
from aiurdesk.services.runs.load.measured import Measured

_TICK_S = 1.0
_END_S = 1.0
"""So long users that are told to stop may take."""
_LOOPBACK = "127.0.0.1"
_TICKS = "aiurdesk"
"""Where a worker puts what it measured in its reports to the master."""
_LATER_S = 2
"""So long a master waits for what its workers say of a second."""
_LAST_REPORTS_S = 5.0
"""So long it waits for their last reports, unless it is told to stop."""
_SENT_S = 0.1
_POLL_S = 0.05


class _Load:
    """One load, from its plan to its last line."""

    def __init__(self, plan: LoadPlan, out: BinaryIO) -> None:
        self._plan, self._out = plan, out
        self._measured = Measured()
        self._ended = gevent.event.Event()
        self._is_stopped = False
        self._users = 0
        """Of a worker, those at work when it reported last."""
        self._environment = Environment(
            user_classes=[user_class(plan, self._measured)], catch_exceptions=True
        )

    def run(self) -> None:
        """Send until the time is over, or the load is stopped."""
        self._environment.events.user_error.add_listener(self._end_of_bug)
        environment, plan = self._environment, self._plan
        if plan.role is not LoadRole.WORKER:
            environment.events.test_stopping.add_listener(self._end_early)
        gevent.spawn(self._wait_for_stop)
        # A worker waits in its constructor until its master is there.
        gevent.spawn(self._live)
        runner = self._runner()
        web = None
        if plan.web_port is not None:
            _check_free(_LOOPBACK, plan.web_port)
            web = environment.create_web_ui(_LOOPBACK, plan.web_port, delayed_start=True)
            assert web.app is not None, "its constructor makes it"
            _guard(web.app, f"{_LOOPBACK}:{plan.web_port}")
            web.start()
            gevent.spawn(stats_history, runner)
            self._tell(LoadLine(web=f"http://{_LOOPBACK}:{plan.web_port}/"))
        ticking = gevent.spawn(self._tick, runner)
        gevent.spawn(self._begin, runner)
        self._ended.wait()
        users = runner.user_count
        end_s = _END_S if self._is_stopped else _LAST_REPORTS_S
        with contextlib.suppress(gevent.Timeout), gevent.Timeout(end_s):
            self._stop(runner)
        ticking.kill()
        self._tell_ticks(runner, users, is_last=True)
        if web is not None:
            web.stop()

    def _end_of_bug(self, exception: BaseException, **_: object) -> None:
        """End it: Locust would let the user go on, and nothing would be counted."""
        self._tell(LoadLine(problem=type(exception).__name__))
        self._ended.set()

    def _end_early(self, **_: object) -> None:
        """End it where Locust stops: it could be begun again, but that is another report."""
        if self._ended.is_set():
            return
        runner = self._environment.runner
        is_alone = isinstance(runner, MasterRunner) and not runner.worker_count
        self._tell(LoadLine(end=LoadEnd.WORKERS if is_alone else LoadEnd.PAGE))
        # The page gets its response before its server ends.
        gevent.spawn_later(_SENT_S, self._ended.set)

    def _stop(self, runner: Runner) -> None:
        if isinstance(runner, MasterRunner):
            # They report what is left, say that they end, and are forgotten.
            runner.send_message("quit")
            while _present(runner):
                gevent.sleep(_POLL_S)
            return
        runner.stop()
        if isinstance(runner, WorkerRunner):
            runner._send_stats()
            self._environment.events.quitting.fire(environment=self._environment)
            # Until it is sent: this process ends without waiting for threads.
            gevent.sleep(_SENT_S)

    def _runner(self) -> Runner:
        plan, environment = self._plan, self._environment
        if plan.role is LoadRole.MASTER:
            _check_free(plan.master, plan.master_port)
            environment.events.worker_report.add_listener(self._take_over)
            return environment.create_master_runner(plan.master, plan.master_port)
        if plan.role is LoadRole.WORKER:
            # Each second, so that the master can tell how it goes on.
            locust.runners.WORKER_REPORT_INTERVAL = _TICK_S
            environment.events.test_start.add_listener(lambda **_: self._measured.restart())
            environment.events.report_to_master.add_listener(self._report)
            return environment.create_worker_runner(plan.master, plan.master_port)
        return environment.create_local_runner()

    def _begin(self, runner: Runner) -> None:
        """Let the users begin, once there are enough workers; a worker waits for its master."""
        plan = self._plan
        if isinstance(runner, WorkerRunner):
            # Its master ends it, or is gone.
            runner.greenlet.join()
            self._ended.set()
            return
        if isinstance(runner, MasterRunner):
            while len(runner.clients.ready) < plan.workers:
                gevent.sleep(_POLL_S)
        self._measured.restart()
        # Not after it: a master returns only when all users have begun.
        gevent.spawn_later(plan.for_s, self._ended.set)
        runner.start(plan.users, plan.spawn_per_s)

    def _wait_for_stop(self) -> None:
        """End when that is said, or when nobody is there any more who could say it."""
        with contextlib.suppress(EOFError, OSError, pickle.UnpicklingError):
            while not isinstance(
                gevent.get_hub().threadpool.apply(pickle.load, (sys.stdin.buffer,)), LoadStop
            ):
                pass
        self._is_stopped = True
        self._ended.set()

    def _live(self) -> None:
        """Say each second that this process is not stuck."""
        while True:
            gevent.sleep(_TICK_S)
            self._tell(LoadLine())

    def _tick(self, runner: Runner) -> None:
        workers = 0
        while True:
            gevent.sleep(_TICK_S)
            if isinstance(runner, MasterRunner) and _present(runner) != workers:
                workers = _present(runner)
                self._tell(LoadLine(workers=workers))
            self._tell_ticks(runner, runner.user_count)

    def _tell_ticks(self, runner: Runner, users: int, *, is_last: bool = False) -> None:
        # A worker tells its master.
        if isinstance(runner, WorkerRunner):
            return
        later_s = _LATER_S if isinstance(runner, MasterRunner) else 0
        for tick in self._measured.ticks(users, is_last=is_last, later_s=later_s):
            self._tell(LoadLine(tick=tick))

    def _report(self, data: dict[str, object], **_: object) -> None:
        runner = self._environment.runner
        users = runner.user_count if runner is not None else 0
        # Each second once, as its users are added up; the last one when no user is left.
        ticks = self._measured.ticks(max(users, self._users), is_last=not users)
        self._users = users
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


def _present(master: MasterRunner) -> int:
    """Return how many workers there are, without those that do not respond any more."""
    return len(master.clients) - len(master.clients.missing)


def _check_free(host: str, port: int) -> None:
    """Check that a port can be listened at; what Locust says of it goes nowhere.

    Raises:
        OSError: It cannot.
    """
    with socket.create_server((host, port)):
        pass


def _guard(app: flask.Flask, host: str) -> None:
    """Refuse what other pages of a browser ask for: they must not read it, nor start users."""

    @app.before_request
    def check() -> flask.Response | None:
        headers = flask.request.headers
        is_own = headers.get("Origin", f"http://{host}") == f"http://{host}"
        is_asked = headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
        if flask.request.host == host and is_own and is_asked:
            return None
        return flask.Response(status=403)


def _let_truststore_know_gevent() -> None:
    """Let it set options of a context by the class below gevent's, which calls itself otherwise."""
    below: type[ssl.SSLContext] = gevent.ssl.orig_SSLContext
    for name in ("truststore._api", "truststore._ssl_constants"):
        module: Any = import_module(name)
        module._original_super_SSLContext = super(below, below)


def _main() -> None:
    _let_truststore_know_gevent()
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
        out.write(
            msgspec.json.encode(LoadLine(problem=error.strerror or type(error).__name__)) + b"\n"
        )
    out.flush()
    # Without waiting for what a library has left running.
    os._exit(0)


if __name__ == "__main__":
    _main()
