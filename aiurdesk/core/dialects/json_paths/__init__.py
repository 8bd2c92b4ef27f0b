"""Evaluation of JMESPath expressions, with a library that is slow to import."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.core.dialects.json_paths.stepping
else:
    __getattr__ = late(__name__)
