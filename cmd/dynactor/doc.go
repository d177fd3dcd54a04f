// Command dynactor moves DynamoDB tables of any size: import, export, copy, delete, update, count, diff and fill.
//
// # Life of a command
//
// A file named after its verb has the verb's flags and makes a task of them: what package jobs is asked to do, and
// how to tell people about it. Everything in the command line is checked before anything is read, and before a
// connection is opened. Then perform.go connects, asks if need be, starts the job, follows it with a reporter
// (progress_*.go) and with the signals (interrupt.go), and sums it up. exit.go makes the exit code of how it ended.
//
// # Invariants
//
//   - Standard output is data alone: the items of an export to "-", the number of a count, the differences of a diff to "-".
//   - With --progress json each line on standard error is a JSON object, once the flags are understood.
//   - No attribute's value is printed, but where the command line itself has it (the line to resume with), and hot keys with
//     --hot-key-values.
package main
