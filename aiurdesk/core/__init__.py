"""Values and pure functions: no Qt, no I/O, no clock, no randomness.

A value is a ``msgspec.Struct`` with ``frozen=True``. It cannot be changed, it is compared and
hashed by its fields, and ``msgspec.structs.replace`` returns a changed copy. Frozen dataclasses
have the same properties, but each one compiles six methods when it is imported, which takes half a
millisecond. With more than a hundred classes that was the largest part of the window's start.
Values that the first paint of the window needs are of type ``NamedTuple``, because msgspec is
imported after it.
"""

from typing import TYPE_CHECKING

from aiurdesk.late import late

if TYPE_CHECKING:
    import aiurdesk.core.auth
    import aiurdesk.core.exporters.code_request
else:
    __getattr__ = late(__name__)
