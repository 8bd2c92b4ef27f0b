"""Creates the virtual environment, and installs the system libraries that Qt needs.

Standard library only: this runs before anything is installed.
"""

import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"

# Shared library; its package on Debian and Ubuntu (the first name that exists); on Fedora.
LIBRARIES_OF_ANY_WINDOW = (
    ("libGL.so.1", ("libgl1",), "libglvnd-glx"),
    ("libEGL.so.1", ("libegl1",), "libglvnd-egl"),
    ("libglib-2.0.so.0", ("libglib2.0-0t64", "libglib2.0-0"), "glib2"),
    ("libdbus-1.so.3", ("libdbus-1-3",), "dbus-libs"),
    ("libfontconfig.so.1", ("libfontconfig1",), "fontconfig"),
    ("libxkbcommon.so.0", ("libxkbcommon0",), "libxkbcommon"),
)
LIBRARIES_OF_AN_X_WINDOW = (
    ("libxcb-cursor.so.0", ("libxcb-cursor0",), "xcb-util-cursor"),
    ("libxcb-icccm.so.4", ("libxcb-icccm4",), "xcb-util-wm"),
    ("libxcb-keysyms.so.1", ("libxcb-keysyms1",), "xcb-util-keysyms"),
    ("libxcb-shape.so.0", ("libxcb-shape0",), "libxcb"),
    ("libxkbcommon-x11.so.0", ("libxkbcommon-x11-0",), "libxkbcommon-x11"),
)
_PROMPTER = "/usr/share/dbus-1/services/org.gnome.keyring.SystemPrompter.service"
# Program or file that the tests need (with | between alternatives), and its packages as above.
PROGRAMS_OF_THE_TESTS = (
    ("dbus-daemon", ("dbus-daemon", "dbus"), "dbus-daemon"),
    ("gnome-keyring-daemon", ("gnome-keyring",), "gnome-keyring"),
    ("Xvfb", ("xvfb",), "xorg-x11-server-Xvfb"),
    ("xdotool", ("xdotool",), "xdotool"),
    (_PROMPTER, ("gcr",), _PROMPTER),
)
_CIPHERS = "/usr/lib/*/qca-qt6/crypto/libqca-ossl.so|/usr/lib*/qca-qt6/crypto/libqca-ossl.so"
_FAKE_CLOCK = "/usr/lib/*/faketime/libfaketimeMT.so.1|/usr/lib*/faketime/libfaketimeMT.so.1"
# The same for tests that are skipped on systems without these programs.
PROGRAMS_OF_SOME_TESTS = (
    ("kwalletd6", ("kwallet6",), "kf6-kwallet"),
    (_CIPHERS, ("libqca-qt6-plugins",), "qca-qt6-ossl"),
    # Not on Ubuntu: its Chromium is a snap, which cannot use a folder that a test chooses.
    ("chromium|chromium-browser", ("chromium",), "chromium"),
    (_FAKE_CLOCK, ("faketime",), "libfaketime"),
    ("/usr/libexec/at-spi-bus-launcher", ("at-spi2-core",), "at-spi2-core"),
    ("desktop-file-validate", ("desktop-file-utils",), "desktop-file-utils"),
    ("appstreamcli", ("appstream",), "appstream"),
    # With its module for TLS, which Fedora has in a package of its own.
    ("apache2|httpd", ("apache2-bin",), "mod_ssl"),
)
Library = tuple[str, tuple[str, ...], str]


_DOWNLOADING = "Downloading and installing packages of Python, some 300 MB on the disk …"
_GROUPS = {"tests": "dev", "packaging": "packaging"}
"""Use of the environment → the dependency group that it needs."""
_LAST_LINES = 30
_FOLDERS_OF_ROOT = os.pathsep.join(("/usr/sbin", "/sbin"))
_WAIT_FOR_ANOTHER_S = 600.0
_LOCKED = ("Could not get lock", "Unable to acquire the dpkg frontend lock", "Waiting for process")
"""What apt says while another program holds its lock, and dnf."""


class SetUpFailed(Exception):
    """The set-up failed; the text says what is missing and what to do."""


def environment_python(*, with_tests: bool, has_screen: bool, with_packaging: bool = False) -> Path:
    """Return the interpreter of an environment with the program; create it if needed.

    Raises:
        SetUpFailed: Something is missing that this script cannot install.
    """
    require_python()
    folder = ROOT / f".venv-{sys.version_info.major}.{sys.version_info.minor}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "aiurdesk-stamp"
    current = fingerprint()
    stamped = stamp.read_text().split() if stamp.exists() and python.exists() else []
    has = set(stamped[1:]) if stamped[:1] == [current] else set()
    uses = {"tests": with_tests, "screen": has_screen, "packaging": with_packaging}
    needed = {"program", *(name for name, is_used in uses.items() if is_used)}
    if needed <= has:
        return python
    require_libraries(LIBRARIES_OF_ANY_WINDOW + (LIBRARIES_OF_AN_X_WINDOW if has_screen else ()))
    if with_tests:
        require_programs(PROGRAMS_OF_THE_TESTS)
        offer_programs(PROGRAMS_OF_SOME_TESTS)
    if not needed - {"screen"} <= has:
        # What was there before stays.
        needed |= _GROUPS.keys() & set(stamped)
        install(folder, python, [_GROUPS[use] for use in _GROUPS if use in needed])
    stamp.write_text(" ".join([current, *sorted(needed | has)]))
    return python


