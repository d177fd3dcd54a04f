// Package hotkeys finds the partition keys that take most of a table's capacity.
package hotkeys
