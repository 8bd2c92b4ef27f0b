"""What went wrong with a command of Git, as a sentence with what to do.

Git ends with the same status for most of it, so what it says is looked through. It is made to
speak English, in words that have stood in its sources for many years.
"""

from collections.abc import Sequence

from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.git.git_state import GitState
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import Phrase, printable, tr, truncate

_MOST_LINES = 6
_LONGEST = 300
_ASKED = (
    "terminal prompts disabled",
    "could not read Username",
    "could not read Password",
    "Authentication failed",
    "Permission denied (",
    "Host key verification failed",
    "unable to get password from user",
)
_UNREACHABLE = (
    "Could not resolve host",
    "Could not read from remote repository",
    "unable to access",
    "does not appear to be a git repository",
    "Connection refused",
    "Connection timed out",
    "Network is unreachable",
)
_REJECTED = ("[rejected]", "non-fast-forward", "fetch first")
_IN_THE_WAY = ("would be overwritten by merge", "would be overwritten by checkout")


def said(errors: bytes) -> str:
    """Return what Git said, without secrets and without what is not to be shown."""
    lines = [message_line(line) for line in errors.decode("utf-8", "replace").splitlines()]
    lines = [line for line in lines if line and not line.startswith("hint:")]
    return "\n".join(lines[-_MOST_LINES:])


def message_line(line: str) -> str:
    """Return a line of Git to be shown: without secrets, such as a password in an address."""
    return truncate(printable(redact_unknown(line.rpartition("\r")[2].strip())), _LONGEST)


def failure(errors: bytes, problem: str | Phrase) -> Problem:
    """Return that a command failed, with what Git said.

    Args:
        errors: What it wrote.
        problem: How it ended, where it said nothing.
    """
    text = errors.decode("utf-8", "replace")
    if "dubious ownership" in text:
        return Problem(
            tr(
                "The Git folder belongs to another user, so Git does not use it. If you trust it, "
                "say so in a terminal: git config --global --add safe.directory FOLDER."
            )
        )
    if ".lock': File exists" in text:
        return Problem(
            tr(
                "Another program uses Git in this folder at the moment. Try again when it has "
                "ended; if none runs, delete the file index.lock in the folder .git."
            )
        )
    words = said(errors)
    if not words:
        return Problem(tr("Git {problem}.").format(problem=problem))
    return Problem(tr("Git says: {words}").format(words=words))


def commit_problem(errors: bytes, problem: str | Phrase, *, has_name: bool) -> Problem:
    """Return why nothing was committed.

    Args:
        errors: What Git, or a hook, wrote.
        problem: How it ended.
        has_name: Whether Git knows who commits.
    """
    if not has_name:
        return Problem(
            tr(
                "Git does not know who you are. Say it once in a terminal: git config --global "
                'user.name "Your Name", and git config --global user.email you@example.com.'
            )
        )
    return failure(errors, problem)


def pull_problem(state: GitState) -> Problem | None:
    """Return why there is nothing to pull from; None where there is."""
    if not state.branch:
        return Problem(_NO_BRANCH)
    if not state.upstream:
        text = tr(
            "The branch {branch} comes from nowhere. Push it, or say once in a terminal where it "
            "comes from: git branch --set-upstream-to=REMOTE/BRANCH."
        )
        return Problem(text.format(branch=state.branch))
    return None


def push_problem(state: GitState, remotes: Sequence[str]) -> Problem | None:
    """Return why there is nowhere to push to, or nothing to push; None where there is.

    Args:
        state: What is checked out.
        remotes: The names of where it may go.
    """
    if not state.branch:
        return Problem(_NO_BRANCH)
    if not state.commit:
        return Problem(tr("There is nothing to push: nothing was committed yet."))
    if not remotes:
        return Problem(
            tr(
                "There is nowhere to push to. Say it once in a terminal: git remote add origin "
                "ADDRESS."
            )
        )
    if len(remotes) > 1:
        text = tr(
            "The branch {branch} goes to none of the {count} remotes yet. Choose one, once, in a "
            "terminal: git push --set-upstream REMOTE {branch}."
        )
        return Problem(text.format(branch=state.branch, count=len(remotes)))
    if state.ahead == 0:
        return Problem(tr("There is nothing to push: {upstream} has all of your commits.").format(
            upstream=state.upstream
        ))  # fmt: skip
    return None


_NO_BRANCH = tr(
    "No branch is checked out, so there is nothing to pull into or to push. Check one out in a "
    "terminal: git switch BRANCH."
)


def exchange_problem(errors: bytes, problem: str | Phrase) -> Problem:
    """Return why pulling or pushing failed."""
    text = errors.decode("utf-8", "replace")
    # In an order: who was refused is told so, although "could not read" is said as well.
    if any(sign in text for sign in _ASKED):
        return Problem(
            tr(
                "The server wants a password or a key, and aiurdesk asks for none. Pull or push "
                "once in a terminal, or set up a credential helper or an SSH agent for Git. "
                "Git says: {words}"
            ).format(words=said(errors))
        )
    if any(sign in text for sign in _REJECTED):
        return Problem(
            tr("Others have pushed since. Pull first, and then push again."),
        )
    if any(sign in text for sign in _IN_THE_WAY):
        return Problem(
            tr(
                "Files that you have changed would be overwritten. Commit them first, and then "
                "pull again. Git says: {words}"
            ).format(words=said(errors))
        )
    if any(sign in text for sign in _UNREACHABLE):
        return Problem(
            tr(
                "The other side could not be reached. Check the network and the address: git "
                "remote -v. Git says: {words}"
            ).format(words=said(errors))
        )
    return failure(errors, problem)
