"""The form of an endpoint, its headers, and the bytes that they make."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.form.body_kinds
    import aiurdesk.ui.form.body_panel
    import aiurdesk.ui.form.pairs_panel
    import aiurdesk.ui.form.parameters_panel
    import aiurdesk.ui.form.preview_panel
    import aiurdesk.ui.form.response_tests_panel
else:
    __getattr__ = late(__name__)
