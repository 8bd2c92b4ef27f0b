"""A plugin of pytest for a second Python: a quarter of the examples of property tests.

The examples of a test are the same in each run. What they find in the rules of the program does not
depend on the version of Python.
"""

from hypothesis import settings

settings.register_profile("fewer_examples", settings.get_profile("ci"), max_examples=25)
