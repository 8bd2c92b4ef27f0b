from PySide6.QtCore import QObject

from aiurdesk.ui.collections.folder_watch import FolderWatch


def test_changes_in_folders_and_files_are_noticed_until_watching_ends(qapp, qtbot, tmp_path):
    parent = QObject()
    watch = FolderWatch(parent)
    file = tmp_path / "a.txt"
    file.write_text("a")
    watch.watch([str(tmp_path), str(tmp_path / "gone")], [str(file)])
    with qtbot.waitSignal(watch.noticed):
        (tmp_path / "b.txt").write_text("b")
    with qtbot.waitSignal(watch.noticed):
        file.write_text("another text")
    watch.watch([], [])
    with qtbot.assertNotEmitted(watch.noticed, wait=250):
        (tmp_path / "c.txt").write_text("c")


def test_it_looks_again_when_the_program_is_used_again(qapp, qtbot, tmp_path):
    parent = QObject()
    watch = FolderWatch(parent)
    watch.watch([str(tmp_path)], [])
    with qtbot.waitSignal(watch.noticed):
        qapp.applicationStateChanged.emit(qapp.applicationState())
