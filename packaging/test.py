"""Install what is needed, then run every check: python3 packaging/test.py [ARGUMENTS].

``--tests-only`` is for a second Python. It skips what does not depend on the Python version: lint,
formatting, import rules, types, and ``tests/house``, and tries fewer examples in property tests.
All other arguments are passed on to pytest.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bootstrap import ROOT, SetUpFailed, environment_python

QUICK_CHECKS = (
    ("lint", ["-m", "ruff", "check", "--quiet"]),
    ("formatting", ["-m", "ruff", "format", "--check", "--quiet"]),
    ("import rules", ["-c", "from importlinter.cli import lint_imports_command as run; run()"]),
)
TYPES = ["-m", "mypy", "--no-error-summary"]
# One process more than there are cores, because tests wait for servers and programs a third of the
# time, but not more than four: each one starts a keyring, X servers and a browser. worksteal keeps
# neighbouring tests in one process, because they share fixtures.
_of_affinity = getattr(os, "sched_getaffinity", None)
CORES = len(_of_affinity(0)) if _of_affinity else os.cpu_count() or 1
PROCESSES = min(CORES + 1, 4)
ALL_TESTS = ["-n", str(PROCESSES), "--dist", "worksteal"]
# They read the files of the project, and follow the recipes of the README in copies of them.
WITHOUT_HOUSE = ["--ignore", "tests/house"]
FEWER_EXAMPLES = ["-p", "tests.fewer_examples", "--hypothesis-profile=fewer_examples"]


def main() -> int:
    """Run all checks; the exit status is 1 if any of them failed."""
    arguments = sys.argv[1:]
    is_tests_only = "--tests-only" in arguments
    arguments = [argument for argument in arguments if argument != "--tests-only"]
    try:
        python = environment_python(with_tests=True, has_screen=False)
    except SetUpFailed as failure:
        print(failure, file=sys.stderr)
        return 2
    # Without -n for chosen tests: a few tests end before a second process has started.
    tests = ["-m", "pytest", *(arguments or ALL_TESTS)]
    if arguments:
        failed = failing(python, ("tests", tests))
    elif is_tests_only:
        with compiling_tests(python):
            pass  # its end waits
        failed = failing(python, ("tests", [*tests, *WITHOUT_HOUSE, *FEWER_EXAMPLES]))
    else:
        with compiling_tests(python) as wait_until_compiled:
            failed = failing(python, *QUICK_CHECKS)
            failed += failing_beside_types(python, tests, wait_until_compiled)
    for name in failed:
        print(f"Did not pass: {name}", file=sys.stderr)
    return 1 if failed else 0


def failing(python: Path, *checks: tuple[str, list[str]]) -> list[str]:
    """Run checks one after another in the project's folder; return the names of those that fail."""
    failed = []
    for name, check in checks:
        print(f"== {name}", flush=True)
        if subprocess.call([python, *check], cwd=ROOT, env=environment()):
            failed.append(name)
    return failed


@contextlib.contextmanager
def compiling_tests(python: Path) -> Iterator[Callable[[], object]]:
    """Compile tests and program in the background, unless it was done; yield how to wait for it.

    pytest rewrites assertions, so the first import of all tests takes 13 s of processor time. The
    processes of a run start at the same time, and each of them would do it.
    """
    tag = f"{sys.implementation.cache_tag}-pytest"
    if any((ROOT / "tests" / "__pycache__").glob(f"test_main.{tag}*")):
        yield lambda: None
        return
    command = [str(python), "-m", "pytest", "--collect-only", "-qq"]
    quiet = subprocess.DEVNULL
    # What fails here fails again in the run.
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=quiet, stderr=quiet
    ) as compiling:
        yield compiling.wait


def failing_beside_types(
    python: Path, tests: list[str], wait_until_compiled: Callable[[], object]
) -> list[str]:
    """Check the types while the tests run; return the names of what fails.

    mypy uses one core and takes 25 s when it knows nothing from an earlier run.
    """
    pipe, both = subprocess.PIPE, subprocess.STDOUT
    with subprocess.Popen(
        [python, *TYPES], cwd=ROOT, env=environment(), stdout=pipe, stderr=both
    ) as types:
        wait_until_compiled()
        failed = failing(python, ("tests", tests))
        found, _ = types.communicate()
    print("== types", flush=True)
    sys.stdout.buffer.write(found)
    sys.stdout.flush()
    return [*failed, "types"] if types.returncode else failed


def environment() -> dict[str, str]:
    """Return the environment of a check.

    The tests start Python often. Where ``PYTHONDONTWRITEBYTECODE`` is set, each start would compile
    the program again, and all of them would take half as long again.
    """
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


if __name__ == "__main__":
    sys.exit(main())
