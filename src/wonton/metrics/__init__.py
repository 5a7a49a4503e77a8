"""Pure functions from graphs, trees and traces to numbers.

Now: rates with their intervals (`rates`), outcomes of lesions (`outcomes`), costs (`costs`) and a variant beside its
wild type (`comparison`), two runs paired by item (`pairing`). No files, no clocks, no randomness.
"""

from wonton.metrics.comparison import ProofShape, compare, edit_distance, shared_prefix
from wonton.metrics.costs import AttemptCounts, count_attempts
from wonton.metrics.outcomes import OUTCOMES, LesionRow, Outcome, classify, outcome_rates
from wonton.metrics.rates import Rate, wilson

__all__ = [
    "OUTCOMES",
    "AttemptCounts",
    "LesionRow",
    "Outcome",
    "ProofShape",
    "Rate",
    "classify",
    "compare",
    "count_attempts",
    "edit_distance",
    "outcome_rates",
    "shared_prefix",
    "wilson",
]
