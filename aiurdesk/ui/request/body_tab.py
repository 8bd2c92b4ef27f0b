"""The Body tab of a request."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.request.request import (
    Body,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    NoBody,
    Request,
)
from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import Environment
from aiurdesk.ui import form
from aiurdesk.ui.form.json_errors import Texts
from aiurdesk.ui.layout.lazy_panel import LazyPanel
from aiurdesk.ui.theme.theme import Theme

if TYPE_CHECKING:
    from aiurdesk.ui.form.body_panel import BodyPanel


class BodyTab(LazyPanel["BodyPanel"]):
    """Made when it is first looked at; until then, the request has the body."""

    edited = Signal()
    """Emitted when the person changed something."""
    method_wanted = Signal(str)
    """Emitted with the method that the person wants to send the body with."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(self._make_body, parent, scrolls=True)
        self._theme = theme
        self._body: Body | None = None
        self.is_of_use = False
        """Whether the request brings its body; an endpoint makes it of the form otherwise."""

    def show_body_of(self, request: Request) -> None:
        """Show the body of a request, or of a step of its undo stack."""
        self._body = request.body
        self.is_of_use = not request.endpoint.service_id or request.body is not None
        if self.is_made:
            self.panel.show_body(request.body or NoBody())

    def show_method(self, method: str) -> None:
        """Say whether a body is usual with the method."""
        self.fill(lambda panel: panel.show_method(method), "method")

    def set_environment(self, environment: Environment) -> None:
        """Take the values of variables from an environment."""
        self.fill(lambda panel: panel.set_environment(environment), "environment")

    def set_folder(self, folder: str) -> None:
        """Take the folder of the request; empty where it has no file yet."""
        self.fill(lambda panel: panel.set_folder(folder), "folder")

    def value(self) -> Body | None:
        """Return the body that is sent; None leaves it to the endpoint."""
        # A panel that was never looked at was not edited.
        return self.panel.body if self.is_of_use and self.is_made else self._body

    def title(self) -> str:
        """Return what the tab is called, with the kind of body."""
        body = self.value()
        kind = "" if body is None else form.body_kinds.BODY_KINDS[type(body)].in_tab
        return tr("Body {get}").format(get=kind).strip()

    def take_server_errors(self, said: Texts) -> frozenset[str]:
        """Show messages of the server at the values of the body they name.

        Returns:
            The names that were found.
        """
        if not self.is_made and (not said or not self._has_places()):
            return frozenset()  # naming the panel makes it
        return self.panel.show_server_errors(said)

    def take_missing(self, said: Texts) -> frozenset[str]:
        """Show messages about what a JSON text lacks, at the object around; return the names."""
        return self.panel.show_missing(said) if said and self._has_places() else frozenset()

    def _has_places(self) -> bool:
        return isinstance(self.value(), JsonBody | GraphqlBody | FormBody | MultipartBody)

    def _make_body(self) -> "BodyPanel":
        panel = form.body_panel.BodyPanel(self._theme)
        panel.show_body(self._body or NoBody())
        panel.changed.connect(self.edited)
        panel.method_wanted.connect(self.method_wanted)
        return panel
