"""What is kept of the exchanges that a person sent, and how it is found again."""
