"""WebSockets in the window: the state of a socket, its frames, and what is sent."""
