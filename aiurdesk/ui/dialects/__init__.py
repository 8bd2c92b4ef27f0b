"""Teaching dialects, and choosing which of them judges a response."""
