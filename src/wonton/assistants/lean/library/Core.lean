prelude
import Core.Relation
