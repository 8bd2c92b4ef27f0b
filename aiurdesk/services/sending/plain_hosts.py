"""The hosts that a person allowed to be reached over plain HTTP: for good, or for this run."""

from collections.abc import Callable

from aiurdesk.core.environments.plain_http import PlainHttp


def _keep_nothing(_allowed: PlainHttp) -> None:
    """Do nothing: no one is asked without the window."""


class PlainHosts:
    """Knows the hosts of the settings and of the command line. No file of a collection adds one."""

    def __init__(self) -> None:
        self.kept = PlainHttp()
        """As the settings have them."""
        self.given = PlainHttp()
        """As the command line allows them."""
        self.keep: Callable[[PlainHttp], None] = _keep_nothing
        """Writes the hosts into the settings."""
        self.option = "--allow-http"
        """What allows a host for one run; with ``-credentials`` behind it, credentials as well."""

    def allowed(self) -> PlainHttp:
        """Return all hosts."""
        return self.kept.joined(self.given)

    def allow(self, host: str, *, with_credentials: bool) -> None:
        """Allow one host more, as the person has answered."""
        self.kept = self.kept.allowing(host, with_credentials=with_credentials)
        self.keep(self.kept)
