"""The namespace in which libshiboken evaluates the names of types, each time after `update_mapping`."""

from shibokensupport import embedded


def update_mapping():
    """Take over what the embedded module knows by now."""
    known = embedded().mapping
    known.update_mapping()
    globals().update({name: value for name, value in vars(known).items() if name != "update_mapping"})
