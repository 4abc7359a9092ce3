"""The Words pane: a map of the word vectors that a run has learned, and what can be asked of them.

``pane`` the pane, light until it is looked at; ``words_state`` what it looks at, read by ``take``; ``words_pages``
its pages ``map_page``, ``judge_page``, ``compare_page``, ``film_page`` and ``export_page``; ``side_panel`` the tools
beside the map, a page each. ``work`` does in threads what takes time. Numbers come from ``rnnstudio.vectors``, which
is imported there, or once the map is made.
"""
