"""One Lean proof as a definition of Gallina."""

from __future__ import annotations

from typing import cast

from wonton.assistants.exchange.lean_to_rocq import levels
from wonton.assistants.exchange.lean_to_rocq.gallina import NoCounterpartError
from wonton.assistants.exchange.lean_to_rocq.mirror import Mirror
from wonton.assistants.exchange.outcome import Exported, RefusalKind, Refused
from wonton.core.expr import Expr


def export_proof(name: str, type_: Expr, value: Expr, mirror: Mirror) -> Exported | Refused:
    """A sentence that defines `name` as `value` of type `type_`, to stand behind `mirror.text()`, which grows by what
    the proof rests on.

    `type_` and `value` are closed trees without level parameters, levels in their labels. The value stands in a `let`
    of its own, where Rocq finds its type before it compares: told which type to expect, Rocq's elaborator would replace
    a binder's sort by the expected one and so mend a wrong term before the kernel sees it.
    """
    try:
        numbered = [levels.at_levels(tree, {}) for tree in (type_, value)]
        (shown, proof), axioms = mirror.closed(*numbered)
    except NoCounterpartError as error:
        return Refused(cast(RefusalKind, error.kind), error.reason)
    except levels.LevelError as error:
        return Refused("universe", error.message)
    except RecursionError:
        return Refused("term", "the term is nested too deep")
    return Exported(f"Definition {name} : {shown} := let proof := {proof} in proof.", axioms)
