"""The dialects of services: their files, which one judges a response, and what it reads."""
