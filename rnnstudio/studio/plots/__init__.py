"""Plots of numbers that grow, fluid with a million points: nothing in here knows what the numbers mean.

``pyramid`` growing numbers and their lows and highs; ``smoothing``; ``lines`` what a chart is given; ``ticks`` and
``drawing`` how it looks on any ground; ``sight`` what part of the x axis is seen, shared by charts side by side;
``chart`` the widget, with ``canvas`` and ``crosshair`` in it; ``picture``, ``table`` and ``exporting`` files of it.

Only ``chart`` and ``canvas`` import pyqtgraph: ``training.plotting`` loads them when they are needed.
"""
