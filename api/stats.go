package api

import "github.com/dynactor/dynactor/actors"

// Stats is a snapshot of an executor's counters since Open.
type Stats = actors.Stats

// TableStats are the counters of one table, or their sums.
type TableStats = actors.TableStats

// Durations sums up how long something took: how often, in all, and at the most.
type Durations = actors.Durations
