"""Forms made from parameter descriptions: what a component's annotations say becomes labels, fields and their checks.

    form = ParameterForm(parameters(component), owner="GRU")
    form.set_values(node.params)                    # missing ones show their default; nothing is emitted
    form.set_resolved({"units": 2})                 # what "from the data" comes to
    form.edited.connect(...)                        # name, value: always one that the parameter accepts
    form.reset.connect(...)                         # name: give it its default again
    form.gesture_ended.connect(document.end_gesture)

The form keeps no project: whoever owns it makes the edit and hands the new values back with ``set_values``.
"""

from rnnstudio.studio.forms.form import ParameterForm
from rnnstudio.studio.forms.labels import ElidedLabel, WrapLabel, settle
from rnnstudio.studio.forms.spin import NumberSpin

__all__ = ["ElidedLabel", "NumberSpin", "ParameterForm", "WrapLabel", "settle"]
