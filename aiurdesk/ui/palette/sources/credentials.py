"""The credentials, to choose what requests are sent with."""

from collections.abc import Iterator
from functools import partial

from aiurdesk.core.translation import tr
from aiurdesk.ui.credentials.choice import scheme_title
from aiurdesk.ui.palette.source import PaletteRow, Source
from aiurdesk.ui.window.credential_chooser import NONE_TEXT


class CredentialSource(Source):
    """Lists the credentials that can be chosen in the environment, and none."""

    kind = tr("Credential")

    def rows(self) -> Iterator[PaletteRow]:
        """Yield them in the order of the chooser."""
        choice = self.uses.credentials
        offered = {"": (NONE_TEXT, "")}
        offered |= {offer.name: (offer.name, scheme_title(offer)) for offer in choice.offered}
        chosen = choice.chosen.name if choice.chosen else ""
        for name, (title, scheme) in offered.items():
            details = (scheme, "chosen" if name == chosen else "")
            detail = " · ".join(part for part in details if part)
            yield PaletteRow(self.kind, name, title, partial(choice.choose, name), detail)
