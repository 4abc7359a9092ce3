"""The start page: recent projects, unsaved work, and the templates with pictures of their stacks."""

AT_START = "home/at_start"
"""The setting: show this page when the program starts."""
