"""Practice plans: asked for before practice, kept up during it, and turned into a record."""
