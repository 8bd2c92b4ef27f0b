import logging

from aiurdesk.core.settings import Settings
from aiurdesk.core.window_state import WindowState
from aiurdesk.services.profile import Profile


async def test_what_was_written_is_read_at_the_next_start(tmp_path):
    profile = Profile(tmp_path)
    await profile.write_settings(Settings(zoom_percent=130))
    await profile.write_window(WindowState(environment="Production"))
    kept = Profile(tmp_path).read()
    assert kept.settings.zoom_percent == 130
    assert kept.window.environment == "Production"


def test_the_log_is_in_the_profile(tmp_path):
    profile = Profile(tmp_path)
    handler = profile.start_log()
    logging.getLogger("aiurdesk").info("started")
    profile.end_log(handler)
    with open(profile.log_file, encoding="utf-8") as log:
        assert "started" in log.read()
    assert profile.log_file.startswith(str(tmp_path))


def test_settings_are_those_of_the_profile(tmp_path):
    assert Profile(tmp_path).read().settings == Settings()
    (tmp_path / "settings.json").write_text('{"limits": {"read_s": 1.5}}')
    assert Profile(tmp_path).read().settings.limits.read_s == 1.5
