from aiurdesk import __version__
from aiurdesk.ui.window.program_facts import facts, facts_text


def test_a_report_names_the_versions(qapp):
    assert dict(facts())["Version"] == __version__
    assert dict(facts())["Display"] == qapp.platformName()
    assert facts_text().splitlines()[:2] == ["aiurdesk", f"Version: {__version__}"]
