"""Tools that agents call over the Model Context Protocol; ``server`` alone knows the protocol."""
