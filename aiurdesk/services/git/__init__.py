"""Collections in Git folders, by the Git that is installed."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.git.git_folder
else:
    __getattr__ = late(__name__)
