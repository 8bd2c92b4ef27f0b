"""The editor of texts: bodies, documents of GraphQL, messages, and code that is only read."""