def build_python(*, has_screen: bool = False) -> Path:
    """Return the interpreter of an environment that makes packages, or end the process with 2."""
    try:
        return environment_python(with_tests=False, has_screen=has_screen, with_packaging=True)
    except SetUpFailed as failure:
        tell(str(failure))
        sys.exit(2)


def project() -> dict[str, Any]:
    """Return what ``pyproject.toml`` says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def require_python() -> None:
    """Raise ``SetUpFailed`` if Python is too old."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file meets older interpreters
        raise SetUpFailed(
            f"aiurdesk needs Python 3.11 or newer, this is {platform.python_version()}. "
            "Start it with a newer one, for example: python3.13 packaging/run.py"
        )


def fingerprint() -> str:
    """Return a digest of everything that determines the content of the environment."""
    digest = hashlib.sha256(f"{ROOT} {sys.version}".encode())
    for path in (ROOT / "pyproject.toml", CONSTRAINTS, Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def install(folder: Path, python: Path, groups: list[str]) -> None:
    """Create the environment and install the program in editable mode.

    Args:
        groups: Names of dependency groups that are installed as well.
    """
    tell("Setting up aiurdesk (once; the next start skips this).")
    about = project()
    extras = ",".join(about["project"]["optional-dependencies"])
    editable = f"{ROOT}[{extras}]" if _GROUPS["tests"] in groups else str(ROOT)
    requirements = ["--editable", editable, "--constraint", str(CONSTRAINTS)]
    for group in groups:
        requirements += about["dependency-groups"][group]
    uv = shutil.which("uv")
    if uv:
        tell(f"1 of 2: Creating the environment {folder.name}, with uv …")
        run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)])
        tell(f"2 of 2: {_DOWNLOADING}")
        # It shows by itself how far it is.
        run([*pip_install(python), *requirements])
        return
    require_venv()
    tell(f"1 of 2: Creating the environment {folder.name}, with pip …")
    run([sys.executable, "-m", "venv", "--clear", str(folder)])
    tell(f"2 of 2: {_DOWNLOADING}")
    run_with_progress([*pip_install(python), "--progress-bar", "off", *requirements])


def pip_install(python: Path) -> list[str]:
    """Return the command that installs packages for the Python of an environment."""
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--python", str(python)]
    return [str(python), "-m", "pip", "--disable-pip-version-check", "install"]


def tell(sentence: str) -> None:
    """Say what the set-up does."""
    print(sentence, file=sys.stderr, flush=True)


def run_with_progress(command: list[str]) -> None:
    """Run pip, and show each package that it comes to in one line, which is written over.

    Raises:
        SetUpFailed: It failed; the text ends with what pip said last.
    """
    said: list[str] = []
    packages = 0
    is_terminal = sys.stderr.isatty()
    line_start = "\r\033[K" if is_terminal else ""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            said.append(line)
            words = line.split()
            packages += words[:1] == ["Collecting"]
            if words[:2] == ["Installing", "collected"]:
                tell(f"{line_start}  Installing {packages} packages …")
            elif is_terminal and words[:1] == ["Collecting"]:
                print(f"{line_start}  {packages}: {words[1]}", end="", file=sys.stderr, flush=True)
    if pip.returncode:
        last = "".join(said[-_LAST_LINES:])
        raise SetUpFailed(
            f"{last}\nThis step of the set-up failed: {' '.join(command)}\n"
            "Check the network connection and start again."
        )


def run(command: list[str]) -> None:
    """Run one step of the set-up. Its output is shown, and explains a failure."""
    result = subprocess.run(command, cwd=ROOT, check=False)
    if result.returncode:
        raise SetUpFailed(
            f"This step of the set-up failed: {' '.join(command)}\n"
            "Its message is above. Check the network connection and start again."
        )


def require_venv() -> None:
    """Install the venv module if it is missing: Debian has a separate package for it."""
    try:
        __import__("ensurepip")
    except ImportError:
        install_system_packages(["python3-venv"], ["python3"], "Python's venv module")


def require_libraries(libraries: tuple[Library, ...]) -> None:
    """Install missing shared libraries that Qt needs. Only on Linux can some be missing."""
    if sys.platform != "linux":
        return
    install_missing([library for library in libraries if not can_load(library[0])])


