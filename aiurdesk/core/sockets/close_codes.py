"""What the close codes of WebSocket mean, and whether connecting again is of use.

Source: RFC 6455 section 7.4.
"""

from aiurdesk.core.verdict.explanations import Explanation, explain

NORMAL, NO_STATUS, ABNORMAL, INVALID_DATA = 1000, 1005, 1006, 1007
_RANGES = {1: "reserved", 2: "reserved", 3: "registered", 4: "private"}
"""Thousands → the row of codes without a row of their own."""


def explain_close_code(code: int) -> Explanation:
    """Return the row of a close code; a code that is not registered gets the one of its range."""
    return explain("close_codes", str(code), _RANGES.get(code // 1000, "invalid"))
