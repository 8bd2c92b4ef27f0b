"""Install what is needed, then start aiurdesk: python3 packaging/run.py [ARGUMENTS]."""

import os
import subprocess
import sys

from bootstrap import SetUpFailed, environment_python, has_display


def main() -> int:
    """Start the program with the given arguments; without arguments it opens its window."""
    arguments = sys.argv[1:]
    try:
        python = environment_python(with_tests=False, has_screen=has_display())
    except SetUpFailed as failure:
        print(failure, file=sys.stderr)
        return 2
    command = [str(python), "-m", "aiurdesk", *arguments]
    if os.name != "nt":
        os.execv(python, command)
    return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main())
