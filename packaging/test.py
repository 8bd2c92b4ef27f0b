"""Install what is needed, then run every check: python3 packaging/test.py [ARGUMENTS].

``--tests-only`` is for a second Python. It skips what does not depend on the Python version: lint,
formatting, import rules, types, ``tests/house``, and some tests of the whole window. It also
tries fewer examples in property tests.
All other arguments are passed on to pytest.
"""

import os
import subprocess
import sys
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
# The first read the files of the project, and follow the recipes of the README in copies of them.
# The others are about texts, names, places and sizes, which Qt lays out in the same way in the same
# window, and about each button of each verdict, whose parts have tests of their own; the other
# tests of the window run with each Python.
OF_ANY_PYTHON = [
    "tests/house",
    *(
        f"tests/end_to_end/window/test_{name}.py"
        for name in (
            "clipping",
            "fix_buttons",
            "languages",
            "manners",
            "names",
            "rest",
            "small_window",
            "text_table",
            "zoom",
        )
    ),
]
OTHERS_ONLY = [f"--ignore={path}" for path in OF_ANY_PYTHON]
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
        compile_tests(python)
        failed = failing(python, ("tests", [*tests, *OTHERS_ONLY, *FEWER_EXAMPLES]))
    else:
        failed = failing_beside_types(python, tests)
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


def failing_beside_types(python: Path, tests: list[str]) -> list[str]:
    """Check the types while everything else runs; return the names of what fails.

    mypy uses one core and takes 25 s when it knows nothing from an earlier run.
    """
    pipe, both = subprocess.PIPE, subprocess.STDOUT
    with subprocess.Popen(
        [python, *TYPES], cwd=ROOT, env=environment(), stdout=pipe, stderr=both
    ) as types:
        failed = failing(python, *QUICK_CHECKS)
        compile_tests(python)
        failed += failing(python, ("tests", tests))
        output, _ = types.communicate()
    print("== types", flush=True)
    sys.stdout.buffer.write(output)
    sys.stdout.flush()
    return [*failed, "types"] if types.returncode else failed


def compile_tests(python: Path) -> None:
    """Compile the tests in a new checkout, which takes 8 s of processor time.

    pytest rewrites the assertions of each module before it compiles it. Without this, all processes
    would do so at the same time. A mistake in a module is told when the tests run.
    """
    compiled = ROOT / "tests" / "__pycache__"
    if not any(compiled.glob(f"test_main.{sys.implementation.cache_tag}-pytest-*.pyc")):
        subprocess.run(
            [python, "-m", "pytest", "--collect-only", "-q"],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            check=False,
        )


def environment() -> dict[str, str]:
    """Return the environment of a check.

    The tests start Python often. Where ``PYTHONDONTWRITEBYTECODE`` is set, each start would compile
    the program again, and all of them would take half as long again.
    """
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


if __name__ == "__main__":
    sys.exit(main())
