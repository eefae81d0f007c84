"""Tables of confirmations."""
