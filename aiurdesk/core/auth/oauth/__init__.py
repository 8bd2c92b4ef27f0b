"""OAuth 2 at any server: its addresses, its token calls, and the ways to a token.

Loaded when somebody signs in: most starts do without it, and without the library behind it.
"""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.core.auth.oauth.flows
else:
    __getattr__ = late(__name__)
