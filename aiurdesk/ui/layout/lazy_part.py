"""Parts of the window that are made when they are first needed, as ``LazyPanel`` is for panels."""

from collections.abc import Callable
from functools import cached_property
from typing import Generic, TypeVar

_Part = TypeVar("_Part")


class LazyPart(Generic[_Part]):
    """Makes a part when it is first asked for."""

    def __init__(self, make: Callable[[], _Part]) -> None:
        self._make = make
        self._when_made: list[Callable[[_Part], object]] = []
        self.is_made = False

    @cached_property
    def part(self) -> _Part:
        """The part, made now if it was not there yet."""
        part = self._make()
        self.is_made = True
        # They get the part: asking for ``self.part`` before this returns would make another one.
        for connect in self._when_made:
            connect(part)
        return part

    def when_made(self, function: Callable[[_Part], object]) -> None:
        """Call a function with the part once it is made, to connect it to others."""
        self._when_made.append(function)
        if self.is_made:
            function(self.part)
