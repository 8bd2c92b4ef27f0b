"""Valid and invalid inputs for the endpoints of a service, and what is wrong with its answers."""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.services.fuzzing.fuzz_run
else:
    __getattr__ = late(__name__)
