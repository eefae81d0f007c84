"""An enterprise mentor's word on a record, given through a link.

A link proves that somebody who had it answered, not who that was; the log keeps whose link it was,
when it was answered and from which address, and an answer never approves anything by itself.
"""
