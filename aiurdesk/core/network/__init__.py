"""How requests reach their servers: certificates, and what the way of a connection is."""
