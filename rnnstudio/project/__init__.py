"""The document: what a person builds, as immutable data.

``model`` the structs; ``edits`` pure functions ``Project -> Project``; ``history`` undo as a list of projects;
``journal`` each step written down, and read again after a crash; ``journal_file`` the file it is written to;
``file`` reading and writing ``.rnnstudio``; ``origin`` which file that was, and whether it was changed since;
``report`` what the engine says of a project; ``words`` numbers, shapes and durations as window and terminal say them.
Nothing here knows Qt, TensorFlow or which plugins are installed.
"""
