"""WebSockets: frames, states, and what a closing means."""
