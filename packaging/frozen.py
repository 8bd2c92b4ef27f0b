"""Build the folder that needs no Python, and pack it: python3 packaging/frozen.py.

Both come into ``dist``. On Linux the folder has the desktop entry and its like in ``share``. The
same command was never run on Windows and macOS, where it makes a zip file.
"""

import platform
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from bootstrap import ROOT, SetUpFailed, environment_python

DIST = ROOT / "dist"
BUILD = ROOT / "build"


def main() -> int:
    """Build and pack."""
    try:
        python = environment_python(with_tests=False, has_screen=True, with_packaging=True)
    except SetUpFailed as failure:
        print(failure, file=sys.stderr)
        return 2
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
    print(pack(folder))
    return 0


def pack(folder: Path) -> str:
    """Pack the folder and return the name of the file, which says what it runs on."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, sys.platform)
    name = f"aiurdesk-{version}-{system}-{platform.machine().lower()}"
    kind = "xztar" if sys.platform == "linux" else "zip"
    return shutil.make_archive(str(DIST / name), kind, folder.parent, folder.name)


if __name__ == "__main__":
    sys.exit(main())
