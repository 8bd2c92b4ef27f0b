"""Why a value cannot be sent as it is typed."""

import msgspec


class Refusal(msgspec.Struct, frozen=True):
    """A sentence that says what is expected, with an example."""

    text: str
