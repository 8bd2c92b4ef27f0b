"""Libraries that are imported when they are first used: most starts do without them."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import asyncio as asyncio
    import ctypes as ctypes
    import difflib as difflib
    import gettext as gettext
    import hashlib as hashlib
    import html as html
    import json as json
    import uuid as uuid
    import webbrowser as webbrowser

    import brotli as brotli
    import graphql as graphql
    import hypothesis as hypothesis
    import jmespath as jmespath
    import jsonschema as jsonschema
    import platformdirs as platformdirs
    import publicsuffixlist as publicsuffixlist
    import referencing as referencing
    import rtoml as rtoml
    import schemathesis as schemathesis
    import tomlkit as tomlkit
    import yaml as yaml
else:
    _load = late("")

    def __getattr__(name):
        # Kept, as Python keeps the modules of a package: some are used for each of many files.
        module = globals()[name] = _load(name)
        return module
