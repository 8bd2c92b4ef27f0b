"""WebSockets: their sessions, messages and frames."""
