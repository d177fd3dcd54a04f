//go:build race

package main

// threads is one, because the threads of go-ycsb's workloads race on the last
// values of their generators.
const threads = "1"
