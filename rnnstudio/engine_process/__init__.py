"""The engine in a process of its own, so that a crash in it costs a run's last seconds and never the window.

``messages`` typed requests and events; ``client`` starts, asks, stops and kills the process (imported by the window,
knows no Qt), with ``child`` for one process, ``death`` for what it died of and ``frames`` for the pipe; ``server``
the loop inside the process, with ``conversations`` for what it is asked and ``answers`` for questions, those
to a trained model in ``trial_answers`` (these alone import ``engine``).
"""
