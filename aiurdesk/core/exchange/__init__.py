"""An exchange: request, outcome and verdict together, compared, redacted and as text."""
