"""The Training pane: settings, live plots and outcome.

``state`` what is known of the training under way; ``curves`` its numbers, without Qt; ``thread`` the conversation
with the engine; ``pane`` what a person sees, ``board`` and ``chart`` the plots in it, ``plotting`` loads them late.
"""
