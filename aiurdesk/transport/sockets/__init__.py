"""WebSocket connections, over the same network as ordinary requests."""
