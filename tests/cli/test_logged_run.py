import inspect
import logging

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.cli.logged_run import follow_settings, run_logged


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


def test_the_limits_come_from_the_settings(tmp_path, capsys):
    (tmp_path / "settings.json").write_text('{"limits": {"memory_bytes": 65536}}')
    assert follow_settings(build_services(tmp_path), is_recorded=False).memory_bytes == 65536
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("is_recorded", "kept", "is_recording"),
    [(True, "true", True), (True, "false", False), (False, "true", False)],
)
def test_the_history_is_kept_if_both_say_so(tmp_path, is_recorded, kept, is_recording):
    (tmp_path / "settings.json").write_text(f'{{"history": {{"is_kept": {kept}}}}}')
    services = build_services(tmp_path)
    follow_settings(services, is_recorded=is_recorded)
    assert services.history.is_recording is is_recording


@pytest.mark.parametrize(
    ("text", "words"), [("{", "it is not JSON; defaults are used"), ('{"limits": 5}', "limits")]
)
def test_what_is_wrong_with_the_file_is_told(tmp_path, capsys, text, words):
    (tmp_path / "settings.json").write_text(text)
    # What only the window needs is told there.
    (tmp_path / "window.json").write_text("{")
    follow_settings(build_services(tmp_path), is_recorded=True)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{tmp_path / 'settings.json'}: ")
    assert words in line
