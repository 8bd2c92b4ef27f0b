"""Presses random keys and buttons in the real window, as the X server sends them.

python -m tests.end_to_end.window.monkey --seconds 3600

Prints what the window said on standard error or in its log, with the seed. The same seed sends the
same keys and clicks, but the window may be faster or slower.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from aiurdesk.ui.program.actions import ACTIONS
from tests.child_process import running, wait_until
from tests.prompt_screen import PromptScreen

SIZE = (1280, 800)
ROOT = Path(__file__).resolve().parents[3]
_QUITS = ("quit",)
_STARTS = ("code-lab.codes.invalidinput", "gateway.home.index", "code-lab.sockets.echo")
_KEYS = (
    "Tab", "shift+Tab", "Return", "Escape", "space", "Up", "Down", "Left", "Right", "Home", "End",
    "Prior", "Next", "Delete", "BackSpace", "F10", "alt+f", "alt+e", "alt+v", "Menu", "shift+F10",
    "ctrl+a", "ctrl+c", "ctrl+x", "ctrl+v", "ctrl+z", "ctrl+shift+z", "ctrl+plus", "ctrl+minus",
)  # fmt: skip
# No slash: with one, a file dialog could be made to write outside of its folder.
_LETTERS = "ab7 {}\"'=&?:[],.-_%é中"
_NAMES = {
    "+": "plus", "-": "minus", "=": "equal", ",": "comma", "PgUp": "Prior", "PgDown": "Next",
    "Del": "Delete", "Esc": "Escape", "Space": "space", "Backspace": "BackSpace",
}  # fmt: skip
_QUIET_PATH = "/nonexistent"
"""So that no browser and no file manager is started."""


class Findings(NamedTuple):
    """What a window did at random keys and clicks."""

    status: int
    """Its exit status at SIGTERM."""
    errors: str
    """Its standard error."""
    log: str
    """What is in its log beside the addresses of the sandbox."""


def key_name(shortcut: str) -> str:
    """Return the name that xdotool has for a key such as ``Ctrl++`` or ``Shift+F10``."""
    *modifiers, key = shortcut.replace("++", "+plus").split("+")
    name = _NAMES.get(key, key.lower() if len(key) == 1 else key)
    return "+".join([*(modifier.lower() for modifier in modifiers), name])


def random_inputs(chance: random.Random) -> str:
    """Return a line for xdotool: a click, a key, some letters."""
    width, height = SIZE
    at = f"mousemove {chance.randrange(width)} {chance.randrange(height)}"
    shortcuts = [key for row in ACTIONS if row.id not in _QUITS for key in row.keys]
    (line,) = chance.choices(
        (
            f"{at} click 1",
            f"{at} click 3",
            f"{at} click --repeat 2 1",
            f"{at} click {chance.choice((4, 5))}",
            f"{at} mousedown 1 mousemove_relative -- {chance.randrange(-40, 40)} 9 mouseup 1",
            f"key {key_name(chance.choice(shortcuts))}",
            f"key {chance.choice(_KEYS)}",
            "type -- " + "".join(chance.choices("ab7", k=3)),
            f"key {_symbol(chance.choice(_LETTERS))}",
        ),
        weights=(30, 6, 5, 4, 3, 15, 20, 6, 6),
    )
    return line


def _symbol(letter: str) -> str:
    return f"U{ord(letter):04X}"


def watch(seed: int, seconds: float, folder: Path) -> Findings:
    """Start a window, press keys and buttons at random, end it with SIGTERM."""
    chance = random.Random(seed)
    (folder / "home").mkdir(parents=True)
    profile = folder / "profile"
    with PromptScreen(SIZE) as screen, (folder / "errors").open("w+") as errors:
        environment = {
            "DISPLAY": screen.display,
            "QT_QPA_PLATFORM": "xcb",
            "HOME": str(folder / "home"),
            "PATH": _QUIET_PATH,
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            # Nothing leaves this computer: there is no such proxy.
            "HTTPS_PROXY": "http://127.0.0.1:1",
            "HTTP_PROXY": "http://127.0.0.1:1",
            # Without a session bus there is no theme of a desktop, which Qt tells about.
            "QT_LOGGING_RULES": "qt.qpa.theme.*=false",
        }
        target = _STARTS[seed % len(_STARTS)]
        command = [sys.executable, "-m", "tests.end_to_end.window.monkey_window"]
        with running(
            [*command, "--profile", profile, "--open", target],
            env=environment,
            cwd=folder,
            stderr=errors,
            stdout=subprocess.DEVNULL,
        ) as window:
            # It is seen before it works, which is when it takes signals.
            wait_until((profile / "window.socket").exists)
            _press_at_random(window, screen.display, chance, seconds)
            window.terminate()
            status = window.wait(timeout=60)
        errors.seek(0)
        return Findings(status, errors.read(), _log(profile))


def _press_at_random(
    window: "subprocess.Popen[str]", display: str, chance: random.Random, seconds: float
) -> None:
    environment = os.environ | {"DISPLAY": display}
    subprocess.run(
        ["xdotool", "search", "--sync", "--onlyvisible", "--name", "aiurdesk"],
        env=environment,
        stdout=subprocess.DEVNULL,
        timeout=60,
        check=True,
    )
    with running(["xdotool", "-"], stdin=subprocess.PIPE, env=environment) as xdotool:
        assert xdotool.stdin is not None
        end = time.monotonic() + seconds
        while time.monotonic() < end and window.poll() is None:
            # The pause ends the line: the pipe takes no more than xdotool has done.
            xdotool.stdin.write(f"{random_inputs(chance)}\nsleep 0.01\n")
            xdotool.stdin.flush()
        xdotool.kill()


def _log(profile: Path) -> str:
    texts = [log.read_text(encoding="utf-8") for log in profile.rglob("*.log")]
    lines = [line for text in texts for line in text.splitlines(keepends=True)]
    return "".join(line for line in lines if " INFO aiurdesk.sandbox: Running on " not in line)


def main() -> None:
    """Watch one window after the other, each with a seed of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--each", type=float, default=30, help="seconds of one window")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    end = time.monotonic() + arguments.seconds
    seed = arguments.seed
    while time.monotonic() < end:
        with tempfile.TemporaryDirectory() as folder:
            findings = watch(seed, arguments.each, Path(folder))
        verdict = "ok" if findings == (0, "", "") else "\n".join(map(str, findings))
        sys.stdout.write(f"seed {seed}: {verdict}\n")
        sys.stdout.flush()
        seed += 1


if __name__ == "__main__":
    main()
