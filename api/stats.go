package api

import "github.com/dynactor/dynactor/actors"

// Stats is a snapshot of an executor's counters since Open.
type Stats = actors.Stats

// TableStats are the counters of one table, or their sums.
type TableStats = actors.TableStats

// Durations sums up how long something took: how often, in all, and at the most.
type Durations = actors.Durations

// CapacityStats is the state of one kind of capacity: the limit in force, what is used, debt, throttles.
type CapacityStats = actors.CapacityStats

// IndexStats is the capacity of a global secondary index.
type IndexStats = actors.IndexStats

// WaitStats says what the requests wait for that wait now.
type WaitStats = actors.WaitStats

// HotKeys are a table's hottest partition keys, by units and by throttles.
type HotKeys = actors.HotKeys

// HotKey is one of them.
type HotKey = actors.HotKey
