"""How often a request is sent again that the server refused before it processed it."""

import msgspec

MAX_RESENDS = 3
"""How often one request is sent again after a connection that accepted no request at all. A server
that refuses all requests on every new connection does not work."""
MAX_REFUSALS = 6
"""How often one request is sent again after it alone was refused."""
_FIRST_WAIT_S = 0.02
"""Before the first time of these; the double before each further one. A server refuses what is more
than it works on at the same time."""


class Resends(msgspec.Struct):
    """How often one request was sent again."""

    count: int = 0
    """In all."""
    _refusals: int = 0
    _useless_connections: int = 0

    def count_refusal(self) -> float | None:
        """Count that the request alone was refused.

        Returns:
            The seconds to wait before it is sent again; None if it is given up.
        """
        self._refusals += 1
        if self._refusals > MAX_REFUSALS:
            return None
        self.count += 1
        return _FIRST_WAIT_S * 2.0 ** (self._refusals - 1)

    def count_lost_connection(self, has_accepted_nothing: bool) -> bool:
        """Count a connection that the server closes; return whether to try another one."""
        # Only a connection that accepted no request at all counts against the limit.
        self._useless_connections += has_accepted_nothing
        if self._useless_connections > MAX_RESENDS:
            return False
        self.count += 1
        return True
