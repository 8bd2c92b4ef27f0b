"""Keeps the tabs of saved requests and their files together when one of them changes."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk.core.collection.collection_request import CollectionRequest, request_name
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr
from aiurdesk.services.collections.saved_files import FileState, MissingFile, read_copies
from aiurdesk.services.library import Library
from aiurdesk.ui.request.workbench import OpenRequest, Workbench
from aiurdesk.ui.window.messages import Message, problem_message


def path_after(path: str, moves: Iterable[tuple[str, str]]) -> str:
    """Return the new path of a file or folder after moves of it or of folders around it.

    Args:
        moves: Old and new paths.
    """
    for old, new in moves:
        if Path(path).is_relative_to(old):
            path = str(Path(new) / Path(path).relative_to(old))
    return path


class TabFiles(msgspec.Struct, frozen=True):
    """Compares open requests with their files."""

    bench: Workbench
    library: Library
    told: set[tuple[str, str]] = msgspec.field(default_factory=set)
    """Paths, with the version or the trouble that a person was told of."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The files of the open requests."""
        return tuple(o.copy.path for o in self.bench.open_requests if o.copy is not None)

    def follow(self, moves: Iterable[tuple[str, str]]) -> None:
        """Let tabs follow files and folders that were moved.

        Args:
            moves: Old and new paths.
        """
        moves = tuple(moves)
        self.bench.follow_files(lambda path: path_after(path, moves))
        for opened in self.bench.open_requests:
            copy = opened.copy
            if copy is not None and (path := path_after(copy.path, moves)) != copy.path:
                self.bench.take_copy(opened.key, copy.moved_to(path))

    def left_of(self, paths: Iterable[str]) -> str:
        """Say what became of the tabs of files that the person deleted; empty without any."""
        gone = [path for path in self.paths if any(Path(path).is_relative_to(p) for p in paths)]
        if not gone:
            return ""
        if len(gone) == 1:
            return tr("Its tab still has the request; Save writes the file again.")
        return tr("Their tabs still have the requests; Save writes the files again.")

    async def look(self, *, is_own_change: bool = False) -> tuple[Message, ...]:
        """Look at the files of the open requests, and return what there is to tell.

        Args:
            is_own_change: The program has changed files just now, so that a file that is not
                there any more was not deleted outside.
        """
        if not self.paths:
            return ()
        before = {opened.key: opened.copy for opened in self.bench.open_requests}
        states = await read_copies(self.paths, self.library.with_code_lab)
        told = []
        for opened in self.bench.open_requests:
            copy = opened.copy
            # A tab that was opened or saved meanwhile knows more than what was read: the older
            # content would take the place of what was just saved.
            if copy is not None and copy is before.get(opened.key) and copy.path in states:
                state = states[copy.path]
                message = self._compare(opened, copy, state)
                is_known = is_own_change and isinstance(state, MissingFile)
                told += [message] if message is not None and not is_known else []
        return tuple(told)

    def resolve(self, key: int, theirs: CollectionRequest, *, is_mine_kept: bool) -> None:
        """Let one of two versions stay in the tab of a file; the other one gets a tab of its own.

        Args:
            key: The key of the tab.
            theirs: What the file holds now.
            is_mine_kept: The version in the tab stays.
        """
        opened = self.bench.opened(key)
        if opened is None or theirs.opened is None:
            return
        if is_mine_kept:
            self.bench.take_copy(key, theirs)
            name = tr("{name} (from the file)").format(name=theirs.name)
            self.bench.open_request(theirs.opened, is_edited=True, name=name)
        else:
            mine = opened.request
            self.bench.replace_request(key, theirs.opened, theirs)
            self.bench.open_request(
                mine, is_edited=True, name=tr("{name} (my edits)").format(name=theirs.name)
            )
        self.bench.request_raised.emit(key)

    def problem(self, path: str, state: FileState) -> Problem:
        """Return what is wrong with a file."""
        if isinstance(state, Problem):
            return state
        return Problem(tr("There is no file {path} any more.").format(path=path))

    def _compare(
        self, opened: OpenRequest, copy: CollectionRequest, state: FileState
    ) -> Message | None:
        if isinstance(state, CollectionRequest):
            return self._compare_versions(opened, copy, state)
        # Without a version it was told before.
        if isinstance(state, MissingFile) and copy.version:
            # The request in the tab stays, and counts as not saved from now on.
            self.bench.take_copy(opened.key, replace(copy, version="", opened=None))
            return Message(
                tr(
                    "The file of {name} was deleted or moved outside aiurdesk. Its tab still "
                    "has the request; Save writes the file again."
                ).format(name=copy.name)
            )
        if isinstance(state, Problem):
            return self._once(copy.path, state.sentence, problem_message(state))
        return None

    def _compare_versions(
        self, opened: OpenRequest, copy: CollectionRequest, theirs: CollectionRequest
    ) -> Message | None:
        if theirs.opened is None or theirs == copy:
            return None
        # Nothing of the person's is lost, so no one needs to be asked or told. The state of the
        # window may hold less than the file, which is not an edit.
        if not opened.is_edited and theirs.differs(opened.request):
            self.bench.replace_request(opened.key, theirs.opened, theirs)
            return None
        if theirs.version == copy.version or not theirs.differs(opened.request):
            # Only the folders above say something else, or the tab was restored.
            self.bench.take_copy(opened.key, theirs)
            return None
        sentence = tr(
            "{request_name} was changed outside aiurdesk while it is edited here. "
            "Save asks which version stays."
        ).format(request_name=request_name(copy.path))
        return self._once(copy.path, theirs.version, Message(sentence))

    def _once(self, path: str, version: str, message: Message) -> Message | None:
        # The files are looked at every few seconds: each state of one is told once.
        if (path, version) in self.told:
            return None
        self.told.add((path, version))
        return message