def require_programs(programs: tuple[Library, ...]) -> None:
    """Install programs that the tests need. Only tests on Linux need some, for their keyring."""
    if sys.platform != "linux":
        return
    install_missing([program for program in programs if not has_program(program[0])])


def offer_programs(programs: tuple[Library, ...]) -> None:
    """Install programs that not every distribution has. Without them, some tests are skipped."""
    if sys.platform != "linux":
        return
    missing = [program for program in programs if not has_program(program[0])]
    try:
        install_missing([program for program in missing if is_known(program[1][0])])
    except SetUpFailed as failure:
        print(f"{failure}\nThe tests that need it are skipped.", file=sys.stderr)


def is_known(package: str) -> bool:
    """Tell whether Debian or Ubuntu has a package; other systems report it when they install it."""
    if not shutil.which("apt-cache"):
        return True
    query = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
    return query.returncode == 0


def has_program(name: str) -> bool:
    """Tell whether one of the alternatives exists: a program on the path, or a file."""
    return any(
        any(Path("/").glob(one[1:])) if one.startswith("/") else which(one)
        for one in name.split("|")
    )


def which(program: str) -> str | None:
    """Find a program, also a server in a folder that only root has on the path on Debian."""
    return shutil.which(program) or shutil.which(program, path=_FOLDERS_OF_ROOT)


def install_missing(missing: list[Library]) -> None:
    """Install the packages of what is missing; do nothing if nothing is missing."""
    if not missing:
        return
    debian = [first_known(names) for _, names, _ in missing]
    fedora = [name for _, _, name in missing]
    install_system_packages(debian, fedora, ", ".join(name for name, _, _ in missing))


def can_load(soname: str) -> bool:
    """Tell whether the dynamic linker finds a shared library."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def first_known(names: tuple[str, ...]) -> str:
    """Return the first package name that exists on this Debian or Ubuntu."""
    if len(names) == 1:
        return names[0]
    return next((name for name in names if is_known(name)), names[0])


def install_system_packages(debian: list[str], fedora: list[str], missing: str) -> None:
    """Install packages of the distribution, as root or with sudo if the person agrees.

    Raises:
        SetUpFailed: It was not allowed or it failed; the text says how to install them.
    """
    if shutil.which("apt-get"):
        refresh = ["apt-get", "update", "-qq"]
        step = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *debian]
    elif shutil.which("dnf"):
        refresh = []
        step = ["dnf", "install", "-y", "-q", *fedora]
    else:
        raise SetUpFailed(
            f"Missing on this system: {missing}. Install the packages that contain them "
            f"(on Debian they are called {' '.join(debian)}) and start again."
        )
    prefix = permission(step, missing)
    tell(f"Missing on this system: {missing}. Installing the packages …")
    if refresh:
        # Its result is ignored: it fails if one of many sources fails, and the others may suffice.
        when_free([*prefix, *refresh])
    result = when_free([*prefix, *step])
    if result.returncode:
        raise SetUpFailed(f"{result.stdout}\nThis step failed: {' '.join([*prefix, *step])}")


def when_free(
    command: list[str], wait_s: float = _WAIT_FOR_ANOTHER_S, pause_s: float = 2.0
) -> "subprocess.CompletedProcess[str]":
    """Run a step of the package manager, after another one that runs at the moment has ended.

    A new machine often installs updates by itself in its first minutes.

    Args:
        command: The step.
        wait_s: How long to wait for the other one.
        pause_s: How long to wait between two attempts.
    """
    end = time.monotonic() + wait_s
    is_told = False
    while True:
        result = in_silence(command)
        is_locked = result.returncode != 0 and any(words in result.stdout for words in _LOCKED)
        if not is_locked or time.monotonic() > end:
            return result
        if not is_told:
            tell("Another program installs packages at the moment. Waiting until it has ended …")
            is_told = True
        time.sleep(pause_s)


def in_silence(command: list[str]) -> "subprocess.CompletedProcess[str]":
    """Run a step of the package manager without its output, which is long.

    sudo asks for a password on the terminal itself, so this works although output is captured.
    """
    return subprocess.run(
        command,
        # English, because ``when_free`` reads what it says.
        env=dict(os.environ, DEBIAN_FRONTEND="noninteractive", LC_ALL="C"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def permission(step: list[str], missing: str) -> list[str]:
    """Return the prefix of commands that install packages; asks the person before sudo is used."""
    if os.geteuid() == 0:
        return []
    command = " ".join(["sudo", *step])
    refusal = SetUpFailed(f"Missing on this system: {missing}. Install with:\n  {command}")
    if not shutil.which("sudo") or not sys.stdin.isatty():
        raise refusal
    print(f"Missing on this system: {missing}.\nThis installs them:\n  {command}", file=sys.stderr)
    if input("Do it now? [Y/n] ").strip().lower() not in ("", "y", "yes"):
        raise refusal
    return ["sudo"]


def has_display() -> bool:
    """Tell whether there is a display for a window."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
