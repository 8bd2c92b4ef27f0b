"""Install what is needed, then run every check: python3 packaging/test.py [ARGUMENTS].

``--tests-only`` skips lint, formatting, types and import rules, which do not depend on the Python
version. All other arguments are passed on to pytest.
"""

import os
import subprocess
import sys

from bootstrap import ROOT, SetUpFailed, environment_python

STATIC_CHECKS = (
    ("lint", ["-m", "ruff", "check", "--quiet"]),
    ("formatting", ["-m", "ruff", "format", "--check", "--quiet"]),
    ("types", ["-m", "mypy", "--no-error-summary"]),
    ("import rules", ["-c", "from importlinter.cli import lint_imports_command as run; run()"]),
)
# One process for each core, but not more than four: each one starts a keyring, X servers and a
# browser. worksteal keeps neighbouring tests in one process, because they share fixtures.
ALL_TESTS = ["-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"]


def main() -> int:
    """Run all checks one after another; the exit status is 1 if any of them failed."""
    arguments = sys.argv[1:]
    is_tests_only = "--tests-only" in arguments
    arguments = [argument for argument in arguments if argument != "--tests-only"]
    try:
        python = environment_python(with_tests=True, has_screen=False)
    except SetUpFailed as failure:
        print(failure, file=sys.stderr)
        return 2
    checks = [] if is_tests_only or arguments else list(STATIC_CHECKS)
    # Without -n for chosen tests: a few tests end before a second process has started.
    checks.append(("tests", ["-m", "pytest", *(arguments or ALL_TESTS)]))
    failed = [name for name, check in checks if not passes(name, [str(python), *check])]
    for name in failed:
        print(f"Did not pass: {name}", file=sys.stderr)
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    """Run one check in the project's folder, after printing its name.

    The tests start Python hundreds of times. Where ``PYTHONDONTWRITEBYTECODE`` is set, each start
    would compile the program again, and all of them would take half as long again.
    """
    print(f"== {name}", flush=True)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.call(command, cwd=ROOT, env=environment) == 0


if __name__ == "__main__":
    sys.exit(main())
