"""The environments, to choose where requests go."""

from collections.abc import Iterator
from functools import partial

from aiurdesk.ui.palette.source import PaletteRow, Source


class EnvironmentSource(Source):
    """Lists the environments that can be chosen."""

    kind = "Environment"

    def rows(self) -> Iterator[PaletteRow]:
        """Yield them in the order of the chooser."""
        choice = self.parts.environments
        for environment in choice.offered:
            name = environment.name
            detail = "chosen" if name == choice.environment.name else ""
            yield PaletteRow(self.kind, name, name, partial(choice.choose, environment), detail)
