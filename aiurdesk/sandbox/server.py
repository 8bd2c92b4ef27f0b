"""The sandbox: every service on a loopback port of its own, served by a thread of its own."""

import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType

from aiurdesk.sandbox.aspnet.web_service import ServiceApp, WebService
from aiurdesk.sandbox.certificate_authority import CertificateAuthority, WriteFile
from aiurdesk.sandbox.clock import Clock, system_clock
from aiurdesk.sandbox.listening import HOST, Listener, Listening, bind
from aiurdesk.sandbox.state import fresh_state
from aiurdesk.sandbox.web_services import all_services


class SandboxServer:
    """Starts and stops the sandbox; start and stop may be called from any thread."""

    def __init__(
        self,
        folder: Path,
        write_file: WriteFile,
        *,
        port: int | None = None,
        clock: Clock = system_clock,
    ) -> None:
        """Prepare a server that is not running yet.

        Args:
            folder: Where the certificates are kept from run to run.
            write_file: Writes a certificate file atomically, readable by its owner only.
            port: First of the ports, one for each service; None takes free ones.
            clock: What the services take for the time.
        """
        self._folder = folder
        self._write_file = write_file
        self._first_port = port
        self._clock = clock
        self._base_urls: dict[str, str] = {}
        self._authority: CertificateAuthority | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._listening: Listening | None = None

    @property
    def base_urls(self) -> Mapping[str, str]:
        """Service id → base address without a slash at the end; empty while not running."""
        return MappingProxyType(self._base_urls)

    @property
    def authority(self) -> CertificateAuthority:
        """The certificate authority; there is one as soon as the server was started."""
        if self._authority is None:
            raise RuntimeError("The sandbox was not started.")
        return self._authority

    def start(self) -> None:
        """Start serving; returns when the first request can be sent. Does nothing when running.

        Raises:
            OSError: A port is taken, or the folder cannot be created. ``write_file`` may raise
                further exceptions.
        """
        with self._lock:
            if self._thread is None:
                self._launch()

    def _launch(self) -> None:
        authority = CertificateAuthority.load_or_create(
            self._folder, self._clock(), self._write_file
        )
        state = fresh_state(self._clock)
        listeners = self._listeners(all_services(state))
        base_urls = {one.app.service.id: f"https://{HOST}:{one.port}" for one in listeners}
        state.addresses.update(base_urls)
        ready = threading.Event()
        listening = Listening(listeners, authority.server_file, ready.set)
        self._thread = threading.Thread(target=listening.run, name="sandbox", daemon=True)
        self._thread.start()
        ready.wait()
        self._authority, self._listening = authority, listening
        self._base_urls.update(base_urls)

    def _listeners(self, services: Sequence[WebService]) -> list[Listener]:
        """Bind all ports or none."""
        with ExitStack() as stack:
            listeners = []
            for place, service in enumerate(services):
                wanted = 0 if self._first_port is None else self._first_port + place
                listener = stack.enter_context(bind(wanted))
                port = listener.getsockname()[1]
                listeners.append(Listener(ServiceApp(service, self._clock), listener, port))
            stack.pop_all()
        return listeners

    def stop(self) -> None:
        """Stop serving and wait for the thread; does nothing when not running."""
        with self._lock:
            if self._thread is None or self._listening is None:
                return
            self._listening.stop()
            self._thread.join()
            self._thread = self._listening = None
            self._base_urls.clear()
