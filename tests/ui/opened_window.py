"""The real window over real services, closed in order at the end of a test."""

import contextlib
import functools
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from aiurdesk.assembly import build_services, open_browser, open_keyring
from aiurdesk.core.api.catalogue import Catalogue
from aiurdesk.core.state.window_state import WindowState
from aiurdesk.services.library import Library
from aiurdesk.services.profile import Profile
from aiurdesk.services.profile_writer import ProfileWriter
from aiurdesk.services.services import Services
from aiurdesk.storage.secrets import SecretStore
from aiurdesk.ui.keys.action_keys import ActionKeys, Menu
from aiurdesk.ui.program.actions import ACTIONS
from aiurdesk.ui.program.controller import WindowController
from aiurdesk.ui.program.wiring import make_controller
from aiurdesk.ui.startup.restore import look, restore_requests
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.window.main_window import MainWindow
from aiurdesk.ui.window.state_saver import StateSaver
from aiurdesk.ui.window.wait_strip import WaitStrip


@dataclass(frozen=True)
class Opened:
    window: MainWindow
    controller: WindowController
    services: Services
    scope: TaskScope

    def find(self, name, kind=QWidget):
        """Return the shown widget of a name; pages of other requests have the same names."""
        visible = [widget for widget in self.window.findChildren(kind, name) if widget.isVisible()]
        assert visible, f"{name} is not shown"
        return visible[0]

    def action(self, action_id: str) -> QAction:
        """Return an action as it stands in the menus."""
        action = self.window.findChild(QAction, action_id)
        assert isinstance(action, QAction), f"there is no action {action_id}"
        return action

    def act(self, action_id: str) -> None:
        """Do what an action does, whether its entry is enabled or not."""
        next(row for row in ACTIONS if row.id == action_id).handler(self.controller)

    @property
    def environments(self) -> Any:
        """Where requests go."""
        return self.controller.environments.choice

    @property
    def wait_strip(self) -> WaitStrip:
        """What the window itself says of its waiting; dialogs have strips of their own."""
        (strip,) = self._wait_strips()
        return strip

    def is_waiting(self) -> bool:
        """Tell whether the window says that it waits for the person."""
        return any(strip.isVisible() for strip in self._wait_strips())

    def _wait_strips(self) -> list[WaitStrip]:
        middle = self.window.centralWidget()
        assert middle is not None
        return middle.findChildren(WaitStrip)

    @property
    def current(self) -> Any:
        """The request in front, or None."""
        return self.controller.workbench.current

    @property
    def page(self) -> Any:
        """The page in front, or None."""
        return self.controller.pages.tabs.page

    def exchange(self, key) -> Any:
        """Return the last exchange of a request."""
        return self.controller.workbench.exchange(key)

    def open(self, endpoint_id):
        endpoint = self.services.library.with_code_lab.endpoint(endpoint_id)
        assert endpoint is not None
        self.controller.workbench.open(endpoint)
        return self.current

    def send(self, **options: bool) -> None:
        """Send the request in front, as ``Workbench.send_request`` does."""
        self.controller.workbench.send_request(self.current.key, **options)

    async def answer(self):
        """Wait until nothing runs and return the last answer to the request in front."""
        await self.scope.idle()
        return self.exchange(self.current.key)


@functools.cache
def _catalogues() -> tuple[Catalogue, Catalogue]:
    """Return the catalogue without the code lab and the one with it."""
    library = Library()
    return library.catalogue, library.with_code_lab


@contextlib.asynccontextmanager
async def opened_window(
    theme: Theme,
    folder: Path,
    state: WindowState | None = None,
    store: SecretStore | None = None,
    open_page: Callable[[str], bool] = open_browser,
) -> AsyncIterator[Opened]:
    """Open the window on a profile, as ``ui.running`` does, and end everything at the end.

    Args:
        store: Where secrets are kept; None means what the program finds.
        open_page: Opens the page where a person signs in.
    """
    profile = Profile(folder)
    kept = profile.read()
    services = build_services(folder, open_page, open_store=lambda: store or open_keyring())
    # They are the same for each window, and nothing changes them.
    services.library.catalogue, services.library.with_code_lab = _catalogues()
    window = MainWindow(theme, ActionKeys(kept.settings.keys))
    scope = TaskScope(window)
    # Tests wait until no task runs; the pause before the window is written would be most of that.
    saver = StateSaver(ProfileWriter(profile), scope, kept.settings, pause_s=0)
    window.add_menus(Menu)
    window.restore(kept.window)
    window.show()
    controller = make_controller(window, services, saver)
    controller.credentials.keyring_after_s = 0  # tests wait for that task too
    restore_requests(controller, services.library, state or kept.window)
    saver.watch(lambda: look(controller))
    try:
        yield Opened(window, controller, services, scope)
    finally:
        await saver.finish()
        window.close()
        await scope.aclose()
        await services.aclose()
        window.deleteLater()
