"""The keys of actions: which they are now, which they may be, and the dialog that changes them."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.keys.key_rules
    import aiurdesk.ui.keys.keys_dialog
else:
    __getattr__ = late(__name__)
