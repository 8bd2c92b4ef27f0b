"""Modules of a package that are imported when they are first used.

An import at the top of a module takes its time at every start. What is needed later is reached
through its package: after ``from aiurdesk.ui import form``, the first ``form.body_panel`` imports
that module. The ``__init__`` of the package imports it for type checkers only, which then know it.
"""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType


def late(package: str) -> Callable[[str], ModuleType]:
    """Return the function ``__getattr__`` of a package, which imports a module of it (PEP 562).

    Args:
        package: Its name; empty for modules that are in no package.
    """

    def load(name: str) -> ModuleType:
        module = f"{package}.{name}" if package else name
        try:
            return import_module(module)
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
            message = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(message) from None

    return load
