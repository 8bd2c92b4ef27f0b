"""JSON as the services write it: no blanks, nulls printed, dates in their own spelling."""

import json
from datetime import datetime
from typing import Any

from aiurdesk.sandbox.clock import format_iso_8601

_ALSO_ESCAPED = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def _default(value: object) -> Any:
    if isinstance(value, datetime):
        return format_iso_8601(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def to_json(value: object) -> str:
    """Return the JSON text; dicts keep their order, enumerations are numbers."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_default)
    return text.translate(_ALSO_ESCAPED)
