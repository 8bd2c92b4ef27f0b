"""A real Chromium without a screen, driven through its DevTools protocol."""

import base64
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from websockets.asyncio.client import ClientConnection, connect

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
"""Where it is; distributions call it by either name. None where there is none."""
_READY = "DevTools listening on "
_MOST_BYTES = 32 * 2**20


def public_key_hash(certificate_file: Path) -> str:
    """Return how Chromium names the key of a certificate."""
    key = x509.load_pem_x509_certificate(certificate_file.read_bytes()).public_key()
    digest = Hash(SHA256())
    digest.update(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    return base64.b64encode(digest.finalize()).decode()


class Chromium:
    """One browser with a profile of its own, which reaches nothing but this computer.

    Args:
        trusted: Certificates that it takes for good beside those of the system; for any other it
            shows its warning.
    """

    def __init__(self, trusted: Sequence[Path] = ()) -> None:
        self._trusted = trusted
        self._folder = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        self._process: subprocess.Popen[str] | None = None
        self._address = ""

    def start(self) -> None:
        """Start it; pages can be opened as soon as this returns."""
        assert PROGRAM, "The tests of pages need: apt-get install chromium"
        self._process = subprocess.Popen(
            [PROGRAM, *self._switches(), "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=os.environ | {"HOME": self._folder.name, "XDG_CONFIG_HOME": self._folder.name},
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        assert self._process.stderr is not None
        told = []
        for line in self._process.stderr:
            if line.startswith(_READY):
                self._address = line.removeprefix(_READY).strip()
                break
            told.append(line)
        assert self._address, f"Chromium did not start: {''.join(told)}"

    def _switches(self) -> list[str]:
        hashes = ",".join(map(public_key_hash, self._trusted))
        switches = [
            "--headless=new",
            f"--user-data-dir={self._folder.name}",
            "--remote-debugging-port=0",
            f"--ignore-certificate-errors-spki-list={hashes}",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            "--no-proxy-server",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--disable-sync",
            "--password-store=basic",
            # Else it reads its errors into the pipe that nobody empties.
            "--log-level=3",
        ]
        # Its sandbox of processes refuses to be started by root, as in a container of a CI.
        return switches + (["--no-sandbox"] if os.geteuid() == 0 else [])

    def stop(self) -> None:
        """End it and delete its profile."""
        if self._process is not None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=10)
            self._process.kill()
            self._process.wait()
            assert self._process.stderr is not None
            self._process.stderr.close()
        self._folder.cleanup()

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator["Page"]:
        """Give the page of a visitor who was never here: no cookies, nothing remembered."""
        async with connect(
            self._address,
            max_size=_MOST_BYTES,
            proxy=None,
            open_timeout=60,
            ping_interval=None,  # a busy one answers no ping
        ) as socket:
            line = _Line(socket)
            context = await line.call("Target.createBrowserContext")
            made = await line.call("Target.createTarget", url="about:blank", **context)
            target = {"targetId": made["targetId"]}
            attached = await line.call("Target.attachToTarget", **target, flatten=True)
            line.session_id = attached["sessionId"]
            await line.call("Page.enable")
            await line.call("Network.enable")
            try:
                yield Page(line)
            finally:
                line.session_id = ""
                await line.call("Target.disposeBrowserContext", **context)


class _Line(msgspec.Struct):
    """Calls to the browser and its events, in turn."""

    socket: ClientConnection
    session_id: str = ""
    last_id: int = 0
    events: list[dict[str, Any]] = msgspec.field(default_factory=list)
    record: list[dict[str, Any]] = msgspec.field(default_factory=list)
    """All events, those that were waited for among them."""

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call and return the result; events that come meanwhile are kept."""
        self.last_id += 1
        message = {"id": self.last_id, "method": method, "params": parameters}
        if self.session_id:
            message["sessionId"] = self.session_id
        await self.socket.send(json.dumps(message))
        while True:
            answer = await self._receive()
            if answer.get("id") == self.last_id:
                assert "error" not in answer, (method, answer["error"])
                return dict(answer["result"])
            self.events.append(answer)

    async def event(self, method: str) -> Mapping[str, Any]:
        """Wait for an event that came since ``forget`` or is still to come."""
        while True:
            for index, event in enumerate(self.events):
                if event.get("method") == method:
                    del self.events[: index + 1]
                    return dict(event["params"])
            self.events.append(await self._receive())

    def forget(self) -> None:
        """Forget the events so far."""
        self.events.clear()

    async def _receive(self) -> dict[str, Any]:
        received = dict(json.loads(await self.socket.recv()))
        if "method" in received:
            self.record.append(received)
        return received


class Page:
    """A page that is looked at, typed into and clicked as a person does it."""

    def __init__(self, line: _Line) -> None:
        self._line = line

    async def open(self, address: str) -> None:
        """Go to an address and wait until the page is there, an error page too."""
        self._line.forget()
        await self._line.call("Page.navigate", url=address)
        await self._line.event("Page.loadEventFired")

    async def back(self) -> None:
        """Go back to the page before."""
        history = await self._line.call("Page.getNavigationHistory")
        entry = history["entries"][history["currentIndex"] - 1]
        self._line.forget()
        await self._line.call("Page.navigateToHistoryEntry", entryId=entry["id"])
        await self._line.event("Page.frameStoppedLoading")

    async def watch(self) -> None:
        """Note from now on what the browser complains about."""
        await self._line.call("Log.enable")
        await self._line.call("Runtime.enable")

    async def complaints(self) -> list[str]:
        """Return errors of scripts and of the policy, and what is in the console."""
        # All that was said before has come with the answer.
        await self.evaluate("0")
        kinds = ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled")
        return [json.dumps(one) for one in self._line.record if one["method"] in kinds]

    async def requested(self) -> list[str]:
        """Return the addresses that were asked for."""
        await self.evaluate("0")
        events = [one for one in self._line.record if one["method"] == "Network.requestWillBeSent"]
        return [str(one["params"]["request"]["url"]) for one in events]

    async def show_printed(self) -> None:
        """Show the page as it is printed."""
        await self._line.call("Emulation.setEmulatedMedia", media="print")

    async def print(self) -> bytes:
        """Return the page as it is printed, as PDF."""
        reply = await self._line.call("Page.printToPDF", printBackground=True)
        return base64.b64decode(reply["data"])

    async def forbid_scripts(self) -> None:
        """Turn off the scripts of the pages."""
        await self._line.call("Emulation.setScriptExecutionDisabled", value=True)

    async def show_as(self, scheme: str, width: int, height: int) -> None:
        """Show pages ``light`` or ``dark``, in a window of that size."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        await self._line.call("Emulation.setEmulatedMedia", features=[feature])
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await self._line.call("Emulation.setDeviceMetricsOverride", **size)

    async def type(self, label: str, text: str) -> None:
        """Click a field by its label and type; what stood there goes."""
        element = f"document.evaluate({json.dumps(_field(label))},document,null,9).singleNodeValue"
        focused = (
            "(f=>{if(!f)return false;f=f.control||f;f.focus();f.select();return true})"
            f"({element})"
        )
        assert await self.evaluate(focused), f"There is no field {label}."
        await self._line.call("Input.insertText", text=text)

    async def click(self, text: str, *, loads: bool = True) -> None:
        """Click the button or link of that text.

        Args:
            text: All of it.
            loads: Whether a page comes of it, which is waited for.
        """
        path = f"//*[self::button or self::a][normalize-space()={json.dumps(text)}]"
        element = f"document.evaluate({json.dumps(path)},document,null,9).singleNodeValue"
        centre = await self.evaluate(
            f"(e=>{{if(!e)return null;e.scrollIntoView();const r=e.getBoundingClientRect();"
            f"return [r.x+r.width/2,r.y+r.height/2]}})({element})"
        )
        assert centre, f"There is nothing to click that is called {text}."
        self._line.forget()
        for kind in ("mousePressed", "mouseReleased"):
            where = {"x": centre[0], "y": centre[1], "button": "left", "clickCount": 1}
            await self._line.call("Input.dispatchMouseEvent", type=kind, **where)
        if loads:
            await self._line.event("Page.loadEventFired")

    async def evaluate(self, expression: str) -> Any:
        """Return the value of a script of the test, which runs where scripts are off, too."""
        reply = await self._line.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in reply, reply
        return reply["result"].get("value")

    async def address(self) -> str:
        """Return what stands in the address bar."""
        return str(await self.evaluate("location.href"))

    async def text(self) -> str:
        """Return what can be read on the page."""
        return str(await self.evaluate("document.body.innerText"))

    async def picture(self) -> bytes:
        """Return the page as PNG."""
        reply = await self._line.call("Page.captureScreenshot", format="png")
        return base64.b64decode(reply["data"])


def _field(label: str) -> str:
    named = f"starts-with(normalize-space(),'{label}')"
    return f"(//label[{named}]|//input[@aria-label='{label}'])[1]"
