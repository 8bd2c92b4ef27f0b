"""Saved requests: values, the format of their files, tests and captures."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    from aiurdesk.core.collection.offered_tests import OfferedTests as OfferedTests
else:
    __getattr__ = late(__name__, "offered_tests.OfferedTests")
