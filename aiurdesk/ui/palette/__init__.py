"""The command palette: one line that finds what can be gone to and what can be done."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    from aiurdesk.ui.palette.palette_controller import PaletteController as PaletteController
    from aiurdesk.ui.palette.source import PaletteParts as PaletteParts
else:
    __getattr__ = late(__name__, "palette_controller.PaletteController source.PaletteParts")
