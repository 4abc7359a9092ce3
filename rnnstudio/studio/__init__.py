"""The window: the only importer of PySide6 and pyqtgraph. It never imports TensorFlow.

``start`` and ``app`` start it; ``main_window`` composes it; ``panes`` makes each pane in its ``place`` when it is
first needed, from what ``ahead`` has loaded; ``document`` is the open project with its undo, selection and what the
engine said of it; ``recorder`` journals its steps and ``recovery`` offers back what a crash left; ``engine_link``
owns the engine process; ``theme`` and ``forms`` are shared by all panes.
One folder for each thing a person sees: ``builder``, ``data``, ``training``, ``embeddings``, ``plugins``.
"""
