"""Set everything up when it is not, then run every check: python3 packaging/test.py [ARGUMENTS].

``--tests-only`` leaves out lint, formatting, types and import borders, which depend on no Python
version; anything else goes to pytest.
"""

import subprocess
import sys

from bootstrap import ROOT, SetUpFailed, environment_python

STATIC_CHECKS = (
    ("lint", ["-m", "ruff", "check", "--quiet"]),
    ("formatting", ["-m", "ruff", "format", "--check", "--quiet"]),
    ("types", ["-m", "mypy", "--no-error-summary"]),
    ("import borders", ["-c", "from importlinter.cli import lint_imports_command as run; run()"]),
)
# One process for each core. Each has a keyring, screens and a browser of its own, so more than a
# few cost more than they save. Neighbouring tests share fixtures: they stay together.
ALL_TESTS = ["-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"]


def main() -> int:
    """Run the checks one after another; all are run, the first failure decides the exit status."""
    arguments = sys.argv[1:]
    is_tests_only = "--tests-only" in arguments
    arguments = [argument for argument in arguments if argument != "--tests-only"]
    try:
        python = environment_python(with_tests=True, has_screen=False)
    except SetUpFailed as failure:
        print(failure, file=sys.stderr)
        return 2
    checks = [] if is_tests_only or arguments else list(STATIC_CHECKS)
    # A few chosen tests are done before a second process has loaded what it needs.
    checks.append(("tests", ["-m", "pytest", *(arguments or ALL_TESTS)]))
    failed = [name for name, check in checks if not passes(name, [str(python), *check])]
    for name in failed:
        print(f"Did not pass: {name}", file=sys.stderr)
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    """Run one check in the project's folder and say which one it is."""
    print(f"== {name}", flush=True)
    return subprocess.call(command, cwd=ROOT) == 0


if __name__ == "__main__":
    sys.exit(main())
