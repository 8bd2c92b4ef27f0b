"""Tests of the Secret Service run where there is one."""

import sys

collect_ignore = [] if sys.platform == "linux" else ["test_secret_service.py"]
