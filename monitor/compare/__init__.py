"""Before and after: `terms`, `texts`, and whole `subjects`, each built on the one before.

Nothing is imported here, so that whoever compares terms does not load what compares texts.
"""
