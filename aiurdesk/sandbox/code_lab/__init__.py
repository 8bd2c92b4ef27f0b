"""The code lab: one endpoint for each result code and each kind of broken response."""
