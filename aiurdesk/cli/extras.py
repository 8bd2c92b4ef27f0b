"""Commands whose libraries are an optional extra of the package."""

from importlib.util import find_spec

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import tr


def require(extra: str, *modules: str) -> None:
    """Check that the libraries of an extra are there; nothing is imported.

    Raises:
        ProblemError: They are not; the sentence says how to install them.
    """
    if any(find_spec(module) is None for module in modules):
        text = tr("This command needs further libraries. Install them: pip install '{package}'")
        raise ProblemError(text.format(package=f"aiurdesk[{extra}]"))
