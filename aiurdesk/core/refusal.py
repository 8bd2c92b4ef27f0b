"""Why a value cannot be sent as it is typed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """A sentence that says what is expected, with an example."""

    text: str
