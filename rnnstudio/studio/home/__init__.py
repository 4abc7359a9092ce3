"""The start page: recent projects, unsaved work, and the templates with pictures of their stacks."""
