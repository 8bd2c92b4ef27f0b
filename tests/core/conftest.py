"""What several tests of the core set up."""

from collections.abc import Iterator

import pytest

from aiurdesk.core import translation


class Backwards:
    """A language that can be told from English."""

    def gettext(self, message):
        assert message, "gettext would return the head of its file"
        return message[::-1]

    def ngettext(self, msgid1, msgid2, n):
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context, message):
        return self.gettext(f"{message} of {context}")


@pytest.fixture
def backwards() -> Iterator[None]:
    """Translate the texts until the end of the test."""
    translation.use(Backwards(), "sdrawkcab")
    yield
    translation.use(None)
