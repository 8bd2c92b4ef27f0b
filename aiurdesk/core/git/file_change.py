"""What changed in one file: in words where it is a saved request, and as a unified difference."""

import msgspec

from aiurdesk.core.collection.file_name import REQUEST_SUFFIX
from aiurdesk.core.collection.request_file import parse_request
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.git.changed_request import changes_of_request
from aiurdesk.core.git.git_state import ChangedFile, ChangeKind
from aiurdesk.core.git.masked_text import masked_text, secrets_of_request
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.core.translation import printable, tr

MOST_LINES = 5_000
"""Of a difference that is shown."""
_LONGEST_LINE = 2_000


class Versions(msgspec.Struct, frozen=True):
    """A file before and now; None where it was not there, or is not compared."""

    before: bytes | None
    after: bytes | None


class FileChange(msgspec.Struct, frozen=True):
    """What changed in a file. Nothing in it holds a secret."""

    words: tuple[str, ...] = ()
    """Short sentences; of a conflict what was changed here."""
    theirs: tuple[str, ...] = ()
    """Of a conflict what others have changed."""
    problem: str = ""
    """Why there are no words; empty where there are, or where none are to be expected."""
    difference: str = ""
    """Lines that begin with plus, minus or a space, with the heads that Git writes."""
    is_cut: bool = False
    """Whether only the beginning of the difference is shown."""


_NEW, _DELETED = tr("new request"), tr("request deleted")
_RENAMED = tr("renamed from {name}")
_UNREADABLE = tr("The version before cannot be read as a request, so only the lines are compared.")
_UNREADABLE_NOW = tr("The file cannot be read as a request, so only the lines are compared.")
_TOO_LONG = tr("The file is empty, or too long to be shown.")
_SAME = tr("The same request: only its layout or its comments changed.")


def change_of(
    file: ChangedFile, versions: Versions, difference: bytes, *, is_cut: bool = False
) -> FileChange:
    """Return what changed in a file.

    Args:
        file: The file.
        versions: What it held at the last commit, and what it holds now.
        difference: As Git wrote it; empty where one of the versions is missing.
        is_cut: Whether only its beginning was read.
    """
    before, after = (_request(version) for version in (versions.before, versions.after))
    text = difference.decode("utf-8", "replace")
    if not text and not file.is_link_or_module:
        text = _one_sided(versions)
    words: tuple[str, ...] = ()
    problem = ""
    if file.path.endswith(REQUEST_SUFFIX):
        words, problem = _words(file, versions, before, after)
    if file.kind is ChangeKind.RENAMED:
        words = (_RENAMED.format(name=printable(_name(file.old_path))), *words)
    if not text and not words and not problem and not file.is_link_or_module:
        problem = _TOO_LONG
    change = FileChange(words, problem=problem, difference=text, is_cut=is_cut)
    return _shown(change, before, after)


def conflict_of(
    file: ChangedFile, versions: tuple[bytes | None, ...], difference: bytes
) -> FileChange:
    """Return what both sides of a conflict have changed.

    Args:
        file: The file.
        versions: What both come from, the own version, and that of the others.
        difference: From the own version to that of the others.
    """
    base, own, theirs = (_request(version) for version in versions)
    words: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    problem = ""
    if file.path.endswith(REQUEST_SUFFIX):
        words, problem = _side(file, 1, base, own)
        others, other_problem = _side(file, 2, base, theirs)
        problem = problem or other_problem
    text = difference.decode("utf-8", "replace")
    return _shown(FileChange(words, others, problem, text), base, own, theirs)


def _side(
    file: ChangedFile, stage: int, base: SavedRequest | None, version: SavedRequest | None
) -> tuple[tuple[str, ...], str]:
    if not file.stages[stage]:
        return (_DELETED,), ""
    if version is None:
        return (), _UNREADABLE_NOW
    if not file.stages[0]:
        return (_NEW, *changes_of_request(_nothing(version), version)), ""
    if base is None:
        return (), _UNREADABLE
    return changes_of_request(base, version) or (_SAME,), ""


def _words(
    file: ChangedFile,
    versions: Versions,
    before: SavedRequest | None,
    after: SavedRequest | None,
) -> tuple[tuple[str, ...], str]:
    if file.kind is ChangeKind.DELETED:
        return (_DELETED,), ""
    if after is None:
        return (), "" if file.is_link_or_module else _UNREADABLE_NOW
    if file.kind is ChangeKind.NEW:
        return (_NEW, *changes_of_request(_nothing(after), after)), ""
    if before is None:
        return (), _UNREADABLE
    words = changes_of_request(before, after)
    is_same = not words and versions.before != versions.after
    return (words or ((_SAME,) if is_same else ())), ""


def _nothing(saved: SavedRequest) -> SavedRequest:
    """Return an empty request, to compare a new one with."""
    return SavedRequest(body=None if saved.body is None else type(saved.body)())


def _request(version: bytes | None) -> SavedRequest | None:
    if version is None:
        return None
    try:
        return parse_request(version.decode())
    except (ProblemError, UnicodeDecodeError):
        return None


def _one_sided(versions: Versions) -> str:
    """Return the lines of the only version as a difference."""
    content = versions.before if versions.after is None else versions.after
    if content is None:
        return ""
    if b"\0" in content:
        return tr("The file is not a text.")
    sign = "-" if versions.after is None else "+"
    return "".join(f"{sign}{line}\n" for line in content.decode("utf-8", "replace").splitlines())


def _name(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(REQUEST_SUFFIX)


def _shown(change: FileChange, *requests: SavedRequest | None) -> FileChange:
    """Return a change without secrets and of a length that can be shown."""
    secrets = [s for request in requests if request for s in secrets_of_request(request)]
    lines = masked_text(change.difference, secrets).split("\n")
    is_cut = (
        change.is_cut or len(lines) > MOST_LINES or any(len(line) > _LONGEST_LINE for line in lines)
    )
    shown = [printable(line[:_LONGEST_LINE].expandtabs(4)) for line in lines[:MOST_LINES]]
    return msgspec.structs.replace(change, difference="\n".join(shown).rstrip(), is_cut=is_cut)
