"""The Body tab of a request."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.request.request import (
    Body,
    JsonBody,
    NoBody,
    Request,
)
from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import Environment
from aiurdesk.core.verdict.verdict import DialectFieldError
from aiurdesk.ui import form
from aiurdesk.ui.layout.lazy_panel import LazyPanel
from aiurdesk.ui.theme.theme import Theme

if TYPE_CHECKING:
    from aiurdesk.ui.form.body_panel import BodyPanel

ServerErrors = tuple[Mapping[str, tuple[str, ...]], tuple[str, ...]]
"""Messages by parameter, and those that name none."""


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

    def take_server_errors(
        self,
        field_errors: Mapping[str, tuple[str, ...]],
        others: tuple[str, ...],
        named: tuple[DialectFieldError, ...],
    ) -> ServerErrors:
        """Show the messages of the server that are about the body.

        Args:
            field_errors: Messages by parameter.
            others: Those that name none.
            named: All of them with the names that the server gave, which may be lines of JSON.

        Returns:
            What is left of ``field_errors`` and ``others``, so that each message is shown once.
        """
        named = named if isinstance(self.value(), JsonBody) else ()
        # Not asked for without need: naming the panel makes it.
        if named or self.is_made:
            in_json = self.panel.show_errors_in_json(named)
            errors = [error for error in named if error.name in in_json]
            texts = {
                text for error in errors for text in (error.text, f"{error.name}: {error.text}")
            }
            others = tuple(text for text in others if text not in texts)
            field_errors = {n: texts for n, texts in field_errors.items() if n not in in_json}
            in_body = self.panel.show_server_errors(field_errors)
            field_errors = {n: texts for n, texts in field_errors.items() if n not in in_body}
        return field_errors, others

    def _make_body(self) -> "BodyPanel":
        panel = form.body_panel.BodyPanel(self._theme)
        panel.show_body(self._body or NoBody())
        panel.changed.connect(self.edited)
        panel.method_wanted.connect(self.method_wanted)
        return panel
