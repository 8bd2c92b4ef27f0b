"""OAuth 2 at any server: its addresses, its token calls, the ways to a token; signing of 1.0a.

Loaded when somebody signs in: most starts do without it, and without the library behind it.
"""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.core.auth.oauth.assertion
    import aiurdesk.core.auth.oauth.flows
    import aiurdesk.core.auth.oauth.oauth1
else:
    __getattr__ = late(__name__)
