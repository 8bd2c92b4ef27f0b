"""Adapters that carry prepared requests to a server."""

import sys

# httpx imports its own command line with itself; where rich and click are installed, as they are
# beside the development tools, that takes 60 ms. A name without a module is what it finds where
# they are not.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
