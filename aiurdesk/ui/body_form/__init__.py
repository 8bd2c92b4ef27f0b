"""A JSON text that a schema describes, edited in a form."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.body_form.body_editor
else:
    __getattr__ = late(__name__)
