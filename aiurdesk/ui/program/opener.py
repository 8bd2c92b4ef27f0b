"""Opens what a person pastes, imports or names, here or at another start of the program."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from aiurdesk.core.environments.environment import OF_PROCESS, variable_names
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.preparing.link import (
    Link,
    is_link,
    path_of_uri,
    read_link,
    request_of,
)
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr, truncate
from aiurdesk.services.open_window import Opening
from aiurdesk.services.services import Services
from aiurdesk.ui import collections
from aiurdesk.ui import request as request_room
from aiurdesk.ui.collections.collections_tab import CollectionsTab
from aiurdesk.ui.request.request_pages import RequestPages
from aiurdesk.ui.request.workbench import Workbench
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.main_window import MainWindow
from aiurdesk.ui.window.messages import Message

if TYPE_CHECKING:
    from aiurdesk.services.imports.importing import ImportedRequest
    from aiurdesk.ui.collections.collection_export import CollectionExport
    from aiurdesk.ui.collections.collection_import import CollectionImport

_NO_COMMAND = tr("This is not a curl command. Copy one that begins with curl.")
_USES_PROCESS = tr(
    "This address uses variables of the process, so it is not opened from "
    "outside. If you trust whoever wrote it, enter it yourself."
)
_LEFT_OUT = tr(
    "The form takes neither secrets nor files from a link, nor names that it "
    "does not have. Left out:"
)
_LONGEST_NAME = 200
_NOT_IN_CLIPBOARD = tr(
    "The clipboard holds no curl command. Copy one first, such as with “Copy as cURL” in a browser."
)


class Opener:
    """Makes an open request or collection of a text, a file or a name."""

    def __init__(
        self,
        window: MainWindow,
        scope: TaskScope,
        services: Services,
        workbench: Workbench,
        pages: RequestPages,
        collections: CollectionsTab,
    ) -> None:
        self._window = window
        self._scope = scope
        self._services = services
        self._library = services.library
        self._workbench = workbench
        self._pages = pages
        self._collections = collections

    def open_custom_url(self, address: str = "") -> None:
        """Open a request for an address that was typed, or is to be typed now."""
        self._workbench.open_request(custom_request(address))
        page = self._pages.tabs.page
        if page is not None:
            page.row.focus_address()

    def open_target(self, target: str) -> None:
        """Open an endpoint by its id, a folder or file of a collection, an address or a link.

        Nothing where the text is empty.
        """
        link = read_link(target) if is_link(target) else None
        path = path_of_uri(target) if target.startswith("file:") else target
        if isinstance(link, Problem):
            self._tell(Message(link.sentence, "input"))
        elif isinstance(path, Problem):
            self._tell(Message(path.sentence, "input"))
        elif link is not None:
            self._open_link(link)
        else:
            self._open_path(path)

    def _open_path(self, target: str) -> None:
        """Open what is not a link."""
        endpoint = self._library.with_code_lab.endpoint(target)
        # A path, such as a file manager hands over.
        if Path(target).is_absolute() and "://" not in target:
            self._collections.open_folder(target)
        elif endpoint is not None:
            self._workbench.open(endpoint)
        elif any(name.startswith(OF_PROCESS) for name in variable_names(target)):
            self._tell(Message(_USES_PROCESS, "input"))
        elif target:
            self._workbench.open_request(custom_request(target))

    def _open_link(self, link: Link) -> None:
        """Open what a link names. Sends nothing: a person looks at it first."""
        if link.file:
            self._collections.open_folder(link.file)
        elif link.endpoint:
            self._open_form(link)
        else:
            self.open_custom_url(link.url)

    def _open_form(self, link: Link) -> None:
        endpoint = self._library.with_code_lab.endpoint(link.endpoint)
        if endpoint is None:
            words = tr("The link names an endpoint that does not exist: {name}.")
            words = words.format(name=truncate(link.endpoint, _LONGEST_NAME))
            self._tell(Message(words, "input"))
            return
        request, left_out = request_of(link, endpoint)
        if request.values:
            self._workbench.open_request(request, is_edited=True)
        else:
            self._workbench.open(endpoint)
        if left_out:
            names = truncate(", ".join(left_out), _LONGEST_NAME)
            self._tell(Message(f"{_LEFT_OUT} {names}.", "input"))

    def take_opening(self, opening: Opening) -> None:
        """Do what another start of the program asks: come to the front, and open something."""
        self._window.come_to_front(opening.activation_token)
        self.open_target(opening.target)

    def take_command(self, text: str) -> None:
        """Fill the request in front from a command line, or open one with it."""
        page = self._pages.tabs.page

        def fill_in(imported: "ImportedRequest") -> bool:
            # Reading takes a while: another tab may be in front by then.
            if page is None or self._pages.tabs.page is not page:
                return False
            return page.fill_in(imported.request, imported.offered)

        self._import_text(text, fill_in, _NO_COMMAND)

    def take_clipboard(self) -> None:
        """Open a request from the curl command in the clipboard."""
        text = QGuiApplication.clipboard().text()
        self._import_text(text, lambda _: False, _NOT_IN_CLIPBOARD)

    @cached_property
    def collection_export(self) -> "CollectionExport":
        """Writes collections in formats of other programs."""
        return collections.collection_export.CollectionExport(
            self._window, self._window.theme, self._scope, self._library, self._tell
        )

    @cached_property
    def collection_import(self) -> "CollectionImport":
        """Makes collections of what other programs wrote."""
        return collections.collection_import.CollectionImport(
            self._window,
            self._window.theme,
            self._scope,
            self._collections.open_made,
            self._collections.run_all,
            self._window.message_bar,
            self._services,
        )

    def _import_text(
        self, text: str, fill_in: "Callable[[ImportedRequest], bool]", unknown: str
    ) -> None:
        room = request_room.text_import
        pasted = room.TextImport(text, fill_in, self._open_imported, unknown)
        room.import_text(pasted, self._scope, self._window.message_bar)

    def _open_imported(self, imported: "ImportedRequest") -> None:
        self._workbench.open_request(imported.request, is_edited=True)
        page = self._pages.tabs.page
        if page is not None:
            # A secret in a command becomes a credential, if the person wants, before anything is
            # saved.
            page.offer_credential(imported.offered)

    def _tell(self, message: Message) -> None:
        self._window.message_bar.tell(message)
