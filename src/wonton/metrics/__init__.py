"""Pure functions from graphs, trees and traces to numbers.

Now: rates with their intervals (`rates`), outcomes of lesions (`outcomes`), costs (`costs`) and a variant beside its
wild type (`comparison`), two runs paired by item (`pairing`), K from a trace and from pairs of seeds (`trace_k`, `k`,
`survival`), basins (`basin`) and lesions beside them (`resilience`), bootstrap intervals (`bootstrap`). For
finished runs: distances (`distances`) of goals (`goal_trees`) and of searches (`search_graphs`), novelty (`novelty`),
solution paths and detours (`paths`), trajectories (`trajectory`), attractors and what proofs share (`attractors`,
`invariants`), fingerprints and failures (`fingerprints`, `failures`). No files, no clocks, no randomness: resamples are
a function of a seed's name.
"""

from wonton.metrics.basin import Basin, BasinRow, basin_of, entropy_bits
from wonton.metrics.bootstrap import Interval, bca_interval, log_ratio_interval, mean_interval, percentile_interval
from wonton.metrics.comparison import ProofShape, compare, edit_distance, shared_prefix
from wonton.metrics.costs import AttemptCounts, count_attempts
from wonton.metrics.k import (
    ESTIMATORS,
    Cost,
    Effort,
    KEstimate,
    PairedK,
    PooledK,
    SeedPair,
    common_horizon,
    cost,
    paired_k,
    pool,
)
from wonton.metrics.outcomes import OUTCOMES, LesionRow, Outcome, classify, outcome_rates
from wonton.metrics.rates import Rate, wilson
from wonton.metrics.resilience import (
    LesionSolve,
    Resilience,
    WidthAndRecovery,
    resilience_of,
    spearman,
    width_and_recovery,
)
from wonton.metrics.trace_k import TracedStep, TraceK, trace_k, traced_steps

__all__ = [
    "ESTIMATORS",
    "OUTCOMES",
    "AttemptCounts",
    "Basin",
    "BasinRow",
    "Cost",
    "Effort",
    "Interval",
    "KEstimate",
    "LesionRow",
    "LesionSolve",
    "Outcome",
    "PairedK",
    "PooledK",
    "ProofShape",
    "Rate",
    "Resilience",
    "SeedPair",
    "TraceK",
    "TracedStep",
    "WidthAndRecovery",
    "basin_of",
    "bca_interval",
    "classify",
    "common_horizon",
    "compare",
    "cost",
    "count_attempts",
    "edit_distance",
    "entropy_bits",
    "log_ratio_interval",
    "mean_interval",
    "outcome_rates",
    "paired_k",
    "percentile_interval",
    "pool",
    "resilience_of",
    "shared_prefix",
    "spearman",
    "trace_k",
    "traced_steps",
    "width_and_recovery",
    "wilson",
]
