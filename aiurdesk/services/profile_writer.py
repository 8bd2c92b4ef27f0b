"""Writes what one person's profile keeps: settings, the state of the window, the log."""

import contextlib
from collections.abc import Iterator
from contextlib import AbstractContextManager

from msgspec.structs import replace

from aiurdesk.core.state.window_state import SavedState
from aiurdesk.services.profile import Profile
from aiurdesk.storage.crash_file import CrashFile
from aiurdesk.storage.file_lock import WindowClaim
from aiurdesk.storage.log import logged, read_end_of_log
from aiurdesk.storage.settings import read_window
from aiurdesk.storage.settings_writer import SettingsWriter, set_aside_wrong

MOST_LOG_BYTES = 256 * 1024
"""How much of the log is shown; a file of it has up to 1 MB."""


class ProfileWriter(SettingsWriter):
    """Writes to the files of a profile; makes its folder with the first of them."""

    def __init__(self, profile: Profile) -> None:
        super().__init__(profile.places)
        self._claim: WindowClaim | None = None
        self.has_crashed = False
        """Whether the window that ran before this one crashed; see ``crashes_recorded``."""

    @property
    def log_file(self) -> str:
        """Name of the log file."""
        return str(self._places.log_file)

    def logged(self) -> AbstractContextManager[None]:
        """Write the records of the program to the log file meanwhile."""
        return logged(self._places.log_file)

    def log_text(self) -> str:
        """Return the last lines of the log file, empty where there is none. Blocks."""
        return read_end_of_log(self._places.log_file, MOST_LOG_BYTES)

    def crash_text(self) -> str:
        """Return the last crash of a window, empty where there was none. Blocks."""
        return self._crash_file.last()

    @contextlib.contextmanager
    def crashes_recorded(self, head: str) -> Iterator[None]:
        """Write a crash of this window to a file of its own; give up its claim at the end.

        Args:
            head: What stands above it, such as the version of the program.
        """
        self.has_crashed = self._crash_file.keep_last()
        try:
            with self._crash_file.recorded(head):
                yield
        finally:
            # Not before: the next window that claims the state also takes the file.
            self.give_up_window()

    @property
    def _crash_file(self) -> CrashFile:
        # One a window: further ones of a profile write window-2.json and so on.
        number = 1 if self._claim is None else self._claim.number
        first = self._places.crash_file
        return CrashFile(first if number == 1 else first.with_stem(f"{first.stem}-{number}"))

    def claim_window(self, saved: SavedState) -> SavedState:
        """Claim a file for the state of the window, so that no other process overwrites it.

        Returns:
            What was saved, with the requests of further windows of this profile that have ended.
            The files of a window that is still open are left to it.
        """
        self._claim = WindowClaim(self._places.window_file)
        self.window_file = self._claim.file
        windows = [(file, *read_window(file)) for file in self._claim.left_over()]
        readable = [(file, state) for file, state, problems in windows if not problems]
        # Deleted once their requests are in the file of this window: a crash before that loses
        # none.
        self.taken_over = tuple(file for file, _ in readable)
        # Two windows with the same tabs would write over each other's edits.
        tabs = saved.window.tabs if self._claim.is_first else ()
        for _, state in readable:
            tabs = (*tabs, *(tab for tab in state.tabs if tab not in tabs))
        problems = (problem for _, _, of_file in windows for problem in of_file)
        window = replace(saved.window, tabs=tabs)
        return replace(saved, window=window, problems=(*saved.problems, *problems))

    @property
    def is_first_window(self) -> bool:
        """Whether no other window of the profile is open."""
        return self._claim is None or self._claim.is_first

    def give_up_window(self) -> None:
        """Let another process claim the file of the window."""
        if self._claim is not None:
            self._claim.give_up()

    def set_aside(self, saved: SavedState) -> tuple[str, ...]:
        """Rename the files that have mistakes, and return a sentence for each of them."""
        return tuple(set_aside_wrong(problem) for problem in saved.problems)
