"""A mock: answers as a description says, with saved examples, documented ones or made values."""
