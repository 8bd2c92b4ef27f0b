"""Adapters for files on disk and for the keyring of the system."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.storage.certificates
    import aiurdesk.storage.collections
    import aiurdesk.storage.credentials
    import aiurdesk.storage.env_files
    import aiurdesk.storage.environments
    import aiurdesk.storage.examples
    import aiurdesk.storage.file_lock
    import aiurdesk.storage.files
    import aiurdesk.storage.folder
    import aiurdesk.storage.history
    import aiurdesk.storage.history_connection
    import aiurdesk.storage.host_dialects
    import aiurdesk.storage.keyring_backend
    import aiurdesk.storage.learnt
    import aiurdesk.storage.regular_file
    import aiurdesk.storage.trusted_folders
else:
    __getattr__ = late(__name__)
