"""Runs: a folder for each training, in standard formats, and the events that happen in one.

``events`` what the engine tells while training; ``folder`` what is in a run folder, reading and listing them;
``about`` its layers and where its data came from; ``own`` what a person adds to it; ``epochs`` its course;
``listing`` all runs, the unreadable ones included; ``trash`` deleted ones.
"""
