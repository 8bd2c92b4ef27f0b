"""An X server for the prompts of a keyring, which are filled in by keyboard."""

import contextlib
import os
import subprocess
import time
from collections.abc import Callable, Iterable
from typing import Self

LIMIT_S = 60


class PromptScreen:
    """An X server without hardware; keys go to the window that has the focus, as on a desktop."""

    sought = ("--name", "Unlock")
    """What xdotool finds prompts by."""

    def __init__(self, size: tuple[int, int] = (800, 600)) -> None:
        width, height = size
        receiver, sender = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(sender), "-screen", "0", f"{width}x{height}x24", "-noreset"],
            pass_fds=[sender],
            stderr=subprocess.DEVNULL,
        )
        os.close(sender)
        with os.fdopen(receiver) as pipe:
            number = pipe.readline().strip()
        if not number:
            self.close()
            raise AssertionError("Xvfb did not start")
        self.display = f":{number}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Take the screen away."""
        self.close()

    def prompts(self) -> set[str]:
        """Return the prompts that are shown."""
        return set(self._run("search", "--onlyvisible", *self.sought).split())

    def wait_for_prompt(self, *, after: Iterable[str] = ()) -> set[str]:
        """Return the prompts as soon as one is shown that was not there before."""
        self._until(lambda: bool(self.prompts() - set(after)), "No prompt is shown")
        return self.prompts()

    def wait_for_none(self) -> None:
        """Return as soon as no prompt is shown."""
        self._until(lambda: not self.prompts(), "A prompt is still shown")

    def send_away(self) -> None:
        """Press Escape until the prompt is gone; it takes keys a moment after it is shown."""
        self._answer(lambda: self._run("key", "Escape"))

    def answer(self, password: str) -> None:
        """Type the password, once more if that was too early."""

        def type_it() -> None:
            self._run("type", password)
            self._run("key", "Return")

        self._answer(type_it)

    def _answer(self, press: Callable[[], object]) -> None:
        prompts = self.prompts()
        for _ in range(20):
            press()
            with contextlib.suppress(AssertionError):
                self._until(lambda: not prompts & self.prompts(), "", limit_s=2)
                return
        raise AssertionError("The prompt does not take the answer")

    @staticmethod
    def _until(is_so: Callable[[], bool], complaint: str, limit_s: float = LIMIT_S) -> None:
        deadline = time.monotonic() + limit_s
        while not is_so():
            assert time.monotonic() < deadline, complaint

    def close(self) -> None:
        """Take the screen away."""
        self._server.terminate()
        self._server.wait()

    def _run(self, *arguments: str) -> str:
        run = subprocess.run(
            ["xdotool", *arguments],
            env=os.environ | {"DISPLAY": self.display},
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
        )
        return run.stdout
