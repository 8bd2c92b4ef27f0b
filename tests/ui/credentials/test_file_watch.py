from pathlib import Path

from PySide6.QtCore import QObject

from aiurdesk.ui.credentials.credential_controller import FileWatch


def test_a_folder_is_watched_as_soon_as_it_exists(qtbot, tmp_path: Path):
    parent = QObject()
    watch = FileWatch(parent)
    folder = tmp_path / "profile"
    watch.watch(folder)
    folder.mkdir()
    watch.watch(folder)
    with qtbot.waitSignal(watch.noticed):
        (folder / "credentials.json").write_text("{}")
