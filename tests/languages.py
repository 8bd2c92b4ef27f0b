"""The languages of the program, for tests that change from one to another."""

import contextlib
import gettext
from collections.abc import Iterator
from io import BytesIO

from aiurdesk import resources
from aiurdesk.core import translation

CATALOGUES = {
    "": None,
    **{
        name: gettext.GNUTranslations(BytesIO(resources.read_bytes(f"languages/{name}.mo")))
        for name in ("de", "zh_CN")
    },
}


@contextlib.contextmanager
def speaking(name: str) -> Iterator[None]:
    """Translate into a language for a while."""
    translation.use(CATALOGUES[name], name)
    try:
        yield
    finally:
        translation.use(None)
