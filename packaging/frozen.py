"""Build the folder that needs no Python, and pack it: python3 packaging/frozen.py.

Both come into ``dist``. On Linux the folder has the desktop entry and its like in ``share``. The
same command was never run on Windows and macOS, where it makes a zip file, on Windows an installer
if NSIS is there, and on macOS a disk image of the bundle, which is not signed.
"""

import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bootstrap import ROOT, build_python, project

DIST = ROOT / "dist"
BUILD = ROOT / "build"


def main() -> int:
    """Build and pack."""
    python = build_python(has_screen=True)
    subprocess.run([python, ROOT / "packaging" / "desktop_files.py", BUILD / "desktop"], check=True)
    subprocess.run(
        [
            *(python, "-m", "PyInstaller", ROOT / "packaging" / "aiurdesk.spec"),
            *("--noconfirm", "--log-level", "WARN"),
            *("--distpath", DIST, "--workpath", BUILD / "pyinstaller"),
        ],
        check=True,
    )
    folder = DIST / "aiurdesk"
    shutil.copy(ROOT / "LICENSE", folder)
    if sys.platform == "linux":
        shutil.copytree(BUILD / "desktop" / "share", folder / "share", dirs_exist_ok=True)
    for package in packages(folder):
        print(package)
    return 0


def packages(folder: Path) -> Iterator[str]:
    """Make the packages of this system, and yield their names, which say what they run on."""
    version = project()["project"]["version"]
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, sys.platform)
    name = f"aiurdesk-{version}-{system}-{platform.machine().lower()}"
    target = DIST / name
    kind = "xztar" if sys.platform == "linux" else "zip"
    yield shutil.make_archive(str(target), kind, folder.parent, folder.name)
    if sys.platform == "win32" and shutil.which("makensis"):
        yield installer(folder, version, target.with_name(f"{name}.exe"))
    if sys.platform == "darwin":
        image = target.with_name(f"{name}.dmg")
        source = folder.with_suffix(".app")
        subprocess.run(["hdiutil", "create", "-ov", "-srcfolder", source, image], check=True)
        yield str(image)


def installer(folder: Path, version: str, target: Path) -> str:
    """Make the installer for Windows, and return its name."""
    script = ROOT / "packaging" / "windows" / "installer.nsi"
    values = (f"-DVERSION={version}", f"-DFOLDER={folder}", f"-DTARGET={target}")
    subprocess.run(["makensis", "-V2", *values, script], check=True)
    return str(target)


if __name__ == "__main__":
    sys.exit(main())
