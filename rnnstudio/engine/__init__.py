"""What a project becomes: data, shapes, a trained network, its word vectors. Only it imports tensorflow and keras.

It knows nothing of windows or processes; the command line and a notebook call it directly:

* ``describe``  what the data decides, which shapes the stack has, what keeps it from training
* ``training``  ``train``: the project into a run folder, its events to a callable; ``running`` carries it out,
                ``control`` stops it
* ``export``    a run's word vectors, through an exporter
* ``device``    loads TensorFlow and names what it will train on
* ``trained``   a run's model, loaded to be used
* ``asked``     trained models that stay loaded; ``predict``, ``influence``, ``generate``, ``forecast``: what they say

Importing these modules loads neither tensorflow nor keras; calling what needs them does.
"""
