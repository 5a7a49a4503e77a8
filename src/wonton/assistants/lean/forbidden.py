"""Which tactic texts are refused before Lean sees them.

A provider's text is untrusted. One tactic per string is allowed, of bounded length, without comments, and nothing in
it may reach outside the proof: no commands, no metaprograms, no options, no holes that count as proved. What this
list lets through is still judged by the final check (`check.py`): the list keeps the search clean, the kernel keeps
it honest."""

from __future__ import annotations

import re

from wonton.core.characters import invisible

MAX_LENGTH = 2_000  #: characters

#: Words that open a command, change the environment or its options, run programs, print, ask the network, or admit a
#: goal.
FORBIDDEN_WORDS = frozenset(
    """
    abbrev add_decl_doc admit attribute axiom builtin_initialize class compile_inductive def declare_syntax_cat
    deriving elab elab_rules example export extern implemented_by import inductive infix infixl infixr init_quot
    initialize instance local macro macro_rules mutual namespace noncomputable notation omit opaque partial
    postfix prefix prelude private protected public register_option run_cmd run_elab run_meta run_tac scoped
    section set_option sorry stop structure syntax theorem lemma unsafe universe unseal variable variables IO
    include eval_expr by_elab dbg_trace end alias irreducible_def simproc dsimproc builtin_simproc
    register_simp_attr register_builtin_option unif_hint notation3 binder_predicate declare_config_elab grind_pattern
    initialize_simps_projections suppress_compilation library_note proof_wanted recall termination_by decreasing_by
    native_decide bv_decide bv_decide? bv_check apply? rw? plausible slim_check polyrith include_str
    dbgTrace dbgTraceVal dbgTraceIfShared dbgStackTrace dbgStackTraceIf dbgSleep timeit allocprof
    BaseIO EIO unsafeIO unsafeBaseIO unsafeEIO
    """.split()
)
#: Constants that stand for anything at all, refused under whatever namespace they are called.
UNSOUND_CONSTANTS = frozenset(
    {"sorryAx", "lcProof", "lcUnreachable", "unsafeCast", "ofReduceBool", "ofReduceNat", "reduceBool"}
)
#: Names that exist in our documents only: the theorem itself as Lean calls an `example`, and the helper for copies.
OUR_NAMES = frozenset({"_example", "wonton_copy"})
_CONSTANTS = UNSOUND_CONSTANTS | OUR_NAMES
_KNOWN = FORBIDDEN_WORDS | _CONSTANTS

_TOKEN = re.compile(
    r"""
      (?P<string>"(?:\\.|[^"\\])*")
    | (?P<quote>"|'(?:\\.|[^'\\\s])')
    | (?P<comment>--|/-|-/)
    | (?P<command>\#\w+)
    | (?P<newline>\n[ \t]*)
    | (?P<space>[ \t]+)
    | (?P<arrow>=>|:=)
    | (?P<combinator><;>)
    | (?P<semicolon>;)
    | (?P<open>[(\[{⟨⦃])
    | (?P<close>[)\]}⟩⦄])
    | (?P<word>(?:«[^»\n]*»|[^\W\d][\w'!?✝₀-₉]*)(?:\.(?:«[^»\n]*»|[^\W\d][\w'!?✝₀-₉]*))*)
    | (?P<other>.)
    """,
    re.VERBOSE,
)


#: `decide +native` and its longer spelling: compiled code in place of a proof.
_NATIVE = re.compile(r"\+\s*«?native\b|\(\s*«?native»?\s*:=")
#: Mathlib's `eval% x`, which runs `x` as a program: a keyword that is no word. A letter before it is one of a name.
_EVALUATED = re.compile(r"(?<![A-Za-z_])eval%")
#: ASCII inside a word. Lean's names have fewer letters than Python's: it reads `x¹sorry` as three tokens.
_ASCII_PART = re.compile(r"[A-Za-z_][A-Za-z0-9_'!?]*")


def refusal(tactic: str) -> str:
    """Why `tactic` must not be sent, in words for the transition's message; `""` where nothing speaks against it."""
    if not tactic.strip():
        return "the tactic is empty"
    if len(tactic) > MAX_LENGTH:
        return f"the tactic has {len(tactic)} characters, more than {MAX_LENGTH}"
    if code := invisible(tactic):
        return f"the tactic contains a control or invisible character ({code})"
    if _NATIVE.search(tactic):
        return "'native' puts compiled code in the place of a proof"
    if _EVALUATED.search(tactic):
        return "'eval%' runs a program"
    depth = 0
    for match in _TOKEN.finditer(tactic.strip()):
        kind, text = match.lastgroup or "", match.group()
        depth += {"open": 1, "close": -1}.get(kind, 0)
        reason = _reason(kind, text, depth, tactic.strip()[match.end() :])
        if reason:
            return reason
    return ""


def _is_forbidden(name: str) -> bool:
    """Whether a dotted name is a forbidden word, stands in a forbidden namespace, or speaks of an unsound constant."""
    parts = name.replace("«", "").replace("»", "").removeprefix("_root_.").split(".")
    if not name.isascii() and any(part in _KNOWN for text in parts for part in _ASCII_PART.findall(text)):
        return True
    return parts[0] in FORBIDDEN_WORDS or not _CONSTANTS.isdisjoint(parts)


def _reason(kind: str, text: str, depth: int, rest: str) -> str:
    """What speaks against one token; `depth` counts the brackets open behind it, `rest` is the text that follows."""
    continued = rest.startswith(("|", "·", "<;>")) or len(text) > 1
    objections = {
        "string": "strings are not allowed in a tactic: they can hide text",
        "quote": "quotes and character literals are not allowed in a tactic: they can hide text",
        "close": "the tactic closes a bracket that it did not open" if depth < 0 else "",
        "comment": "comments are not allowed in a tactic",
        "command": f"{text} is a command, not a tactic",
        "word": f"{text!r} reaches outside the proof" if _is_forbidden(text) else "",
        "semicolon": "" if depth else "one tactic per string: found ';'",
        "newline": "" if depth or continued else "one tactic per string: found a second line at the left margin",
    }
    return objections.get(kind, "")
