"""The one way from a request to an exchange, and what is asked and checked on it."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.sending.body_job
    import aiurdesk.services.sending.dialect_job
    import aiurdesk.services.sending.exchange_record
    import aiurdesk.services.sending.kept_cookies
    import aiurdesk.services.sending.page_list
    import aiurdesk.services.sending.reach
    import aiurdesk.services.sending.result_parts
    import aiurdesk.services.sending.whole_envelope
else:
    __getattr__ = late(__name__)
