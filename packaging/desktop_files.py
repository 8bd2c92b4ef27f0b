"""Write what a desktop needs to know the program: python3 packaging/desktop_files.py FOLDER.

FOLDER is what systems call /usr or /app. Below FOLDER/share come the desktop entry, icons, types of
files, AppStream metadata with the releases of the changelog, the manual page and the completions
of bash, zsh and fish.
"""

import argparse
import gzip
import importlib.util
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from bootstrap import ROOT, build_python

FILES = ROOT / "packaging" / "desktop"
# Where the project is published: a page with the pictures and the issues.
HOME = "https://github.com/aiursoftweb/aiurdesk"
PICTURES = "https://raw.githubusercontent.com/aiursoftweb/aiurdesk/main/resources/pictures"
ICON_SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 192, 256, 512)
_MOST_CHANGES = 8
"""Of a release; a software centre shows a few lines."""
_COMPLETIONS = {
    "bash": "bash-completion/completions/aiurdesk",
    "zsh": "zsh/site-functions/_aiurdesk",
    "fish": "fish/vendor_completions.d/aiurdesk.fish",
}


def main() -> int:
    """Write the files into the folder that is named."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    if all(importlib.util.find_spec(name) for name in ("aiurdesk", "PySide6", "shtab")):
        write_desktop_files(Path(sys.argv[1]) / "share")
        return 0
    return subprocess.call([build_python(), __file__, sys.argv[1]])


def write_desktop_files(share: Path) -> None:
    """Write all files below a folder ``share``."""
    from aiurdesk import APPLICATION_ID, __version__

    values = {
        "ID": APPLICATION_ID,
        "HOME": HOME,
        "PICTURES": PICTURES,
        "RELEASES": "\n".join(releases(changelog(), __version__)),
    }
    for source, target in (
        ("entry.desktop", f"applications/{APPLICATION_ID}.desktop"),
        ("metainfo.xml", f"metainfo/{APPLICATION_ID}.metainfo.xml"),
        ("mime.xml", f"mime/packages/{APPLICATION_ID}.xml"),
        ("symbolic.svg", f"icons/hicolor/symbolic/apps/{APPLICATION_ID}-symbolic.svg"),
    ):
        text = (FILES / source).read_text(encoding="utf-8")
        filled = re.sub("@([A-Z]+)@", lambda match: values[match[1]], text)
        write(share / target, filled.encode())
    write_icons(share / "icons" / "hicolor", APPLICATION_ID)
    write_command_line_files(share, __version__)


def write(path: Path, content: bytes) -> None:
    """Write a file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def day_s() -> float:
    """Return the day of the build, or the one that is set so that the same files come out again."""
    return float(os.environ.get("SOURCE_DATE_EPOCH", time.time()))


def changelog() -> str:
    """Return the changelog."""
    return (ROOT / "packaging" / "CHANGELOG.md").read_text(encoding="utf-8")


def releases(text: str, version: str) -> Iterator[str]:
    """Yield the lines of the releases in a changelog, for AppStream.

    What is unreleased is a development release of the current version.

    Args:
        text: Has a heading such as ``## 1.2.0 - 2026-01-31`` for each release.
        version: The current one.
    """
    today = time.strftime("%Y-%m-%d", time.gmtime(day_s()))
    for part in re.split(r"(?m)^## ", text)[1:]:
        heading, _, body = part.partition("\n")
        dated = re.fullmatch(r"\[?(\d[\w.]*)\]? - (\d{4}-\d\d-\d\d)", heading.strip())
        named, day = dated.groups() if dated else (version, today)
        kind = "stable" if dated else "development"
        yield f'    <release version="{named}" date="{day}" type="{kind}">'
        yield "      <description>"
        yield "        <ul>"
        yield from (f"          <li>{escape(change)}</li>" for change in changes(body))
        yield "        </ul>"
        yield "      </description>"
        yield "    </release>"


def changes(body: str) -> list[str]:
    """Return the first sentences of the first changes of a release, without Markdown."""
    items = re.findall(r"(?ms)^- (.*?)(?=^- |^#|\Z)", body)[:_MOST_CHANGES]
    plain = (" ".join(re.sub(r"[`*]|\]\([^)]*\)|\[", "", item).split()) for item in items)
    return [re.split(r"(?<=[.;:]) (?=[A-Z])", item, maxsplit=1)[0] for item in plain]


def write_icons(folder: Path, name: str) -> None:
    """Write the icon of the program in all sizes, drawn from its SVG."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication([])
    source = (ROOT / "resources" / "icons" / "aiurdesk.svg").read_bytes()
    write(folder / "scalable" / "apps" / f"{name}.svg", source)
    renderer = QSvgRenderer(source)
    for size in ICON_SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        path = folder / f"{size}x{size}" / "apps" / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(str(path))
    application.shutdown()


def write_command_line_files(share: Path, version: str) -> None:
    """Write the manual page and the completions, which are made from the parser of the program."""
    import shtab
    from man_page import man_page

    from aiurdesk.cli.main import COMMANDS, build_parser

    # argparse folds the usage at the width of the terminal.
    os.environ["COLUMNS"] = "100"
    parser = build_parser(tuple(COMMANDS))
    page = man_page(parser, version, day_s())
    # Without the time, the same page is the same file.
    write(share / "man" / "man1" / "aiurdesk.1.gz", gzip.compress(page.encode(), mtime=0))
    complete_files(parser)
    for shell, path in _COMPLETIONS.items():
        write(share / path, shtab.complete(parser, shell).encode())


def complete_files(parser: argparse.ArgumentParser) -> None:
    """Let shells complete names of files where an argument takes one."""
    import shtab

    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                complete_files(command)
        words = set(re.split("[^A-Z]+", str(action.metavar or action.dest.upper())))
        if words & {"FILE", "PATH", "TARGET"}:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif words & {"DIR", "FOLDER"}:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
