package jobs

import "github.com/dynactor/dynactor/internal/bulk/column"

// ColumnType is what a column's values are: one of DynamoDB's types, any of them, or untyped.
type ColumnType = column.Type

// The types of columns. TypeANY is for a column whose values have more than one type; Untyped has a reader infer it from
// each value.
const (
	Untyped  = column.Untyped
	TypeS    = column.S
	TypeN    = column.N
	TypeB    = column.B
	TypeBOOL = column.BOOL
	TypeNULL = column.NULL
	TypeSS   = column.SS
	TypeNS   = column.NS
	TypeBS   = column.BS
	TypeL    = column.L
	TypeM    = column.M
	TypeANY  = column.ANY
)
