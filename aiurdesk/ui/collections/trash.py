"""The trash of the desktop."""

from pathlib import Path

from PySide6.QtCore import QFile

from aiurdesk.core.errors import StorageError


def move_to_trash(path: Path) -> Path:
    """Move a file or folder to the trash, and return where it is there. Blocks meanwhile.

    Raises:
        StorageError: The desktop has no trash for it; nothing was changed.
    """
    file = QFile(str(path))
    if not file.moveToTrash():
        raise StorageError(
            f"{path} could not be moved to the trash ({file.errorString()}), so it is left as it "
            "is. Delete it with your file manager."
        )
    # Qt gives the object the name that the file has in the trash.
    return Path(file.fileName())
