"""A Git folder: its state, what changed in a file, and what a person does with it."""

import asyncio
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from aiurdesk.core.git.file_change import FileChange, Versions, change_of, conflict_of
from aiurdesk.core.git.git_messages import (
    commit_problem,
    exchange_problem,
    failure,
    message_line,
    pull_problem,
    push_problem,
)
from aiurdesk.core.git.git_state import ChangedFile, ChangeKind, GitState, read_status
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import printable, tr
from aiurdesk.services.git.git_program import Use, is_git_installed, run_git
from aiurdesk.services.processes.command_run import Printed
from aiurdesk.services.sending.trust import Trust
from aiurdesk.storage.regular_file import read_regular_file

MOST_FILE_BYTES = 256 * 1024
"""Of a version of a file that is compared field by field."""
MOST_DIFFERENCE_BYTES = 512 * 1024
"""Of a difference that is shown."""
_MOST_MESSAGE_BYTES = 64 * 1024
_GIT = ".git"


class GitWork(msgspec.Struct, frozen=True):
    """What is under way in a Git folder, which a commit or an abort ends."""

    is_merge: bool = False
    other: str = ""
    """The command of something else, such as ``rebase``, that is ended in a terminal."""
    message: str = ""
    """The message that Git has prepared for the commit that ends it."""


NO_WORK = GitWork()


def find_top(path: str) -> str:
    """Return the top of the Git folder that a path lies in, without links; blocks.

    Nothing runs for it. Empty where it lies in none, or where no Git is installed.
    """
    real = Path(os.path.realpath(path))
    for folder in (real, *real.parents):
        if os.path.lexists(folder / _GIT):
            return str(folder) if is_git_installed() else ""
    return ""


def has_git_folder(paths: Iterable[str]) -> bool:
    """Tell whether one of some folders lies in a Git folder; blocks, and runs nothing."""
    return any(map(find_top, paths))


def stamp_of(top: str) -> tuple[int, ...]:
    """Return numbers that are others after a commit, a checkout or when files were staged."""
    folder, stamps = _git_folder(top), []
    for name in ("index", "HEAD", "logs/HEAD", "MERGE_HEAD"):
        try:
            stamps.append(os.stat(os.path.join(folder, name)).st_mtime_ns)
        except OSError:
            stamps.append(0)
    return tuple(stamps)


