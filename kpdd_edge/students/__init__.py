"""Students: what is known of them (manifests, the registry), where their files lie (the store), bringing them here.

Imports nothing by itself, so that looking up a name, as shell completion does, stays quick. Only
:mod:`~kpdd_edge.students.download` and :mod:`~kpdd_edge.students.wheel` use the network, and only when a student is
pulled.
"""
