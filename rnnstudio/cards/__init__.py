"""What is said of a run: its facts in words, and its card, one HTML file that needs nothing else.

``facts`` a run's settings, data, layers and figures in words; ``curves`` its curves as SVG; ``page`` the card.
It stands above ``runs`` and ``project``, which know nothing of one another, and below window and command line.
"""
