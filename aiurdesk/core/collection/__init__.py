"""Saved requests: values, the format of their files, tests and captures."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.core.collection.made_case
else:
    __getattr__ = late(__name__)
