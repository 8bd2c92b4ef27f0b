"""The code lab: one endpoint for each result code and for each way an answer can be broken."""
