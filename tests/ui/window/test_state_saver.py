import logging
import threading

from aiurdesk.core.state.settings import ColourScheme, Settings
from aiurdesk.core.state.window_state import WindowState
from aiurdesk.services.profile import Profile
from aiurdesk.services.profile_writer import ProfileWriter
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.messages import Message
from aiurdesk.ui.window.state_saver import StateSaver


def a_keeping(folder):
    return StateSaver(ProfileWriter(Profile(folder)), TaskScope(), Settings())


async def test_settings_are_kept_as_soon_as_they_change(tmp_path):
    saver = a_keeping(tmp_path)
    heard: list[Settings] = []
    saver.settings_changed.connect(heard.append)
    dark = Settings(colour_scheme=ColourScheme.DARK)
    saver.change(dark)
    await saver.scope.idle()
    assert heard == [dark]
    assert saver.settings == dark
    assert Profile(tmp_path).read().settings == dark


async def test_the_window_is_kept_some_time_after_it_changed_and_at_the_end(tmp_path):
    saver = a_keeping(tmp_path)
    saver.window_changed()
    assert saver.scope.names() == ()
    saver.watch(lambda: lambda: WindowState(environment="Production"))
    saver.window_changed()
    assert not (tmp_path / "window.json").exists()
    await saver.finish()
    assert Profile(tmp_path).read().window.environment == "Production"
    await saver.scope.aclose()


async def test_the_window_waits_for_the_look_only(tmp_path):
    threads: list[int] = []

    def make():
        threads.append(threading.get_ident())
        return WindowState()

    def look():
        threads.append(threading.get_ident())
        return make

    saver = a_keeping(tmp_path)
    saver.watch(look)
    await saver.finish()
    looked, made = threads
    assert looked == threading.get_ident() != made


async def test_without_anything_to_look_at_nothing_is_written(tmp_path):
    await a_keeping(tmp_path).finish()
    assert list(tmp_path.iterdir()) == []


async def test_a_profile_that_cannot_be_written_is_told(tmp_path, caplog):
    caplog.set_level(logging.WARNING)
    (tmp_path / "file").write_text("in the way")
    saver = a_keeping(tmp_path / "file" / "profile")
    told: list[Message] = []
    saver.told.connect(told.append)
    saver.change(Settings(zoom_percent=120))
    await saver.scope.idle()
    saver.watch(lambda: WindowState)
    await saver.finish()
    assert len(told) == 2
    assert "could not be written" in told[0].text
    assert saver.profile.log_file.endswith("aiurdesk.log")
