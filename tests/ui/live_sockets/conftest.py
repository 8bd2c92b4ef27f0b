"""A socket that runs has the panel of the sockets that are shown."""

from tests.ui.sockets.conftest import bodies, panel

__all__ = ["bodies", "panel"]
