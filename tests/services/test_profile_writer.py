import logging

from aiurdesk.core.state.settings import Settings
from aiurdesk.core.state.window_state import WindowState
from aiurdesk.services.profile import Profile
from aiurdesk.services.profile_writer import ProfileWriter


async def test_what_was_written_is_read_at_the_next_start(tmp_path):
    writer = ProfileWriter(Profile(tmp_path))
    await writer.write_settings(Settings(zoom_percent=130))
    await writer.write_window(WindowState(environment="Production"))
    saved = Profile(tmp_path).read()
    assert saved.settings.zoom_percent == 130
    assert saved.window.environment == "Production"


def test_records_are_logged_from_the_start_of_the_log_to_its_end(tmp_path):
    writer = ProfileWriter(Profile(tmp_path))
    with writer.logged():
        logging.getLogger("aiurdesk").info("started")
    logging.getLogger("aiurdesk").info("ended")
    with open(writer.log_file, encoding="utf-8") as log:
        text = log.read()
    assert "started" in text
    assert "ended" not in text


def test_files_with_mistakes_are_set_aside_and_told(tmp_path):
    for name in ("settings.json", "window.json"):
        (tmp_path / name).write_text("[")
    profile = Profile(tmp_path)
    sentences = ProfileWriter(profile).set_aside(profile.read())
    assert ["settings.json" in sentences[0], "window.json" in sentences[1]] == [True, True]
    assert Profile(tmp_path).read().problems == ()
