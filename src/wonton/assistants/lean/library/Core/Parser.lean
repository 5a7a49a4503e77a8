/-
What `syntax`, and a compiled macro, are to Lean: its names, parser descriptions and macros.

All of Lean's parser, elaborator and tactics sit compiled in its shared library, but a file can only
speak of constants that are declared in its environment. An axiom with `@[extern ..]` declares one
without defining it: when Lean's interpreter needs the value it looks for a compiled symbol of that
very name, and finds Lean's own. (The text after `extern` is never read.) That holds for functions,
as here for the constructors of `Lean.Name`, and for data, as for the parsers in `Core.Tactics`.
A wrong name is not a message but an abort at import: a new Lean wants this module's tests run first.

None of these axioms is a proposition, and no theorem depends on them.
-/
prelude
import Core.Bootstrap
set_option autoImplicit false
set_option linter.all false
set_option genSizeOf false
set_option genInjectivity false
set_option genCtorIdx false

axiom String : Type
namespace Lean
axiom Name : Type

/-! A macro must be seen to be a function of three arguments, or its compiled code would be read as data. -/
axiom Syntax : Type
namespace Macro
axiom Context : Type
axiom State : Type
axiom Result : Type
end Macro
abbrev Macro : Type := Syntax → Macro.Context → Macro.State → Macro.Result
namespace Name
@[extern "lean"] axiom anonymous : Name
@[extern "lean"] axiom mkStr (p : Name) (s : String) : Name
@[extern "lean"] axiom mkStr1 (s₁ : String) : Name
@[extern "lean"] axiom mkStr2 (s₁ s₂ : String) : Name
@[extern "lean"] axiom mkStr3 (s₁ s₂ s₃ : String) : Name
@[extern "lean"] axiom mkStr4 (s₁ s₂ s₃ s₄ : String) : Name
@[extern "lean"] axiom num (p : Name) (v : Nat) : Name
@[extern "lean"] axiom str (p : Name) (s : String) : Name
@[extern "lean"] axiom mkSimple (s : String) : Name
end Name
/-- A parser as data. The order of the constructors is that of the compiled code. -/
inductive ParserDescr where
  | const  (name : Name)
  | unary  (name : Name) (p : ParserDescr)
  | binary (name : Name) (p₁ p₂ : ParserDescr)
  | node   (kind : Name) (prec : Nat) (p : ParserDescr)
  | trailingNode (kind : Name) (prec lhsPrec : Nat) (p : ParserDescr)
  | symbol (val : String)
  | nonReservedSymbol (val : String) (includeIdent : Bool)
  | cat (catName : Name) (rbp : Nat)
  | parser (declName : Name)
  | nodeWithAntiquot (name : String) (kind : Name) (p : ParserDescr)
  | sepBy  (p : ParserDescr) (sep : String) (psep : ParserDescr) (allowTrailingSep : Bool)
  | sepBy1 (p : ParserDescr) (sep : String) (psep : ParserDescr) (allowTrailingSep : Bool)
  | unicodeSymbol (val asciiVal : String) (preserveForPP : Bool)
/-- A parser that continues a term or tactic already read, such as `<;>`. -/
abbrev TrailingParserDescr : Type := ParserDescr
end Lean

/-- The type of syntax categories; `declare_syntax_cat` makes one of each. -/
structure Lean.Parser.Category where
