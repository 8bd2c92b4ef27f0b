"""Starts PySide6 without its signatures, which it loads when somebody asks for one.

PySide6 compiles a package of Python source out of its own library at every start, to be able to
tell what arguments its functions take. It takes half of the time that ``import PySide6.QtCore``
takes, and hardly any run of the program asks. The package also hooks into ``import`` and reads
the source of every module that is imported later, for switches that nothing here uses.

PySide6 takes the package from a folder ``files.dir`` beside shiboken6 where there is one; it is
shown one that holds stand-ins. Nothing is lost: a call with wrong arguments is told as ever.

Source: PySide6 6.11 and 6.12: signature_bootstrap.py, shibokensupport/signature/loader.py, both
embedded in libshiboken; sources/shiboken6/libshiboken/signature/.
"""

import builtins
import importlib
import importlib.util
import sys
from pathlib import PurePath
from types import ModuleType
from typing import Any

from aiurdesk import resources

_PACKAGE = "shibokensupport"
_KNOWN_RELEASES = ("6.11.", "6.12.")
"""Releases whose start was read and tried; others start as they are made."""


def import_qt() -> None:
    """Import the core of PySide6, without its signatures and its hook where that is known."""
    if "shiboken6" not in sys.modules:
        _import_shiboken()
    importlib.import_module("PySide6.QtCore")
    # Where signatures were not left out, their hook is on by now.
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def _import_shiboken() -> None:
    spec = importlib.util.find_spec("shiboken6")
    if spec is None or spec.loader is None or spec.origin is None or not _is_known(spec.origin):
        return
    module = importlib.util.module_from_spec(spec)
    # Looked at by PySide6 for the folder beside it, and nowhere else.
    module.__file__ = str(PurePath(resources.folder_path("signatures"), "__init__.py"))
    sys.modules["shiboken6"] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules["shiboken6"]
        raise
    module.__file__ = spec.origin


def _is_known(origin: str) -> bool:
    """Tell whether a release is known, from the first line of its package."""
    try:
        with open(origin, encoding="utf-8") as file:
            first = file.readline()
    except OSError:  # as in a frozen build
        return False
    return first.startswith(tuple(f'__version__ = "{release}' for release in _KNOWN_RELEASES))


def pyside_type_init(*arguments: Any) -> Any:
    """Read the signatures of a type."""
    return _real("loader").pyside_type_init(*arguments)


def create_signature(*arguments: Any) -> Any:
    """Return the signature of a function."""
    return _real("loader").create_signature(*arguments)


def seterror_argument(*arguments: Any) -> Any:
    """Return the error for a call with wrong arguments."""
    return _real("loader").seterror_argument(*arguments)


def make_helptext(*arguments: Any) -> Any:
    """Return the documentation of a function."""
    return _real("loader").make_helptext(*arguments)


def finish_import(_module: ModuleType) -> None:
    """Add what is deprecated to a module; there is nothing in these releases."""


def feature_import(*_arguments: Any, **_more: Any) -> None:
    """Leave an import to Python."""


def feature_imported(_module: ModuleType) -> None:
    """Look for switches in a module that was imported; there are none."""


def post_init() -> None:
    """Put the hook on; it stays off."""


def real_mapping() -> ModuleType:
    """Return the module with the names of Qt's types, brought up to date."""
    mapping = _real("mapping")
    mapping.update_mapping()
    return mapping


def _real(name: str) -> ModuleType:
    """Return a module of PySide6's own package, loaded the first time."""
    if not hasattr(sys.modules.get(f"{_PACKAGE}.signature"), "get_signature"):
        _load()
    return sys.modules[f"{_PACKAGE}.signature.{name}"]


def _load() -> None:
    for autofill in [each for each in sys.modules if each.partition(".")[0] == _PACKAGE]:
        del sys.modules[autofill]
    finders, embedded = importlib.import_module("signature_bootstrap").prepare_zipfile()
    finders.insert(0, embedded)
    try:
        importlib.import_module(f"{_PACKAGE}.signature.loader")
    finally:
        finders.remove(embedded)
