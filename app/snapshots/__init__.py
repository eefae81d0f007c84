"""A school's years frozen at their end, restated and compared; and what rests on a record that falls."""
