"""Saved requests: values, the format of their files, tests and captures."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.core.collection.conversation_record
    import aiurdesk.core.collection.environment_file
    import aiurdesk.core.collection.literal_secrets
    import aiurdesk.core.collection.offered_tests
    import aiurdesk.core.collection.saved_request
else:
    __getattr__ = late(__name__)
