"""A copy of the project in which a recipe of the README is followed, as a new developer would.

A recipe names the files that it touches. ``TreeCopy`` notes what a test writes and compares that
with the row of the README's table "Where things go".
"""

import compileall
import fnmatch
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_COPIED = ("aiurdesk", "resources", "packaging", "tests", "pyproject.toml", "README.md")
_HEADING = "## Where things go"


def copy_project(folder: Path) -> None:
    """Copy the project's files into a folder that exists."""
    for name in _COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=_left_out)
        else:
            shutil.copy(source, folder / name)
    # In a new checkout no module is compiled, and each copy would compile the program.
    compileall.compile_dir(folder / "aiurdesk", quiet=1)


def _left_out(folder: str, names: list[str]) -> set[str]:
    """Return the names in a folder that are not copied.

    Compiled modules are copied: they stay valid, because files keep their times. Those of another
    Python are not, which may write them at this moment, under names that exist for a moment only.
    """
    if Path(folder).name == "__pycache__":
        of_this_python = f"*.{sys.implementation.cache_tag}*.pyc"
        return set(names).difference(fnmatch.filter(names, of_this_python))
    return {name for name in names if name == "pictures" or fnmatch.fnmatch(name, ".*_cache")}


def changes_of(folder: Path) -> dict[str, int]:
    """Return when each file below a folder was changed, in nanoseconds."""
    paths = (os.path.join(at, name) for at, _, names in os.walk(folder) for name in names)
    return {path: os.stat(path).st_mtime_ns for path in paths}


class TreeCopy:
    """A copy of the project's files that a test may add to, and run.

    Args:
        folder: Where the copy is made; it must not exist.
        source: What ``copy_project`` has made. The files of the copy are links to it, because
            copying thousands of files takes half a second. A file is separated from it before it
            is written.
    """

    def __init__(self, folder: Path, source: Path) -> None:
        self.folder = folder
        self.touched: list[str] = []
        shutil.copytree(source, folder, copy_function=os.link)

    def write(self, name: str, text: str) -> None:
        """Create a new file."""
        path = self.folder / name
        assert not path.exists(), f"{name} is there already"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.touched.append(name)

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace a text that occurs exactly once in a file."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.separate(name)
        path.write_text(text.replace(old, new), encoding="utf-8")
        self.touched.append(name)

    def append(self, name: str, text: str) -> None:
        """Add a text at the end of a file."""
        self.separate(name)
        with (self.folder / name).open("a", encoding="utf-8") as file:
            file.write(text)
        self.touched.append(name)

    def separate(self, name: str) -> None:
        """Give the copy a file of its own in place of a link, so that it can be written."""
        path = self.folder / name
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content)

    def run(self, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """Run Python on the copy; settings are added to the environment."""
        environment = dict(os.environ, PYTHONPATH=str(self.folder), **settings)
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )

    def pytest(self, test: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """Run a test of the copy; settings are added to the environment."""
        # Without a folder of its own it would first tidy up after earlier runs.
        own = ("-p", "no:cacheprovider", "--basetemp", str(self.folder.parent / "of_pytest"))
        return self.run("-m", "pytest", "-q", *own, test, **settings)

    def aiurdesk(
        self, *arguments: str, profile: Path, **settings: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command of the copy with a profile."""
        return self.run("-m", "aiurdesk", "--profile", str(profile), *arguments, **settings)

    def check_recipe(self, title: str) -> None:
        """Compare the files that were touched with the row of the README that has this title."""
        named = named_files(title)
        for name in self.touched:
            assert any(fnmatch.fnmatch(name, pattern) for pattern in named), (
                f"the recipe for {title} names {named}, not {name}"
            )


def recipes() -> dict[str, str]:
    """Return the rows of the README's table by their first column."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split(_HEADING, 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| (an? [^|]+?) \|(.+)\|$", section, re.MULTILINE)
    return dict(rows)


def named_files(title: str) -> list[str]:
    """Return the files that a row names, as patterns: a ``<placeholder>`` matches any name.

    Files of the program are named without the folder ``aiurdesk``.
    """
    spans = re.findall(r"`([^`]+)`", recipes()[title])
    names = [re.sub(r"<[^>]+>", "*", span) for span in spans if "/" in span or "." in span]
    in_program = [f"aiurdesk/{name}" for name in names]
    return names + in_program
