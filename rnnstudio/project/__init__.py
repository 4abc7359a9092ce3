"""The document: what a person builds, as immutable data.

``model`` the structs; ``edits`` pure functions ``Project -> Project``; ``history`` undo as a list of projects;
``file`` reading and writing ``.rnnstudio``; ``report`` what the engine says of a project;
``words`` numbers, shapes and durations as window and terminal say them.
Nothing here knows Qt, TensorFlow or which plugins are installed.
"""
