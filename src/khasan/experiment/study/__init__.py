"""Experiments: a design file, many replications of many points, one folder that anyone can rerun.

>>> from khasan.experiment.study import Study
>>> Study.__name__
'Study'
"""

from __future__ import annotations

from khasan.experiment.study.study import Study, run_study

__all__ = ["Study", "run_study"]
