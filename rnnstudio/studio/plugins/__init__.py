"""The Plugins pane: what was loaded, how long it took, and what is wrong."""
