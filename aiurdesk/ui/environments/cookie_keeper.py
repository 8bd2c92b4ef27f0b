"""Keeps the cookies of environments over a restart, if the person wants that."""

from PySide6.QtCore import QObject

from aiurdesk.core.translation import tr
from aiurdesk.services.sending.kept_cookies import KeptCookies
from aiurdesk.ui.environments.environment_choice import EnvironmentChoice
from aiurdesk.ui.tasks import TaskScope

_KEEPING = tr("keep cookies")


class CookieKeeper(QObject):
    """Follows the choice of the environment and what is received.

    A task that is replaced by a later one leaves nothing half done that the later one does not do.
    """

    def __init__(
        self, parent: QObject, scope: TaskScope, choice: EnvironmentChoice, kept: KeptCookies
    ) -> None:
        super().__init__(parent)
        self._scope = scope
        self._choice = choice
        self._kept = kept
        self._is_on = False
        choice.changed.connect(self.follow)

    def configure(self, *, is_on: bool) -> None:
        """Begin or stop to keep cookies; when it stops, what was kept is deleted."""
        was_on, self._is_on = self._is_on, is_on
        self._kept.turn(is_on=is_on)
        if is_on:
            self.follow()
        elif was_on:
            jars = tuple(environment.cookie_jar for environment in self._choice.offered)
            self._scope.start(_KEEPING, self._kept.forget, jars)

    def follow(self) -> None:
        """Bring back the cookies of the environment, and keep those that it has now."""
        if self._is_on:
            self._scope.start(_KEEPING, self._kept.keep, self._choice.environment.cookie_jar)
