"""Names of a package that are imported when they are first used.

An import at the top of a module takes its time at every start. The ``__init__`` of a package names
what is needed later: with ``from aiurdesk.ui import form``, the first ``form.BodyPanel`` imports
the module of that class. Types are checked as usual, since the package imports these names under
``TYPE_CHECKING`` as well.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any


def late(package: str, names: str) -> Callable[[str], Any]:
    """Return the function ``__getattr__`` of a package (PEP 562).

    Args:
        package: Its name.
        names: Module and name of what is imported late, such as ``body_panel.BodyPanel``, with
            blanks between them.
    """
    modules = {name: module for module, name in (entry.split(".") for entry in names.split())}

    def load(name: str) -> Any:
        if name not in modules:
            message = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(message)
        return getattr(import_module(f"{package}.{modules[name]}"), name)

    return load
