"""Runs before the frozen program: programs that it starts must not load its libraries.

PyInstaller starts the program with a path to them, and keeps the path that was there before. It is
read when a process starts, so that changing it here changes nothing for this process.
"""

import os

if "LD_LIBRARY_PATH" in os.environ:
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", "")
    if before:
        os.environ["LD_LIBRARY_PATH"] = before
    else:
        del os.environ["LD_LIBRARY_PATH"]
