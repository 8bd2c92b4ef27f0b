"""Turns a request into what is sent: values, headers, body and authentication."""
