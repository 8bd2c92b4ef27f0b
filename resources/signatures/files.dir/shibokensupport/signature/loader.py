"""The functions that PySide6 looks up by name when it starts, each of them loaded later."""

from aiurdesk.ui.signatures import (  # noqa: F401
    create_signature,
    feature_import,
    feature_imported,
    finish_import,
    make_helptext,
    post_init,
    pyside_type_init,
    seterror_argument,
)
from shibokensupport.signature import mapping  # noqa: F401 - PySide6 takes it once it is there
