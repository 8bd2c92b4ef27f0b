"""JSON as the services write it: compact, with nulls, and with dates in ISO 8601."""

import json
from datetime import datetime
from typing import Any

from aiurdesk.sandbox.clock import format_iso_8601

# The services escape these line separators. json.dumps leaves them as they are.
_ALSO_ESCAPED = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def _default(value: object) -> Any:
    if isinstance(value, datetime):
        return format_iso_8601(value)
    raise TypeError(f"{type(value).__name__} is not JSON serializable")


def to_json(value: object) -> str:
    """Serialize a value. Members keep their order, and enumerations are numbers."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_default)
    return text.translate(_ALSO_ESCAPED)
