"""Tells a command line of curl, which fills a request, from other texts."""

import re

_CURL = re.compile(r"\s*(?:\$\s+)?(?:(?!\S*://)\S*[/\\])?curl(?:\.exe)?\s", re.IGNORECASE)


def is_command_line(text: str) -> bool:
    """Tell whether a text is a command line that a request can be made of."""
    return _CURL.match(text) is not None
