"""RNN Studio: build a recurrent network by hand, watch it learn, see what it learned.

The rooms and who may import whom (kept by import-linter and by tests/architecture):

* ``api``             all that a plugin imports
* ``registry``        finds plugins, isolates their faults, resolves a node to its layer
* ``project``         the document: immutable data, pure edits, the file
* ``runs``            run folders and what happens in a run
* ``cards``           what is said of a run in words, and its card as a page
* ``engine``          the only importer of tensorflow and keras
* ``engine_process``  the engine in a process of its own: messages, client, server
* ``studio``          the only importer of PySide6 and pyqtgraph
"""

__version__ = "0.1.0"
