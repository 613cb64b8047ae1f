"""Reports for people at a terminal; every function takes records and a paper and returns text."""
