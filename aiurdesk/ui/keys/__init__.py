"""The keys of actions: which they are now, which they may be, and the dialog that changes them."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    from aiurdesk.ui.keys.key_rules import UsableKeys as UsableKeys
    from aiurdesk.ui.keys.keys_dialog import KeysDialog as KeysDialog
else:
    __getattr__ = late(__name__, "key_rules.UsableKeys keys_dialog.KeysDialog")
