"""A file with rows of data for a run, which is not a format of requests."""

import re

from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr

_LIST_OF_OBJECTS = re.compile(r"\s*\[\s*\{")
_NAME = r'"?[A-Za-z_][\w .-]*"?'
_NAMES = re.compile(rf"{_NAME}(?:([,;\t]){_NAME})(?:\1{_NAME})*")
"""The first line of CSV: names with one kind of separator between them."""


def is_data_file(text: str) -> bool:
    """Tell whether a text is CSV, or a JSON list of objects."""
    if _LIST_OF_OBJECTS.match(text):
        return True
    names, _, rest = text.lstrip("\ufeff").partition("\n")
    match = _NAMES.fullmatch(names.rstrip("\r"))
    row = rest.partition("\n")[0]
    return match is not None and row.count(match[1]) >= names.count(match[1])


def parse_data_file(_text: str) -> Problem:
    """Say what the file is for."""
    return Problem(
        tr(
            "This is a data file. It holds no requests, but values for those of a "
            "collection: use aiurdesk run COLLECTION --data FILE, or choose it as "
            "the data of a run in the window."
        )
    )
