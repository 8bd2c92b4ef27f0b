"""From a request to what is sent: values, headers, body and authentication."""
