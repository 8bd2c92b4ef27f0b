"""Tells a command line of curl, which fills a request, from other texts."""

import re

_CURL = re.compile(r"\s*(?:\$\s+)?(?:(?!\S*://)\S*[/\\])?curl(?:\.exe)?\s", re.IGNORECASE)

_LONGEST_START = 10_000
"""Characters in which the path of the program ends."""


def is_command_line(text: str) -> bool:
    """Tell whether a text is a command line that a request can be made of."""
    # The beginning is enough: a text of megabytes may be pasted.
    return _CURL.match(text, 0, _LONGEST_START) is not None
