//go:build !race

package main

const threads = "16"
