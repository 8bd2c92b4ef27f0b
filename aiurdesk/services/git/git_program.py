"""Runs the Git that is installed, so that it asks nobody, shows nothing and ends.

What a person has set up for Git counts: hooks, filters, helpers for passwords. All of that are
programs, so nothing runs in a folder that is not trusted, which ``GitFolder`` looks after.

**Source:** git(1), "Environment Variables", git-config(1), of Git 2.47.
"""

import asyncio
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto

from aiurdesk.services.processes.command_run import CommandRun, Printed, Surroundings

_CLEANUP_S = 2.0
"""Git removes its locks when it is asked to end."""
_SETTINGS = (
    # Programs that would run whenever something is looked at.
    "core.fsmonitor=false",
    "color.ui=false",
    "credential.interactive=false",
    # What goes on behind a person's back stays until they use Git themselves.
    "gc.auto=0",
    "maintenance.auto=false",
)
_NO_HOOKS = f"core.hooksPath={os.devnull}"
_WITHOUT = ("GIT_",)
"""A program that was started by a hook has variables that name another folder."""
_VARIABLES: Mapping[str, str | None] = {
    # The same words on every computer, and file names in UTF-8.
    "LC_ALL": "C.UTF-8",
    "LANGUAGE": None,
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_PAGER": "cat",
    "GIT_EDITOR": "true",
    # Nobody is asked for a password: not in a terminal, not in a window.
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": None,
    "SSH_ASKPASS_REQUIRE": "never",
    "GCM_INTERACTIVE": "never",
}
_READING: Mapping[str, str | None] = {
    # Nothing is written for it, and nothing is fetched, such as what a partial clone lacks.
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
}
_KEPT = ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSL_CAINFO", "GIT_PROXY_COMMAND")


class Use(Enum):
    """What Git is used for."""

    READ = auto()
    """To look at something; no hook runs and nothing is written."""
    WRITE = auto()
    """To change something here, with the hooks of the person."""
    NETWORK = auto()
    """To exchange commits, with the hooks of the person."""


_LONGEST_S = {Use.READ: 60.0, Use.WRITE: 300.0, Use.NETWORK: 1800.0}
_MOST_BYTES = 32 * 1024 * 1024


def is_git_installed() -> bool:
    """Tell whether there is a Git; blocks for a moment."""
    path = shutil.which("git")
    return path is not None and os.path.isabs(path)


async def run_git(
    folder: str,
    arguments: Sequence[str],
    use: Use = Use.READ,
    data: bytes = b"",
    most_bytes: int = _MOST_BYTES,
    on_errors: Callable[[bytes], None] | None = None,
) -> Printed:
    """Run Git in a folder that a person trusts; cancelling ends it with what it has started.

    Args:
        folder: The top of a Git folder.
        arguments: Behind ``git``.
        use: What it is used for.
        data: Its standard input.
        most_bytes: Of what it prints; more of it is cut off, which is a problem of the result.
        on_errors: Called on another thread with each piece of its messages.
    """
    settings = (*_SETTINGS, *((_NO_HOOKS,) if use is Use.READ else ()))
    if use is Use.NETWORK:
        settings = (*settings, *await _ssh_setting(folder))
    run = CommandRun(
        ("git", *(part for setting in settings for part in ("-c", setting)), *arguments),
        _LONGEST_S[use],
        most_bytes,
        _surroundings(folder, use, data),
        on_errors,
    )
    printing = asyncio.get_running_loop().run_in_executor(None, run.printed)
    try:
        return await asyncio.shield(printing)
    except asyncio.CancelledError:
        run.kill()
        # Its locks are gone then, and the next command may follow.
        await printing
        raise


async def _ssh_setting(folder: str) -> tuple[str, ...]:
    """Return what keeps SSH from asking, unless a person has a command of their own for it."""
    if "GIT_SSH" in os.environ or "GIT_SSH_COMMAND" in os.environ:
        return ()
    own = await run_git(folder, ("config", "--get", "core.sshCommand"))
    return () if own.output.strip() else ("core.sshCommand=ssh -o BatchMode=yes",)


def _surroundings(folder: str, use: Use, data: bytes) -> Surroundings:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # Not a folder above: what lies there is not trusted.
    above = {"GIT_CEILING_DIRECTORIES": os.path.dirname(folder)}
    variables = {**kept, **_VARIABLES, **above, **(_READING if use is Use.READ else {})}
    return Surroundings(folder, variables, _WITHOUT, data, _CLEANUP_S)
