"""Why a request of a test was not sent."""


class NotSent(Exception):
    """A request was not sent. The text says why and what to do, without any secret."""
