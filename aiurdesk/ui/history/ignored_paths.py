"""The paths that comparisons of responses leave out, kept from one start to the next."""

from collections.abc import Mapping

_MOST_KEPT = 200


class _Ignored:
    """The paths that a person ignores, by what a request is sent to."""

    def __init__(self) -> None:
        self.paths: dict[str, tuple[str, ...]] = {}

    def restore(self, paths: Mapping[str, tuple[str, ...]]) -> None:
        """Take those of an earlier run."""
        self.paths = dict(paths)

    def keep(self, target: str, paths: tuple[str, ...]) -> None:
        """Keep the paths that are ignored for a request."""
        self.paths.pop(target, None)
        if paths:
            self.paths[target] = paths
        while len(self.paths) > _MOST_KEPT:
            del self.paths[next(iter(self.paths))]


IGNORED = _Ignored()
"""Of this program; kept with the window."""
