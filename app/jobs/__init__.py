"""Scheduled jobs: what runs by itself, and how."""
