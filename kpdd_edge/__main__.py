"""``python -m kpdd_edge`` is ``kpdd``."""

from kpdd_edge.cli.main import main

main()
