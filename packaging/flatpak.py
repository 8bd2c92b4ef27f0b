"""Build a Flatpak: python3.13 packaging/flatpak.py. Never built or run to its end.

Its runtime has no network while it builds, so the wheels that it installs are listed first, with
their check sums. Needs ``flatpak-builder`` with the runtime, and the Python that the runtime has.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from bootstrap import CONSTRAINTS, ROOT, project

MANIFEST = ROOT / "packaging" / "flatpak" / "io.github.aiursoftweb.aiurdesk.yml"
# In the project, two folders deep like the manifest itself, so that its paths are right.
BUILD = ROOT / "build" / "flatpak"
PYTHON_OF_RUNTIME = (3, 13)
PLATFORMS = ("2_34", "2_28", "2_24", "2_17", "2_12", "2_5")


def main() -> int:
    """List the wheels, and build where the tool is installed."""
    if sys.version_info[:2] != PYTHON_OF_RUNTIME:
        print("Start this with the Python of the runtime: python3.13.", file=sys.stderr)
        return 2
    BUILD.mkdir(parents=True, exist_ok=True)
    shutil.copy(MANIFEST, BUILD)
    wheels = json.dumps(list_wheels(), indent=1)
    (BUILD / "wheels.json").write_text(wheels, encoding="utf-8")
    if not shutil.which("flatpak-builder"):
        print(f"Install flatpak-builder to build {BUILD / MANIFEST.name}.", file=sys.stderr)
        return 2
    # Fails before anything is fetched if the manifest is wrong.
    show = ["flatpak-builder", "--show-manifest", MANIFEST.name]
    subprocess.run(show, cwd=BUILD, stdout=subprocess.DEVNULL, check=True)
    if "--list-only" in sys.argv:
        return 0
    build = ["flatpak-builder", "--force-clean", "--repo=repo", "tree", MANIFEST.name]
    return subprocess.call(build, cwd=BUILD)


def list_wheels() -> list[dict[str, str]]:
    """Return the wheels that the program and its build need, as sources of flatpak-builder."""
    names = [*project()["project"]["dependencies"], "hatchling", "shtab"]
    report = BUILD / "report.json"
    version = ".".join(map(str, PYTHON_OF_RUNTIME))
    # In an environment of its own: the Python of the system may have no pip.
    python = BUILD / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", BUILD / "venv"], check=True)
    subprocess.run(
        [
            *(python, "-m", "pip", "install", "--dry-run", "--quiet", "--ignore-installed"),
            *("--report", report, "--target", BUILD / "none", "--only-binary", ":all:"),
            *("--python-version", version, "--constraint", CONSTRAINTS),
            *(f"--platform=manylinux_{glibc}_x86_64" for glibc in PLATFORMS),
            *names,
        ],
        check=True,
    )
    content = json.loads(report.read_text(encoding="utf-8"))
    return [source(item["download_info"]) for item in content["install"]]


def source(download: dict[str, dict[str, dict[str, str]]]) -> dict[str, str]:
    """Return a wheel as a source of flatpak-builder."""
    url = str(download["url"])
    digest = download["archive_info"]["hashes"]["sha256"]
    return {"type": "file", "url": url, "sha256": digest, "dest-filename": Path(url).name}


if __name__ == "__main__":
    sys.exit(main())
