"""What was sent and received before."""
