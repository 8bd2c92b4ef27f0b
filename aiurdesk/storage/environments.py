"""Reads and changes the files of a folder with environments."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from aiurdesk.core.collection.environment_file import (
    ENVIRONMENT_SUFFIX,
    SavedEnvironment,
    parse_environment,
    write_environment,
)
from aiurdesk.core.collection.file_name import file_name, name_of
from aiurdesk.core.collection.moved_secrets import carried_over
from aiurdesk.core.errors import ProblemError, StorageError, problems_of_file, storage_errors
from aiurdesk.core.problem import FilePlace, Problem
from aiurdesk.core.translation import tr
from aiurdesk.storage.collections import leads_out, left_out, read_file, write_file
from aiurdesk.storage.paths import make_private_folder


class ReadEnvironments(msgspec.Struct, frozen=True):
    """Environments that the files of a folder hold, and mistakes in these."""

    environments: tuple[SavedEnvironment, ...] = ()
    """By name."""
    mistakes: tuple[Problem, ...] = ()
    """A problem for each file that could not be used."""


class ChangedEnvironment(msgspec.Struct, frozen=True):
    """A change of a file, as it is taken back."""

    before: SavedEnvironment
    after: SavedEnvironment
    text_before: str
    text_after: str


class EnvironmentFolder:
    """The files of a folder, which need not exist. Every call blocks."""

    def __init__(self, folder: Path, root: Path | None = None) -> None:
        """Name the folder.

        Args:
            folder: The folder of the files.
            root: The collection that the files have to be in; None for a person's own, which
                may be links.
        """
        self._folder = folder
        self._root = root

    def read(self) -> ReadEnvironments:
        """Read all files."""
        environments: list[SavedEnvironment] = []
        mistakes: list[Problem] = []
        if self._leads_out(self._folder):
            return ReadEnvironments(mistakes=(_left_out(self._folder),))
        try:
            files = sorted(self._folder.iterdir())
        except FileNotFoundError:
            return ReadEnvironments()
        except OSError as error:
            sentence = tr("{folder} could not be read ({value}).").format(
                folder=self._folder, value=error.strerror or error
            )
            return ReadEnvironments(mistakes=(Problem(sentence, FilePlace(str(self._folder))),))
        for file in files:
            # Hidden files are temporary ones of a save, or of an editor.
            if not file.name.endswith(ENVIRONMENT_SUFFIX) or file.name.startswith("."):
                continue
            if self._leads_out(file):
                mistakes.append(_left_out(file))
                continue
            try:
                environments.append(self._parsed(file, read_file(file)))
            except StorageError as error:
                mistakes.append(error.problem)
        return ReadEnvironments(tuple(environments), tuple(mistakes))

    def _leads_out(self, path: Path) -> bool:
        return self._root is not None and leads_out(str(path), self._root.resolve())

    def change(
        self, name: str, change: Callable[[SavedEnvironment], SavedEnvironment]
    ) -> ChangedEnvironment:
        """Change an environment as its file holds it now; other changes made there stay.

        Raises:
            StorageError: The file is gone, or cannot be read, changed or written.
        """
        file = self.file_of(name)
        current = read_file(file)
        # An empty file is an environment; a missing one was deleted by another program.
        if not current and not file.exists():
            raise StorageError(
                tr("There is no file {file} any more, so nothing was changed.").format(file=file)
            )
        before = self._parsed(file, current)
        after = change(before)
        return ChangedEnvironment(before, after, current, self._write(file, after, current))

    def take_back(self, name: str, made: ChangedEnvironment) -> None:
        """Undo a change; what was changed in the file since stays.

        Raises:
            StorageError: The file is gone, or cannot be read, changed or written.
        """
        file = self.file_of(name)
        # No other program has written since: the file becomes what it was, to the byte.
        if read_file(file) == made.text_after:
            write_file(file, made.text_before)
        else:
            self.change(name, lambda saved: carried_over(saved, made.after, made.before))

    def create(self, saved: SavedEnvironment) -> None:
        """Write a new file.

        Raises:
            StorageError: There is such a file, or it cannot be written.
        """
        file = self._new_file(saved.name)
        if self._root is None:
            text = tr(
                "{folder} could not be made ({value}). Free some disk space or allow "
                "writing there, then try again."
            )
            with storage_errors(text, folder=self._folder):
                # A file gets its permissions from the folder.
                make_private_folder(self._folder)
        self._write(file, saved, "")

    def put(self, name: str, text: str) -> None:
        """Restore a deleted file with its text.

        Raises:
            StorageError: There is such a file again, or it cannot be written.
        """
        write_file(self._new_file(name), text)

    def rename(self, name: str, new_name: str) -> None:
        """Give a file another name.

        Raises:
            StorageError: There is a file of that name, or it cannot be renamed.
        """
        before, after = self.file_of(name), self.file_of(new_name)
        # On some systems another case is the same file.
        if after.exists() and not after.samefile(before):
            raise StorageError(
                tr("There is an environment {new_name} already.").format(new_name=new_name)
            )
        with storage_errors(tr("{before} could not be renamed ({value})."), before=before):
            before.rename(after)

    def delete(self, name: str) -> str:
        """Delete a file, and return its text.

        Raises:
            StorageError: It cannot be read or deleted.
        """
        file = self.file_of(name)
        text = read_file(file)
        with storage_errors(tr("{file} could not be deleted ({value})."), file=file):
            file.unlink(missing_ok=True)
        return text

    def file_of(self, name: str) -> Path:
        """Return the file of an environment.

        Raises:
            StorageError: No file can have that name.
        """
        try:
            return self._folder / f"{file_name(name)}{ENVIRONMENT_SUFFIX}"
        except ProblemError as error:
            raise StorageError(error.problem) from error

    def _new_file(self, name: str) -> Path:
        file = self.file_of(name)
        if file.exists():
            raise StorageError(tr("There is an environment {name} already.").format(name=name))
        return file

    @staticmethod
    def _parsed(file: Path, text: str) -> SavedEnvironment:
        with problems_of_file(file):
            return parse_environment(name_of(file.name.removesuffix(ENVIRONMENT_SUFFIX)), text)

    @staticmethod
    def _write(file: Path, saved: SavedEnvironment, current: str) -> str:
        """Write a file, and return its text."""
        with problems_of_file(file):
            text = write_environment(saved, current)
        write_file(file, text)
        return text


def _left_out(path: Path) -> Problem:
    return Problem(left_out(str(path)), FilePlace(str(path)))
