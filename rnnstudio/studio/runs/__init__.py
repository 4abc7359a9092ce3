"""Runs: all that were made, each with its page; two or more compared."""
