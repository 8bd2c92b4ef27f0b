"""A trash that is a folder, for tests of what uses one."""

from pathlib import Path


class FolderTrash:
    """Moves files and folders into a folder, each under a name of its own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder

    def __call__(self, path: Path) -> Path:
        target = self._folder / f"{len(list(self._folder.iterdir()))} {path.name}"
        while target.exists():
            target = target.with_name(f"{target.name} again")
        path.rename(target)
        return target
