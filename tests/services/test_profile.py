from aiurdesk.core.state.settings import Settings
from aiurdesk.services.profile import Profile


def test_settings_come_from_the_profile(tmp_path):
    assert Profile(tmp_path).read().settings == Settings()
    (tmp_path / "settings.json").write_text('{"limits": {"read_s": 1.5}}')
    assert Profile(tmp_path).read().settings.limits.read_s == 1.5
