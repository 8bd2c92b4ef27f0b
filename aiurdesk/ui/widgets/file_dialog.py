"""Dialogs that choose a file; each starts in the folder where one was last."""

from collections.abc import Callable

from PySide6.QtCore import QDir, QFileInfo, Qt
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLineEdit, QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.widgets.capped_line import say_below
from aiurdesk.ui.widgets.dialog import answer_of


class LastFolder:
    """The folder that a file was last chosen from or saved in."""

    path = ""
    """Empty before the first file."""


LAST_FOLDER = LastFolder()
"""One for the program, as in Qt itself; the state of the window holds it from run to run."""


def file_dialog(
    parent: QWidget, title: str, on_chosen: Callable[[str], object] | None = None, path: str = ""
) -> QFileDialog:
    """Return a dialog that chooses an existing file, not yet open.

    Args:
        on_chosen: Called with the path of the file.
        path: A file or folder to start at, where it exists.
    """
    dialog = QFileDialog(parent, title, LAST_FOLDER.path or QDir.homePath())
    info = QFileInfo(path)
    if path and info.exists():
        dialog.setDirectory(path if info.isDir() else info.absolutePath())
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(_remember)
    _refuse_what_is_missing(dialog)
    if on_chosen is not None:
        dialog.fileSelected.connect(on_chosen)
    return dialog


def files_dialog(
    parent: QWidget, title: str, on_chosen: Callable[[list[str]], object], path: str = ""
) -> QFileDialog:
    """Return a dialog that chooses one or more existing files, not yet open.

    Args:
        on_chosen: Called with the paths of the files.
        path: A file or folder to start at, where it exists.
    """
    dialog = file_dialog(parent, title, path=path)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(on_chosen)
    # Qt tells several files only by the signal above.
    dialog.filesSelected.connect(lambda paths: _remember(paths[0]))
    return dialog


def save_dialog(parent: QWidget, title: str, name: str) -> QFileDialog:
    """Return a dialog that asks where to save a file, not yet open.

    Args:
        name: The name that is suggested.
    """
    dialog = file_dialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(name)
    return dialog


def folder_dialog(
    parent: QWidget, title: str, on_chosen: Callable[[str], object], path: str = ""
) -> QFileDialog:
    """Return a dialog that chooses a folder, not yet open.

    Args:
        on_chosen: Called with the path of the folder.
        path: A folder to start at, where it exists.
    """
    dialog = file_dialog(parent, title, on_chosen, path)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    # Files cannot be chosen here, so they would only be in the way.
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return dialog


async def chosen_path(dialog: QFileDialog) -> str:
    """Open a dialog, wait, and delete it; return the path, empty where it was cancelled."""
    return await answer_of(dialog, lambda: dialog.selectedFiles()[0]) or ""


def open_once(dialog: QFileDialog) -> None:
    """Open a dialog that is deleted when it is closed; otherwise its parent would keep it."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _refuse_what_is_missing(dialog: QFileDialog) -> None:
    """Say in the dialog that a file is missing: Qt's own box is a loop within the loop."""
    box, line = dialog.findChild(QDialogButtonBox), dialog.findChild(QLineEdit)
    # A dialog of the system has neither. It is not one any more where the class is a subclass.
    if box is None or line is None:
        return

    def accept() -> None:
        is_new = dialog.fileMode() is QFileDialog.FileMode.AnyFile
        missing = [path for path in dialog.selectedFiles() if not QFileInfo.exists(path)]
        if missing and not is_new:
            say_below(line, tr("There is no folder or file {path}.").format(path=missing[0]))
        else:
            dialog.accept()

    for signal in (box.accepted, line.returnPressed):
        signal.disconnect()
        signal.connect(accept)


def _remember(path: str) -> None:
    # Of a folder that was chosen, the one around it: the next one is likely beside it.
    LAST_FOLDER.path = QFileInfo(path).absolutePath()
