// Package workload makes the operations of the Yahoo! Cloud Serving Benchmark
// (Cooper et al., "Benchmarking Cloud Serving Systems with YCSB", 2010), by the
// definitions of its CoreWorkload: which operation, on which record, with which
// content.
package workload

// Kind is what an operation does.
type Kind int

// The operations of YCSB.
const (
	Read Kind = iota
	Update
	Insert
	Scan
	ReadModifyWrite
)

func (k Kind) String() string {
	return [...]string{"read", "update", "insert", "scan", "read-modify-write"}[k]
}

// Mix says how often an operation is of which kind, and which records it is on.
type Mix struct {
	Name string
	// Title says in words what the mix stands for.
	Title string
	// The shares add up to 1.
	Read, Update, Insert, Scan, ReadModifyWrite float64
	Distribution                                Distribution
}

// maxScan is the most records that a scan reads; the least is 1.
const maxScan = 100

// Mixes are YCSB's six, from its files workloada to workloadf.
var Mixes = []Mix{
	{Name: "a", Title: "half reads, half updates", Read: 0.5, Update: 0.5, Distribution: Zipfian},
	{Name: "b", Title: "95 % reads, 5 % updates", Read: 0.95, Update: 0.05, Distribution: Zipfian},
	{Name: "c", Title: "reads only", Read: 1, Distribution: Zipfian},
	{Name: "d", Title: "95 % reads of the latest, 5 % inserts", Read: 0.95, Insert: 0.05, Distribution: Latest},
	{Name: "e", Title: "95 % scans of 1 to 100 items, 5 % inserts", Scan: 0.95, Insert: 0.05, Distribution: Zipfian},
	{Name: "f", Title: "half reads, half read-modify-writes", Read: 0.5, ReadModifyWrite: 0.5, Distribution: Zipfian},
}

// kind chooses by a number from 0 to 1.
func (m Mix) kind(u float64) Kind {
	for kind, share := range []float64{m.Read, m.Update, m.Insert, m.Scan} {
		if u < share {
			return Kind(kind)
		}
		u -= share
	}
	return ReadModifyWrite
}

// Has says whether the mix has operations of the kind.
func (m Mix) Has(kind Kind) bool {
	return []float64{m.Read, m.Update, m.Insert, m.Scan, m.ReadModifyWrite}[kind] > 0
}
