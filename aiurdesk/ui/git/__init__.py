"""What changed in collections that lie in a Git folder."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.ui.git.git_controller
else:
    __getattr__ = late(__name__)
