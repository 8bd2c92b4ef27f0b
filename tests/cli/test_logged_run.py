import inspect
import logging

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.cli.logged_run import run_logged


def test_what_is_logged_meanwhile_is_in_the_log_of_the_profile(tmp_path):
    async def work() -> int:
        logging.getLogger("aiurdesk").info("at work")
        return 4

    assert run_logged(build_services(tmp_path), work()) == 4
    logging.getLogger("aiurdesk").info("too late")
    assert [
        line.endswith("at work") for line in (tmp_path / "aiurdesk.log").read_text().splitlines()
    ] == [True]


class Interrupted:
    """Services, and Ctrl+C comes when they are asked for the profile."""

    @property
    def profile(self):
        raise KeyboardInterrupt


def test_what_is_interrupted_before_it_begins_is_closed():
    async def work() -> int:
        return 0

    begun = work()
    with pytest.raises(KeyboardInterrupt):
        run_logged(Interrupted(), begun)  # type: ignore[arg-type]
    assert inspect.getcoroutinestate(begun) == inspect.CORO_CLOSED