class GitFolder:
    """Runs Git in one folder, as long as that is trusted. What a person meets is a ``Problem``.

    Nothing goes over the network but by ``pull`` and ``push``.
    """

    def __init__(self, top: str, trust: Trust) -> None:
        """Prepare; nothing runs.

        Args:
            top: As ``find_top`` returned it.
            trust: Asked each time before Git runs.
        """
        self.top = top
        self._trust = trust

    def is_trusted(self) -> bool:
        """Tell whether the whole folder is trusted; blocks for a moment."""
        return not self._trust.untrusted((self.top,))

    async def state(self, folders: Iterable[str] = ()) -> GitState | Problem:
        """Return the branch and the changed files.

        Args:
            folders: Only these are looked through; none for the whole of it.
        """
        within = await asyncio.to_thread(self._within, tuple(folders))
        printed = await self._run(
            (
                "status", "--porcelain=v2", "-z", "--branch", "--untracked-files=all",
                "--ignore-submodules=dirty", "--find-renames", "--", *within,
            )
        )  # fmt: skip
        if isinstance(printed, Problem):
            return printed
        if printed.problem:
            return failure(printed.errors, printed.problem)
        return await asyncio.to_thread(read_status, printed.output)

    async def work(self) -> GitWork:
        """Return what is under way."""
        return await asyncio.to_thread(self._work)

    async def change(self, file: ChangedFile) -> FileChange | Problem:
        """Return what changed in a file since the last commit, in words and as a difference."""
        if file.kind is ChangeKind.CONFLICT:
            return await self._conflict(file)
        before = after = None
        if file.kind is not ChangeKind.NEW:
            before = await self._blob(f"HEAD:{file.old_path or file.path}")
        if isinstance(before, Problem):
            return before
        if file.kind is not ChangeKind.DELETED:
            after = await asyncio.to_thread(self._content, file.path)
        difference, is_cut = b"", False
        if file.kind in (ChangeKind.CHANGED, ChangeKind.RENAMED) or file.is_link_or_module:
            old = (file.old_path,) if file.old_path else ()
            printed = await self._difference(("-M", "HEAD", "--", *old, file.path))
            if isinstance(printed, Problem):
                return printed
            difference, is_cut = printed.output, bool(printed.problem)
        versions = Versions(before, after)
        return await asyncio.to_thread(change_of, file, versions, difference, is_cut=is_cut)

    async def stage(self, files: Iterable[ChangedFile]) -> Problem | None:
        """Put the changes of files into the next commit; of a conflict, it is resolved then."""
        return await self._change(("add", "-A"), _paths(files))

    async def unstage(self, files: Iterable[ChangedFile]) -> Problem | None:
        """Leave the changes of files out of the next commit; the files stay as they are."""
        return await self._change(("reset", "-q"), _paths(files))

    async def commit(self, message: str) -> Problem | None:
        """Commit what is staged; the hooks of the person run as they do in a terminal."""
        data = message.encode("utf-8", "replace")
        printed = await self._run(("commit", "-q", "-F", "-"), Use.WRITE, data)
        if isinstance(printed, Problem) or not printed.problem:
            return printed if isinstance(printed, Problem) else None
        # Asked behind a failure: who has no name in Git may still have one from a hook.
        named = await self._run(("var", "GIT_COMMITTER_IDENT"))
        has_name = isinstance(named, Printed) and not named.problem
        return commit_problem(printed.errors or printed.output, printed.problem, has_name=has_name)

    async def pull(self, tell: Callable[[str], None]) -> Problem | None:
        """Fetch and merge what others have pushed.

        Args:
            tell: Called with each line of its progress, on another thread.
        """
        state = await self.state((self.top,))
        if isinstance(state, Problem):
            return state
        if problem := pull_problem(state):
            return problem
        # A merge whatever is set up: a rebase writes the own commits again, and may stop at each.
        return await self._exchange(("pull", "--no-rebase", "--no-edit", "--progress"), tell, state)

    async def push(self, tell: Callable[[str], None]) -> Problem | None:
        """Send the own commits to where the branch comes from; a new branch to the only remote."""
        state = await self.state((self.top,))
        if isinstance(state, Problem):
            return state
        arguments: tuple[str, ...] = ("push", "--progress", "--porcelain")
        if not state.upstream:
            remotes = await self._run(("remote",))
            if isinstance(remotes, Problem):
                return remotes
            names = remotes.output.decode("utf-8", "surrogateescape").splitlines()
            if problem := push_problem(state, names):
                return problem
            arguments = (*arguments, "--set-upstream", names[0], f"HEAD:refs/heads/{state.branch}")
        elif problem := push_problem(state, (state.upstream,)):
            return problem
        return await self._exchange(arguments, tell, state)

    async def choose(self, file: ChangedFile, *, is_own: bool) -> Problem | None:
        """Resolve a conflict by one of its two versions."""
        if not file.stages[1 if is_own else 2]:
            return await self._change(("rm", "-q", "-f"), (file.path,))
        side = "--ours" if is_own else "--theirs"
        problem = await self._change(("checkout", "-q", side), (file.path,))
        return problem or await self.stage((file,))

    async def resolve(self, file: ChangedFile) -> Problem | None:
        """Resolve a conflict by what its file holds now."""
        content = await asyncio.to_thread(self._content, file.path)
        if content is not None and b"\n<<<<<<< " in b"\n" + content:
            text = tr(
                "{path} still holds the marks of the conflict, <<<<<<< and >>>>>>>. Edit the file, "
                "or choose one of the versions."
            )
            return Problem(text.format(path=printable(file.path)))
        return await self.stage((file,))

    async def abort_merge(self) -> Problem | None:
        """Go back to what was there before the merge began."""
        printed = await self._run(("merge", "--abort"), Use.WRITE)
        return _problem_of(printed)

    async def _exchange(
        self, arguments: tuple[str, ...], tell: Callable[[str], None], state: GitState
    ) -> Problem | None:
        def told(piece: bytes) -> None:
            # Progress is written over and over into one line.
            lines = piece.decode("utf-8", "replace").replace("\r", "\n").split("\n")
            if line := next((line for line in reversed(lines) if line.strip()), ""):
                tell(message_line(line))

        printed = await self._run(arguments, Use.NETWORK, on_errors=told)
        if isinstance(printed, Problem) or not printed.problem:
            return printed if isinstance(printed, Problem) else None
        after = await self.state()
        if isinstance(after, GitState) and after.conflicts:
            return None  # it is shown
        return exchange_problem(printed.errors + printed.output, printed.problem)

    async def _conflict(self, file: ChangedFile) -> FileChange | Problem:
        versions: list[bytes | None] = []
        for stage, is_there in enumerate(file.stages, 1):
            version = await self._blob(f":{stage}:{file.path}") if is_there else None
            if isinstance(version, Problem):
                return version
            versions.append(version)
        difference = b""
        if file.stages[1] and file.stages[2]:
            printed = await self._difference((f":2:{file.path}", f":3:{file.path}"))
            if isinstance(printed, Problem):
                return printed
            difference = printed.output
        return await asyncio.to_thread(conflict_of, file, tuple(versions), difference)

    async def _difference(self, arguments: tuple[str, ...]) -> Printed | Problem:
        options = (
            "diff", "--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=dirty",
            "--submodule=short", "--src-prefix=a/", "--dst-prefix=b/",
        )  # fmt: skip
        return await self._run((*options, *arguments), most_bytes=MOST_DIFFERENCE_BYTES)

    async def _blob(self, name: str) -> bytes | None | Problem:
        """Return a version of a file; None where it is too long to be compared, or is no file."""
        printed = await self._run(("cat-file", "blob", name), most_bytes=MOST_FILE_BYTES)
        if isinstance(printed, Problem):
            return printed
        return None if printed.problem else printed.output

    def _within(self, folders: Iterable[str]) -> list[str]:
        return [os.path.relpath(os.path.realpath(folder), self.top) for folder in folders]

    def _content(self, path: str) -> bytes | None:
        file = os.path.join(self.top, path)
        try:
            if not stat.S_ISREG(os.lstat(file).st_mode):
                return None
            return read_regular_file(file, MOST_FILE_BYTES)
        except OSError:
            return None

    async def _change(self, arguments: tuple[str, ...], paths: Iterable[str]) -> Problem | None:
        # Not as arguments: a system takes only so many of them.
        data = b"".join(os.fsencode(path) + b"\0" for path in paths)
        given = ("--pathspec-from-file=-", "--pathspec-file-nul")
        return _problem_of(await self._run((*arguments, *given), Use.WRITE, data))

    async def _run(
        self,
        arguments: tuple[str, ...],
        use: Use = Use.READ,
        data: bytes = b"",
        most_bytes: int | None = None,
        on_errors: Callable[[bytes], None] | None = None,
    ) -> Printed | Problem:
        if not await asyncio.to_thread(self.is_trusted):
            return not_trusted(self.top)
        limit = {} if most_bytes is None else {"most_bytes": most_bytes}
        return await run_git(self.top, arguments, use, data, on_errors=on_errors, **limit)

    def _work(self) -> GitWork:
        folder = _git_folder(self.top)
        for name, command in _OTHER_WORK:
            if os.path.lexists(os.path.join(folder, name)):
                return GitWork(other=command)
        if not os.path.lexists(os.path.join(folder, "MERGE_HEAD")):
            return NO_WORK
        try:
            message = read_regular_file(os.path.join(folder, "MERGE_MSG"), _MOST_MESSAGE_BYTES)
        except OSError:
            message = b""
        lines = message.decode("utf-8", "replace").splitlines()
        kept = "\n".join(line for line in lines if not line.startswith("#"))
        return GitWork(is_merge=True, message=kept.strip())


_OTHER_WORK = (
    ("rebase-merge", "rebase"),
    ("rebase-apply", "rebase"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
)
"""File in the folder of Git → the command that is under way."""


def not_trusted(top: str) -> Problem:
    """Return that Git does not run in a folder, and what to do about it."""
    text = tr(
        "Git runs programs that the folder {folder} names, and that folder is not trusted. Trust "
        "it if you know who made it."
    )
    return Problem(text.format(folder=printable(top)))


def _git_folder(top: str) -> str:
    """Return where Git keeps what belongs to a folder: elsewhere for a worktree or a submodule."""
    path = os.path.join(top, _GIT)
    if os.path.isdir(path):
        return path
    try:
        written = os.fsdecode(read_regular_file(path, _MOST_MESSAGE_BYTES))
    except OSError:
        return path
    return os.path.join(top, written.removeprefix("gitdir:").strip())


def _paths(files: Iterable[ChangedFile]) -> Iterable[str]:
    for file in files:
        yield file.path
        if file.old_path:
            yield file.old_path


def _problem_of(printed: Printed | Problem) -> Problem | None:
    if isinstance(printed, Problem):
        return printed
    return failure(printed.errors, printed.problem) if printed.problem else None
