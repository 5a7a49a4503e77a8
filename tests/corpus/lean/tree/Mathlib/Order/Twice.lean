import Mathlib.Order.Notation

section
private theorem hidden : True := trivial
end

section
theorem twice : True := trivial
theorem twice : True := trivial
end
