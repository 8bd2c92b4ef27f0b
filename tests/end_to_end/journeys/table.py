"""The journeys with the number of actions that each one takes, and the goal beside it."""

from typing import NamedTuple


class Journey(NamedTuple):
    """A way of a person through the window, from a fresh profile."""

    words: str
    goal: int
    """At most so many actions: what the best other program needs."""
    actions: int
    """So many it takes."""
    reason: str = ""
    """Why it takes more than the goal."""


JOURNEYS = {
    "a": Journey("type an address, send, read the verdict", 2, 2),
    "b": Journey("add an API description by its address, fill a body, send", 6, 6),
    "b, JSON": Journey(
        "the same, the body typed as JSON",
        6,
        7,
        "a click shows the form as JSON, once: the next bodies are shown so, too",
    ),
    "c": Journey("drop an export with its environment, send a request, run all", 7, 5),
    "c, typed": Journey("the same, the path of the export typed on the first page", 7, 6),
    "c, card": Journey("the same, the export named in the dialog of the first page", 7, 7),
    "d": Journey("from a response: keep a secret in a header, save, share the folder", 7, 7),
    "e": Journey("from a response: add a test, run the folder, see what failed", 5, 5),
}
"""By its letter."""
