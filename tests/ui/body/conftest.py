"""Bodies are swept as responses are."""

from tests.ui.response.conftest import swept

__all__ = ["swept"]
