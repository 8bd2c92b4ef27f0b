"""The sandbox: each service has its own loopback port, and one thread serves them all."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from aiurdesk.core.api.endpoint import ApiDescription
from aiurdesk.sandbox.aspnet.web_service import ServiceApp, WebService, sign_in_pages
from aiurdesk.sandbox.certificate_authority import CertificateAuthority, WriteFile
from aiurdesk.sandbox.clock import Clock, system_clock
from aiurdesk.sandbox.hypercorn_runner import HOST, Listener, ServerThread, bind
from aiurdesk.sandbox.state import fresh_state
from aiurdesk.sandbox.web_services import all_services


class SandboxServer:
    """Starts and stops the sandbox. Both methods may be called from any thread."""

    def __init__(
        self,
        folder: Path,
        write_file: WriteFile,
        descriptions: Iterable[ApiDescription],
        *,
        port: int | None = None,
        clock: Clock = system_clock,
    ) -> None:
        """Prepare a server that is not running yet.

        Args:
            folder: Folder of the certificates, which stay there between runs.
            write_file: Writes a certificate file atomically, readable by its owner only.
            descriptions: The catalogue, from which services take their routes.
            port: First of the ports, one for each service. None selects free ports.
            clock: Returns the current time for all services.
        """
        self._folder = folder
        self._write_file = write_file
        self._descriptions = tuple(descriptions)
        self._first_port = port
        self._clock = clock
        self.base_urls: Mapping[str, str] = {}
        """Service id → base URL without a trailing slash. Empty while the server is stopped."""
        self.page_urls: Mapping[str, str] = {}
        """Service id → base URL of its sign-in pages. Empty while the server is stopped.

        They are plain HTTP: a browser accepts that on loopback, but warns of a certificate whose
        authority it does not know.
        """
        self._authority: CertificateAuthority | None = None
        self._lock = threading.Lock()
        self._running: ServerThread | None = None

    @property
    def authority(self) -> CertificateAuthority:
        """The certificate authority. It exists after the first start."""
        if self._authority is None:
            raise RuntimeError("The sandbox was not started.")
        return self._authority

    def start(self) -> None:
        """Start the server and return when it accepts requests. Do nothing when it runs already.

        Raises:
            OSError: A port is taken, or the folder cannot be created. ``write_file`` may raise
                further exceptions.
        """
        with self._lock:
            if self._running is None:
                self._launch()

    def _launch(self) -> None:
        authority = CertificateAuthority.load_or_create(
            self._folder, self._clock(), self._write_file
        )
        state = fresh_state(self._clock, self._descriptions)
        listeners = self._listeners(all_services(state))
        base_urls = {one.app.service.id: _url(one) for one in listeners if one.has_tls}
        # Before the first request: services tell the addresses of each other.
        state.base_urls.update(base_urls)
        self._running = ServerThread("sandbox", listeners, authority.server_file)
        self._authority = authority
        self.base_urls = base_urls
        self.page_urls = {one.app.service.id: _url(one) for one in listeners if not one.has_tls}

    def _listeners(self, services: Sequence[WebService]) -> list[Listener]:
        """Bind all ports. When one of them is in use, close the others."""
        with ExitStack() as stack:
            listeners = []
            pages = [part for service in services if (part := sign_in_pages(service)) is not None]
            # The pages come last, so that the port of each service stays the same.
            for index, service in enumerate([*services, *pages]):
                requested = 0 if self._first_port is None else self._first_port + index
                listener = stack.enter_context(bind(requested))
                port = listener.getsockname()[1]
                has_tls = index < len(services)
                app = ServiceApp(service, self._clock)
                listeners.append(Listener(app, listener, port, has_tls))
            # All ports are bound: keep the sockets open.
            stack.pop_all()
        return listeners

    def stop(self) -> None:
        """Stop the server and wait for its thread. Do nothing when it is not running."""
        with self._lock:
            if self._running is None:
                return
            self._running.stop()
            self._running = None
            self.base_urls = self.page_urls = {}


def _url(listener: Listener) -> str:
    return f"{'https' if listener.has_tls else 'http'}://{HOST}:{listener.port}"
