"""Word vectors and what can be asked of them.

``space`` the words with their vectors; ``taking`` takes them out of a run; ``near``, ``analogy``, ``axis`` and
``odd`` answer questions about a space, ``comparing`` about two; ``judge`` measures one by analogies and judged pairs;
``projecting`` lays it out in a plane or in space at once, ``slow`` by t-SNE and UMAP in a process of its own.
``film`` has the frames of a training that was filmed; ``files`` reads what others wrote, ``pretrained`` finds a
vocabulary's words there.

It needs numpy and h5py, and knows neither TensorFlow, the engine nor the window. As it imports numpy, what the window
loads at its start must not import it.
"""
