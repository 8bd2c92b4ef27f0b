"""How requests reach their servers: certificates, proxies, addresses, versions of HTTP."""
