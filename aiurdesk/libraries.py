"""Libraries that are imported when they are first used: most starts do without them."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import ctypes as ctypes
    import difflib as difflib
    import html as html
    import json as json
    import tomllib as tomllib
    import uuid as uuid

    import jmespath as jmespath
    import jsonschema as jsonschema
    import platformdirs as platformdirs
    import referencing as referencing
    import rtoml as rtoml
    import tomlkit as tomlkit
else:
    __getattr__ = late("")
