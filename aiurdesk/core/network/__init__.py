"""How requests reach their servers: proxies, addresses, versions of HTTP."""
