"""An enterprise mentor's word on a record, given through a link."""
