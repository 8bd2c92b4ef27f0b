"""Values and pure functions: no Qt, no I/O, no clock, no randomness.

A value is a ``msgspec.Struct`` with ``frozen=True``: it is made once, compares and hashes by its
fields, and ``msgspec.structs.replace`` makes the next one. A frozen dataclass says the same, but
compiles six methods while it is imported, half a millisecond a class; with more than a hundred
classes that was the largest part of the window's start. What the first picture needs is a
``NamedTuple``, because msgspec itself is loaded after it.
"""
