"""The recipe of the README for a new setting, followed in a copy of the project."""

import json

FIELDS = """    limits: Limits = Limits()
    wraps_lines: Annotated[bool, Setting("Wrap long lines", "In the text of a response.")] = True
    history_days: Annotated[
        int,
        Setting("Keep the history", "Older requests are deleted.", least=1, most=365, unit=" days"),
    ] = 30
"""
SHOW = """
import asyncio, json, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication, QCheckBox, QDoubleSpinBox, QWidget
from aiurdesk.services.profile import Profile
from aiurdesk.services.profile_writer import ProfileWriter
from aiurdesk.ui.window.settings_dialog import SettingsDialog
from aiurdesk.ui.theme.theme import Theme
application = QApplication([])
theme = Theme(application)
theme.apply("light", 100)
profile = Profile(Path(sys.argv[1]))
saved = profile.read()
parent = QWidget()
dialog = SettingsDialog(theme, saved.settings, parent)
box = next(one for one in dialog.findChildren(QCheckBox) if one.text() == "Wrap long lines")
days = next(one for one in dialog.findChildren(QDoubleSpinBox)
            if one.accessibleName() == "Keep the history")
print(json.dumps({
    "mistakes": [problem.sentence for problem in saved.problems],
    "zoom": saved.settings.zoom_percent,
    "label": box.text(), "is_checked": box.isChecked(), "help": box.accessibleDescription(),
    "days": days.text(), "range": [days.minimum(), days.maximum()],
}))
box.click()
days.setValue(90)
asyncio.run(ProfileWriter(profile).write_settings(dialog.settings()))
"""


def show_dialog(copy, profile):
    """Open the copy's dialog, change both new settings, save; return what the dialog showed."""
    run = copy.run("-c", SHOW, str(profile), QT_QPA_PLATFORM="offscreen")
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_a_new_setting_needs_one_field(copy, tmp_path):
    copy.replace("aiurdesk/core/state/settings.py", "    limits: Limits = Limits()\n", FIELDS)
    copy.check_recipe("a setting")
    profile = tmp_path / "profile"
    profile.mkdir()
    file = profile / "settings.json"
    file.write_text('{"zoom_percent": 120, "limits": {"redirects": 3}}')
    assert show_dialog(copy, profile) == {
        "mistakes": [],
        "zoom": 120,
        "label": "Wrap long lines",
        "is_checked": True,
        "help": "In the text of a response.",
        "days": "30 days",
        "range": [1, 365],
    }
    record = json.loads(file.read_text())
    assert (record["wraps_lines"], record["history_days"]) == (False, 90)
    assert (record["zoom_percent"], record["limits"]["redirects"]) == (120, 3)
    again = show_dialog(copy, profile)
    assert (again["mistakes"], again["is_checked"], again["days"]) == ([], False, "90 days")


def test_a_wrong_value_of_a_new_setting_is_reported(copy, tmp_path):
    copy.replace("aiurdesk/core/state/settings.py", "    limits: Limits = Limits()\n", FIELDS)
    profile = tmp_path / "profile"
    profile.mkdir()
    (profile / "settings.json").write_text('{"wraps_lines": "yes", "history_days": 0}')
    dialog = show_dialog(copy, profile)
    assert dialog["mistakes"] == [
        "wraps_lines should be true or false, not 'yes'; "
        "history_days should be from 1 to 365, not 0"
    ]
    assert (dialog["is_checked"], dialog["days"]) == (True, "30 days")
