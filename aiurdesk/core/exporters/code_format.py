"""What a format of code is: a language or tool in which a request can be written."""

from collections.abc import Callable

import msgspec

from aiurdesk.core.exporters.code_request import CodeRequest


class CodeFormat(msgspec.Struct, frozen=True):
    """A language or a tool in which a request can be written."""

    id: str
    """On the command line: ``--as curl``."""
    title: str
    write: Callable[[CodeRequest], str]
    """Returns the code, without a line break at the end."""
