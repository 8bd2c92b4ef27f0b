"""Build the sdist and the wheel into ``dist``: python3 packaging/wheel.py."""

import subprocess
import sys

from bootstrap import ROOT, build_python


def main() -> int:
    """Build both."""
    python = build_python()
    return subprocess.call([python, "-m", "hatchling", "build", "-d", ROOT / "dist"], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
