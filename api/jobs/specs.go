package jobs

import "github.com/dynactor/dynactor/api"

// Import writes the items of files to a table. Where a file says so, as incremental exports do, it deletes.
type Import struct {
	Options
	// From are the files.
	From Files
	// Table gets the items.
	Table string
	// Window is how many records are put in random order before they're written, so that sorted input doesn't
	// ask one partition for everything. Records of one key stay in order. 0 is 5,000, -1 is none.
	Window int
}

// Source is what a job reads of a table.
type Source struct {
	// Table is its name.
	Table string
	// Index is a secondary index to read instead, "" for none.
	Index string
	// KeyCondition, if set, makes it a query: an expression as in the API reference, as "pk = :pk".
	KeyCondition string
	// Filter leaves out what doesn't meet it: an expression, as "attribute_exists(email)". What it leaves out
	// is read and charged all the same.
	Filter string
	// Project are the attributes to read, comma-separated paths; "" is all.
	Project string
	// Names are for the expressions' #names.
	Names map[string]string
	// Values are for their :values.
	Values Item
	// Consistent has all writes be seen that were answered before.
	Consistent bool
	// Segments is into how many parts a scan is cut; 0 has it chosen by size. Workers is how many are read at a
	// time; 0 is 8.
	Segments, Workers int
	// Limit is how many items to read at most; 0 is all. It's kept exactly.
	Limit int64
}

// Export writes the items of a table to files.
type Export struct {
	Options
	// From is what is read.
	From Source
	// To is the file or the directory to write.
	To Files
	// MaxFileBytes is when the next file of a directory is begun, before compression; 0 is 256 MB.
	MaxFileBytes int64
	// OutputFiles is how many files of a directory are written at a time; 0 is 4.
	OutputFiles int
}

// Copy writes the items of a table to another.
type Copy struct {
	Options
	// From is what is read.
	From Source
	// To is the other table's executor, if it has one of its own, as in another region or account; nil is
	// the same.
	To *api.Executor
	// Table gets the items.
	Table string
}

// Delete deletes the items of a table that are found.
type Delete struct {
	Options
	// From finds the items.
	From Source
}

// Update changes the items of a table that are found.
type Update struct {
	Options
	// From finds the items.
	From Source
	// Set is an update expression, as "SET #s = :s REMOVE old". Its names and values are among From's.
	Set string
	// Condition, if set, is a condition expression on each item; items that don't meet it (any more) are skipped. That the
	// item is still there is always a condition.
	Condition string
	// Repeatable says that it does no harm to apply Set twice. A job with a checkpoint refuses an expression that
	// isn't so by its looks (ADD, +, -, list_append) unless this is set.
	Repeatable bool
}

// Count counts the items of a table that are found.
type Count struct {
	Options
	// From finds the items.
	From Source
}

// Diff compares two tables, item by item.
type Diff struct {
	Options
	// Left is one table, and what is read of both.
	Left Source
	// RightOn is the right table's executor; nil is the same.
	RightOn *api.Executor
	// Right is the other table's name.
	Right string
	// To, if it names a file, gets the differences, as JSON lines with "kind" ("left", "right" or "different"),
	// "key", "left" and "right", in DynamoDB JSON.
	To Files
}

// Fill writes generated items to a table.
type Fill struct {
	Options
	// Table gets the items.
	Table string
	// Count is how many.
	Count int64
	// Generate makes the item of a number, from 0. It must make the same each time it's asked for it. nil makes
	// items for the table's key schema, with a payload of Size bytes.
	Generate func(n int64) (Item, error)
	// Size is that payload's, in bytes; 0 is 400.
	Size int
}
