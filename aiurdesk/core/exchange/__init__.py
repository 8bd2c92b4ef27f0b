"""An exchange: request, outcome and verdict together, compared, redacted and as text."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.core.exchange.exchange_comparison
    import aiurdesk.core.exchange.report
    import aiurdesk.core.exchange.value_comparison
else:
    __getattr__ = late(__name__)
