"""The state of a Git folder, as ``git status --porcelain=v2 -z --branch`` prints it.

**Source:** git-status(1), "Porcelain Format Version 2", of Git 2.47.
"""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from aiurdesk.core.translation import tr

MOST_FILES = 100_000
"""How many changed files are read; a folder of build results may have more."""


class ChangeKind(StrEnum):
    """How a file differs from the last commit."""

    NEW = "new"
    CHANGED = "changed"
    RENAMED = "renamed"
    DELETED = "deleted"
    CONFLICT = "conflict"


KIND_TITLES = {
    ChangeKind.NEW: tr("New file"),
    ChangeKind.CHANGED: tr("Changed"),
    ChangeKind.RENAMED: tr("Renamed"),
    ChangeKind.DELETED: tr("Deleted"),
    ChangeKind.CONFLICT: tr("Conflict"),
}
KIND_WORDS = {
    ChangeKind.NEW: tr("new since the last commit"),
    ChangeKind.CHANGED: tr("changed since the last commit"),
    ChangeKind.RENAMED: tr("renamed since the last commit"),
    ChangeKind.DELETED: tr("deleted since the last commit"),
    ChangeKind.CONFLICT: tr("changed by you and by others: a conflict"),
}


class ChangedFile(msgspec.Struct, frozen=True, gc=False):
    """A file that differs from the last commit."""

    path: str
    """From the top of the Git folder, with slashes. Bytes that are not UTF-8 are surrogates."""
    kind: ChangeKind
    old_path: str = ""
    """What it was called before; empty where it was not renamed."""
    is_staged: bool = False
    """Whether a commit would hold a change of it."""
    is_unstaged: bool = False
    """Whether a commit would leave a change of it out."""
    is_link_or_module: bool = False
    """Whether it is no file that has text: a symbolic link or a submodule."""
    stages: tuple[bool, bool, bool] = (False, False, False)
    """Of a conflict: whether there is the version that both come from, the own one, theirs."""


class GitState(msgspec.Struct, frozen=True):
    """A branch and its changed files."""

    branch: str = ""
    """Empty where no branch is checked out."""
    commit: str = ""
    """Of the last commit; empty where there is none yet."""
    upstream: str = ""
    """The branch that is pulled from and pushed to, such as ``origin/main``; empty for none."""
    ahead: int | None = None
    """How many commits it has that the upstream has not; None where that is not known."""
    behind: int | None = None
    files: tuple[ChangedFile, ...] = ()
    """In the order of their paths."""

    @property
    def conflicts(self) -> tuple[ChangedFile, ...]:
        """The files of which both sides have changed the same."""
        return tuple(file for file in self.files if file.kind is ChangeKind.CONFLICT)

    @property
    def branch_words(self) -> str:
        """What is checked out, and how far it is from its upstream."""
        if not self.branch:
            return tr("no branch, at {commit}").format(commit=self.commit[:10])
        if not self.upstream:
            return self.branch
        if self.ahead is None or self.behind is None:
            return tr("{branch}, whose upstream {upstream} is gone").format(
                branch=self.branch, upstream=self.upstream
            )
        distance = {
            (False, False): tr("as {upstream}"),
            (True, False): tr("{ahead:,} ahead of {upstream}"),
            (False, True): tr("{behind:,} behind {upstream}"),
            (True, True): tr("{ahead:,} ahead of {upstream}, {behind:,} behind it"),
        }[bool(self.ahead), bool(self.behind)]
        words = distance.format(upstream=self.upstream, ahead=self.ahead, behind=self.behind)
        return f"{self.branch}: {words}"


def read_status(printed: bytes) -> GitState:
    """Read what Git printed; what a later version of it adds is passed over."""
    head: dict[str, str] = {}
    files: list[ChangedFile] = []
    records = iter(printed.split(b"\0"))
    for record in records:
        text = record.decode("utf-8", "surrogateescape")
        if text.startswith("# "):
            key, _, value = text[2:].partition(" ")
            head[key] = value
        elif len(files) < MOST_FILES and (file := _file(text, records)):
            files.append(file)
    name, commit = head.get("branch.head", ""), head.get("branch.oid", "")
    ahead, behind = _distance(head.get("branch.ab", ""))
    return GitState(
        branch="" if name == "(detached)" else name,
        commit="" if commit == "(initial)" else commit,
        upstream=head.get("branch.upstream", ""),
        ahead=ahead,
        behind=behind,
        files=tuple(sorted(files, key=lambda file: file.path)),
    )


def _distance(text: str) -> tuple[int | None, int | None]:
    ahead, _, behind = text.partition(" ")
    if ahead[1:].isdecimal() and behind[1:].isdecimal():
        return int(ahead[1:]), int(behind[1:])
    return None, None


def _file(text: str, following: Iterator[bytes]) -> ChangedFile | None:
    match text[:2]:
        case "? ":
            return ChangedFile(text[2:], ChangeKind.NEW, is_unstaged=True)
        case "1 ":
            return _changed(text.split(" ", 8))
        case "2 ":
            old = next(following, b"").decode("utf-8", "surrogateescape")
            parts = text.split(" ", 9)
            # The score of the similarity stands before the path.
            return _changed([*parts[:8], *parts[9:]], old)
        case "u ":
            return _conflict(text.split(" ", 10))
    return None


def _changed(parts: list[str], old_path: str = "") -> ChangedFile | None:
    if len(parts) != 9:
        return None
    states, path = parts[1], parts[8]
    staged, unstaged = states[:1], states[1:2]
    kind = ChangeKind.CHANGED
    if unstaged == "D" or (staged == "D" and unstaged == "."):
        kind = ChangeKind.DELETED
    elif "A" in states:
        kind = ChangeKind.NEW
    elif "R" in states:
        kind = ChangeKind.RENAMED
    elif "C" in states:
        kind, old_path = ChangeKind.NEW, ""
    return ChangedFile(
        path,
        kind,
        old_path,
        is_staged=staged != ".",
        is_unstaged=unstaged != ".",
        is_link_or_module=parts[2][:1] == "S" or parts[5] in _MODES_WITHOUT_TEXT,
    )


def _conflict(parts: list[str]) -> ChangedFile | None:
    if len(parts) != 11:
        return None
    one, two, three, worktree = parts[3:7]
    return ChangedFile(
        parts[10],
        ChangeKind.CONFLICT,
        is_unstaged=True,
        is_link_or_module=parts[2][:1] == "S" or worktree in _MODES_WITHOUT_TEXT,
        stages=(one != _NO_MODE, two != _NO_MODE, three != _NO_MODE),
    )


_NO_MODE = "000000"
_MODES_WITHOUT_TEXT = ("120000", "160000")
