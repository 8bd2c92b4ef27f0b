"""WebSockets and streams: frames, states, and what a closing means."""
