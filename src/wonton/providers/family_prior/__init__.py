"""A ranker that learnt which families of tactics proofs use at which goals.

features   what it looks at: a few words about a goal and the step that led to it
table      how often each family was used with which features, against what the provider expects; the JSON file
ranker     from the table and the provider's own probabilities to an order
"""

from wonton.providers.family_prior.features import FEATURES, Features, features_of
from wonton.providers.family_prior.ranker import FamilyPrior, load_ranker, reweighed
from wonton.providers.family_prior.table import FORMAT_VERSION, NAME, FamilyTable, read_table

__all__ = [
    "FEATURES",
    "FORMAT_VERSION",
    "NAME",
    "FamilyPrior",
    "FamilyTable",
    "Features",
    "features_of",
    "load_ranker",
    "read_table",
    "reweighed",
]
