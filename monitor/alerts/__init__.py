"""Telling people: digests of what a run found, and their way to each recipient."""
