"""Git folders and remotes on disk for tests, made by the Git that is installed."""

import os
import subprocess
from pathlib import Path

from aiurdesk.services.git.git_folder import GitFolder
from aiurdesk.services.sending.trust import Trust

VARIABLES = {
    "GIT_AUTHOR_NAME": "Ann",
    "GIT_AUTHOR_EMAIL": "ann@example.com",
    "GIT_COMMITTER_NAME": "Ann",
    "GIT_COMMITTER_EMAIL": "ann@example.com",
}
REQUEST = 'method = "GET"\nurl = "https://lamps.example/lamps"\n'


def git(folder: Path, *arguments: str | bytes) -> str:
    """Run Git as a person does in a terminal, and return what it printed."""
    run = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **VARIABLES},
        capture_output=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return run.stdout.decode("utf-8", "surrogateescape")


def make_folder(path: Path) -> Path:
    """Make a Git folder with a saved request that is committed."""
    path.mkdir(parents=True)
    git(path, "init", "-q", "-b", "main")
    for name, value in (("name", "Ann"), ("email", "ann@example.com")):
        git(path, "config", f"user.{name}", value)
    (path / "collection.toml").write_text('name = "Lamps"\n')
    (path / "List.request.toml").write_text(REQUEST)
    commit_all(path, "Begin")
    return path


def commit_all(path: Path, message: str) -> None:
    """Commit everything."""
    git(path, "add", "-A")
    git(path, "commit", "-q", "-m", message)


def make_remote(path: Path, folder: Path) -> Path:
    """Make a bare remote of a Git folder, and push to it."""
    git(folder, "clone", "-q", "--bare", str(folder), str(path))
    git(folder, "remote", "add", "origin", str(path))
    git(folder, "fetch", "-q", "origin")
    git(folder, "branch", "-q", "--set-upstream-to=origin/main")
    return path


def clone(remote: Path, path: Path) -> Path:
    """Make the folder of another person."""
    git(remote, "clone", "-q", str(remote), str(path))
    for name, value in (("name", "Ben"), ("email", "ben@example.com")):
        git(path, "config", f"user.{name}", value)
    return path


def trusted(folder: Path) -> GitFolder:
    """Return a Git folder that a person trusts."""
    trust = Trust()
    trust.allow(folder)
    return GitFolder(os.path.realpath(folder), trust)
