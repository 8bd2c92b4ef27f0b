"""Ways to prove who one is; a scheme is a file here and a line in ``SCHEMES``."""
