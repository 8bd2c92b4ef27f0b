"""The environments, to choose where requests go."""

from collections.abc import Iterator
from functools import partial

from aiurdesk.core.translation import tr
from aiurdesk.ui.palette.source import PaletteRow, Source


class EnvironmentSource(Source):
    """Lists the environments that can be chosen."""

    kind = tr("Environment")

    def rows(self) -> Iterator[PaletteRow]:
        """Yield them in the order of the chooser."""
        choice = self.uses.environments
        for environment in choice.offered:
            name = environment.name
            is_chosen = name == choice.environment.name
            details = ("chosen" if is_chosen else "", "careful" if environment.is_careful else "")
            detail = " · ".join(part for part in details if part)
            shown, choose = environment.shown_name, partial(choice.choose, environment)
            yield PaletteRow(self.kind, name, shown, choose, detail)
