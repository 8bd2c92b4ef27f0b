"""The form of an endpoint, its headers, and the bytes that they make."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    from aiurdesk.ui.form.body_panel import BodyPanel as BodyPanel
    from aiurdesk.ui.form.headers_panel import HeadersPanel as HeadersPanel
    from aiurdesk.ui.form.parameters_panel import ParametersPanel as ParametersPanel
    from aiurdesk.ui.form.preview_panel import PreviewPanel as PreviewPanel
    from aiurdesk.ui.form.response_tests_panel import ResponseTestsPanel as ResponseTestsPanel
else:
    __getattr__ = late(
        __name__,
        """
        body_panel.BodyPanel headers_panel.HeadersPanel parameters_panel.ParametersPanel
        preview_panel.PreviewPanel response_tests_panel.ResponseTestsPanel
        """,
    )
