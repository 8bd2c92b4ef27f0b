"""The trash of the desktop."""

from pathlib import Path

from PySide6.QtCore import QDir, QFile, QStandardPaths

from aiurdesk.core.errors import StorageError
from aiurdesk.core.translation import tr


def move_to_trash(path: Path) -> Path:
    """Move a file or folder to the trash, and return where it is there. Blocks meanwhile.

    Raises:
        StorageError: The desktop has no trash for it; nothing was changed.
    """
    # A new account may have no data folder yet. The trash lies in it, and Qt does not make it.
    QDir().mkpath(_data_folder())
    file = QFile(str(path))
    if not file.moveToTrash():
        raise StorageError(
            tr(
                "{path} could not be moved to the trash, so it is left as it is. Not "
                "every disk has a trash. Delete it with your file manager."
            ).format(path=path)
        )
    # Qt gives the object the name that the file has in the trash.
    return Path(file.fileName())


def _data_folder() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
