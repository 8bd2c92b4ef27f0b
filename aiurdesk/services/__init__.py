"""Use cases between the adapters and the window or command line."""
