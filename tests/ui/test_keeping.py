import logging

from aiurdesk.core.settings import ColourScheme, Settings
from aiurdesk.core.window_state import WindowState
from aiurdesk.services.profile import Profile
from aiurdesk.ui.keeping import Keeping
from aiurdesk.ui.messages import Message
from aiurdesk.ui.tasks import TaskScope


def a_keeping(folder):
    return Keeping(Profile(folder), TaskScope(), Settings())


async def test_settings_are_kept_as_soon_as_they_change(tmp_path):
    keeping = a_keeping(tmp_path)
    heard: list[Settings] = []
    keeping.settings_changed.connect(heard.append)
    dark = Settings(colour_scheme=ColourScheme.DARK)
    keeping.change(dark)
    await keeping.scope.idle()
    assert heard == [dark]
    assert keeping.settings == dark
    assert Profile(tmp_path).read().settings == dark


async def test_the_window_is_kept_some_time_after_it_changed_and_at_the_end(tmp_path):
    keeping = a_keeping(tmp_path)
    keeping.window_changed()
    assert keeping.scope.names() == ()
    keeping.watch(lambda: WindowState(environment="Production"))
    keeping.window_changed()
    assert not (tmp_path / "window.json").exists()
    await keeping.finish()
    assert Profile(tmp_path).read().window.environment == "Production"
    await keeping.scope.aclose()


async def test_without_anything_to_look_at_nothing_is_written(tmp_path):
    await a_keeping(tmp_path).finish()
    assert list(tmp_path.iterdir()) == []


async def test_a_profile_that_cannot_be_written_is_told(tmp_path, caplog):
    caplog.set_level(logging.WARNING)
    (tmp_path / "file").write_text("in the way")
    keeping = a_keeping(tmp_path / "file" / "profile")
    told: list[Message] = []
    keeping.told.connect(told.append)
    keeping.change(Settings(zoom_percent=120))
    await keeping.scope.idle()
    keeping.watch(WindowState)
    await keeping.finish()
    assert len(told) == 2
    assert "could not be written" in told[0].text
    assert keeping.log_file.endswith("aiurdesk.log")
