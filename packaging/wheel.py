"""Build the sdist and the wheel into ``dist``: python3 packaging/wheel.py."""

import subprocess
import sys

from bootstrap import ROOT, SetUpFailed, environment_python


def main() -> int:
    """Build both."""
    try:
        python = environment_python(with_tests=False, has_screen=False, with_packaging=True)
    except SetUpFailed as failure:
        print(failure, file=sys.stderr)
        return 2
    return subprocess.call([python, "-m", "hatchling", "build", "-d", ROOT / "dist"], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
